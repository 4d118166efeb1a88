package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/secret"
)

// Faults of the store.
var (
	ErrName     = fault.New(fault.Invalid, "blob.name", "The file name is not allowed.")
	ErrTooLarge = fault.New(fault.Invalid, "blob.too_large", "The file is too large.")
	ErrNotFound = fault.New(fault.NotFound, "blob.not_found", "There is no such file.")
)

const (
	segmentMax  = 4   // of a name
	nameMax     = 200 // bytes
	tempDir     = ".new"
	copyBuffer  = 64 << 10
	dirMode     = 0o700
	listDefault = 1000
)

// Store is a directory of blobs. It is safe for concurrent use, also by
// several processes.
type Store struct {
	root    *os.Root
	clock   clock.Clock
	sizeMax int64
}

// Open opens the directory, and makes it where it is not there. No blob may
// be larger than sizeMax bytes.
func Open(dir string, c clock.Clock, sizeMax int64) (*Store, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if err := root.MkdirAll(tempDir, dirMode); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Store{root: root, clock: c, sizeMax: sizeMax}, nil
}

// Close lets go of the directory.
func (s *Store) Close() error { return s.root.Close() }

// Put stores all of r under name, durably, and returns its size in bytes. On
// any error nothing has changed.
// Faults: ErrName, ErrTooLarge; the context's error.
func (s *Store) Put(ctx context.Context, name string, r io.Reader) (size int64, err error) {
	if !validName(name) {
		return 0, ErrName
	}
	temp := path.Join(tempDir, secret.NewToken())
	f, err := s.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(s.root.Remove(temp)))
		}
	}()
	size, err = copyBounded(ctx, f, r, s.sizeMax)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	return size, s.place(temp, name)
}

// place gives a written file its name, and makes that durable.
func (s *Store) place(temp, name string) error {
	now := s.clock.Now().Time()
	if err := s.root.Chtimes(temp, now, now); err != nil {
		return err
	}
	dir := path.Dir(name)
	if err := s.root.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	if err := s.root.Rename(temp, name); err != nil {
		return err
	}
	return s.syncDirs(dir)
}

// syncDirs makes the entries of dir and of those above it durable.
func (s *Store) syncDirs(dir string) error {
	for {
		d, err := s.root.Open(dir)
		if err != nil {
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return err
		}
		if dir == "." {
			return nil
		}
		dir = path.Dir(dir)
	}
}

// File is an open blob. It can be read from any place, as http.ServeContent
// needs for ranges.
type File struct {
	io.ReadSeekCloser
	Size  int64           // bytes
	PutAt instant.Instant // when it was stored
}

// Open opens a blob for reading; the caller closes it.
// Faults: ErrNotFound, also for names that cannot exist.
func (s *Store) Open(name string) (*File, error) {
	if !validName(name) {
		return nil, ErrNotFound
	}
	f, err := s.root.Open(name)
	if err != nil {
		return nil, missing(err)
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(ErrNotFound, f.Close())
	}
	return &File{ReadSeekCloser: f, Size: info.Size(), PutAt: instant.Of(info.ModTime())}, nil
}

// Delete removes a blob; one that is not there is no error.
// Faults: ErrName.
func (s *Store) Delete(name string) error {
	if !validName(name) {
		return ErrName
	}
	return ignoreMissing(s.root.Remove(name))
}

// copyBounded copies r to w until its end, the bound, or the context's end.
func copyBounded(ctx context.Context, w io.Writer, r io.Reader, bound int64) (size int64, err error) {
	buffer := make([]byte, copyBuffer)
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := r.Read(buffer)
		if size += int64(n); size > bound {
			return 0, ErrTooLarge.With("bytes_max", bound)
		}
		if _, werr := w.Write(buffer[:n]); werr != nil {
			return 0, werr
		}
		switch {
		case errors.Is(err, io.EOF):
			return size, nil
		case err != nil:
			return 0, err
		}
	}
}

// validName holds names to few plain segments of letters, digits, "-", "_"
// and ".", which does not start one.
func validName(name string) bool {
	if len(name) == 0 || len(name) > nameMax || strings.Count(name, "/") >= segmentMax {
		return false
	}
	for segment := range strings.SplitSeq(name, "/") {
		if segment == "" || segment[0] == '.' {
			return false
		}
		for _, c := range []byte(segment) {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
				return false
			}
		}
	}
	return true
}

// missing turns what the system says of a name that is not there, or is no
// file, into ErrNotFound.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return ErrNotFound.Because(err)
	}
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
