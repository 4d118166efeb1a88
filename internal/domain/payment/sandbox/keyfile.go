package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"guerdon/internal/platform/secret"
)

// place is where the keys' file says it belongs.
func place() secret.Place { return secret.Place{Table: "file", Row: "sandbox.keys", Field: "keys"} }

// LoadKeys reads the keys that are kept, sealed, in a file, and makes them
// where there are none, which takes about a second. Keys that were sealed
// under a lost sealing key are an error: notices and payment addresses of
// before would not be believed any more, so that is somebody's decision.
func LoadKeys(path string, ring *secret.Ring) (Keys, error) {
	sealed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKeys(path, ring)
	}
	if err != nil {
		return Keys{}, fmt.Errorf("sandbox keys: %w", err)
	}
	plain, err := ring.Open(string(sealed), place())
	if err != nil {
		return Keys{}, fmt.Errorf("sandbox keys in %s: %w", filepath.Base(path), err)
	}
	var k Keys
	err = json.Unmarshal(plain, &k)
	return k, err
}

func createKeys(path string, ring *secret.Ring) (Keys, error) {
	k, err := GenerateKeys()
	if err != nil {
		return Keys{}, err
	}
	plain, err := json.Marshal(k)
	if err != nil {
		return Keys{}, err
	}
	switch err := writeNew(path, ring.Seal(plain, place())); {
	case errors.Is(err, fs.ErrExist): // another process was first
		return LoadKeys(path, ring)
	case err != nil:
		return Keys{}, fmt.Errorf("sandbox keys: %w", err)
	}
	return k, nil
}

// writeNew creates the file whole or not at all: link fails where the name is
// taken.
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
