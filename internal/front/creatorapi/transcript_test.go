package creatorapi_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/platform/httpx/transcript"
)

// The documented examples, and every documented error, word for word.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.http")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) { b.play(t, file) })
		})
	}
}

// play runs one transcript. An area adds commands to b.commands.
func (b *bench) play(t *testing.T, file string) {
	r := &transcript.Runner{Target: transcript.Handler(b.handler), Vars: map[string]string{
		"admin": b.admin(), "alice": b.user("user123"), "bob": b.user("other"),
	}}
	r.Commands = map[string]func(args ...string) error{
		"advance": func(args ...string) error {
			d, err := time.ParseDuration(args[0])
			b.clock.Advance(d)
			return err
		},
	}
	for name, run := range b.commands {
		r.Commands[name] = func(args ...string) error { return run(r, args...) }
	}
	r.Run(t, file)
}
