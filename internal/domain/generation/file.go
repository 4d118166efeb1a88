package generation

import (
	"crypto/sha256"
	"encoding/base32"
	"path"
	"slices"
	"strings"

	"guerdon/internal/platform/blob"
)

// letters are those of random names: 26 of them hold 128 bits.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const randomLen = 26

// FileName is the name of a task's file, without its folders; "" for none.
func (g Generation) FileName() string {
	if g.File == "" {
		return ""
	}
	return path.Base(g.File)
}

// fileOf names the file of one attempt at a task. The task's own name is
// secret, so this one can be neither guessed nor traced back; another attempt
// gives another name, so that a file never changes.
func fileOf(g Generation, attempt string, f Format) string {
	sum := sha256.Sum256([]byte("file\x00" + g.Task + "\x00" + attempt))
	random := letters.EncodeToString(sum[:16])
	stem := "generated_"
	switch {
	case g.Charge != NoCharge:
		stem = ownStem + "_"
	case g.Kind == Chat:
		stem = "response_"
	}
	return place(f.Media(), random, stem+random+"."+string(f))
}

// ownStem begins the names of files that somebody paid for: OpenFile does not
// know them, so that they are served by signed addresses alone.
const ownStem = "creation"

// place spreads files over folders by the start of their random part, so that
// each can be listed whole.
func place(m Media, random, name string) string {
	return string(m) + "/" + random[:2] + "/" + name
}

// parseName finds the place and the format of a file by its name, which begins
// with one of the stems.
func parseName(m Media, name string, stems ...string) (file string, f Format, ok bool) {
	stem, ext, dotted := strings.Cut(name, ".")
	kind, random, parted := strings.Cut(stem, "_")
	f = Format(ext)
	switch {
	case !dotted, !parted, f.Media() != m || m == "", !slices.Contains(stems, kind):
		return "", "", false
	case len(random) != randomLen || strings.Trim(random, "abcdefghijklmnopqrstuvwxyz234567") != "":
		return "", "", false
	}
	return place(m, random, name), f, true
}

// File is a stored file, open for reading from any place.
type File struct {
	*blob.File
	Format Format
}

// OpenFile opens a file by its folder and name; the caller closes it. Whoever
// knows the name may have it. Faults: blob.ErrNotFound.
// contract: S0-P7
func (s *Service) OpenFile(m Media, name string) (File, error) {
	at, format, ok := parseName(m, name, "generated", "response")
	if !ok {
		return File{}, blob.ErrNotFound
	}
	f, err := s.files.Open(at)
	return File{f, format}, err
}

// OpenOwn opens the file of a creation by its place in the blob store, for
// whoever has been let in; the caller closes it. Faults: blob.ErrNotFound.
func (s *Service) OpenOwn(file string) (File, error) {
	media, rest, _ := strings.Cut(file, "/")
	at, format, ok := parseName(Media(media), path.Base(rest), ownStem)
	if !ok || at != file {
		return File{}, blob.ErrNotFound
	}
	f, err := s.files.Open(at)
	return File{f, format}, err
}
