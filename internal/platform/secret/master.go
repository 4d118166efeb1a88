package secret

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// MasterSize is the length of a master key in bytes.
const MasterSize = 32

// ErrMaster is a master key that is not 32 bytes in hex or base64.
var ErrMaster = errors.New("secret: a master key is 32 bytes in hex or base64")

// Master is the root of other keys. It prints as "[master key]".
type Master struct{ key [MasterSize]byte }

// NewMaster is a random Master.
func NewMaster() Master {
	var m Master
	_, _ = rand.Read(m.key[:]) // never fails (crypto/rand aborts the program)
	return m
}

// ParseMaster reads 32 bytes written in hex or any base64 alphabet.
// Faults: ErrMaster, which never quotes its input.
func ParseMaster(text string) (Master, error) {
	text = strings.TrimSpace(text)
	var m Master
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString,
		base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if raw, err := decode(text); err == nil && len(raw) == MasterSize {
			copy(m.key[:], raw)
			return m, nil
		}
	}
	return Master{}, ErrMaster
}

// LoadOrCreateMaster reads the master key in the file, or makes one and
// writes it there, readable by its owner only. created tells which.
func LoadOrCreateMaster(path string) (m Master, created bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		m = NewMaster()
		switch err = writeNew(path, hex.EncodeToString(m.key[:])+"\n"); {
		case err == nil:
			return m, true, nil
		case errors.Is(err, fs.ErrExist): // another process was first
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return Master{}, false, fmt.Errorf("master key: %w", err)
	}
	m, err = ParseMaster(string(text))
	return m, false, err
}

// writeNew creates the file whole or not at all, so that a reader never sees
// half a key: link fails where the name is taken.
func writeNew(path, text string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// Derive is a key of size bytes for one purpose. Equal purposes give equal
// keys; the purposes in use are constants of their callers.
func (m Master) Derive(purpose string, size int) []byte {
	key, err := hkdf.Key(sha256.New, m.key[:], nil, "guerdon/"+purpose, size)
	if err != nil {
		panic("secret: " + err.Error()) // only a size above 255 hashes
	}
	return key
}

// Format hides the key from every verb of fmt.
func (Master) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[master key]")) }

// LogValue hides the key from structured logs.
func (Master) LogValue() slog.Value { return slog.StringValue("[master key]") }
