package dashscope_test

import (
	"bytes"
	"errors"
	"image/png"
	"testing"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/openai/standin"
)

func TestATaskFromItsSubmissionToItsFile(t *testing.T) {
	b := setup(t)
	for _, c := range []struct {
		request generation.Request
		format  generation.Format
	}{{b.picture(), generation.PNG}, {b.film(), generation.MP4}} {
		before := len(b.vendor.Calls(tasks))
		ref := b.submitted(t, c.request)
		out := b.polled(t, c.request, ref)
		if out.Format != c.format {
			t.Errorf("format %s", out.Format)
		}
		file := written(t, out)
		switch c.format {
		case generation.MP4:
			if !bytes.Equal(file, standin.MP4()) {
				t.Errorf("film %q", file)
			}
		default:
			if _, err := png.Decode(bytes.NewReader(file)); err != nil || !bytes.Contains(file, []byte("generation-7")) || !bytes.Contains(file, []byte("qwen wan2.5-t2i-preview")) {
				t.Errorf("no marked picture: %v", err)
			}
		}
		if polls := len(b.vendor.Calls(tasks)) - before; polls != 3 {
			t.Errorf("%d polls", polls)
		}
	}
	if b.vendor.Tasks() != 2 {
		t.Errorf("%d tasks", b.vendor.Tasks())
	}
	for _, call := range b.vendor.Calls("/files/") {
		if call.Keyed {
			t.Error("the key went with a file's link")
		}
	}
}

func TestHowTasksEnd(t *testing.T) {
	for _, c := range []struct {
		state, code, file string
		want              *fault.Fault
		ends              bool // ErrRefused, which ends the task
	}{
		{"FAILED", "DataInspectionFailed", "", generation.ErrRefused, true},
		{"FAILED", "InvalidParameter", "", generation.ErrRefused, true},
		{"FAILED", "InternalError.Timeout", "", generation.ErrFailed, true},
		{"FAILED", "", "", generation.ErrFailed, true},
		{"CANCELED", "", "", generation.ErrFailed, true},
		{"SUCCEEDED", "", "none", generation.ErrFailed, true},
		{"UNKNOWN", "", "", generation.ErrVendor, false},
		{"RESTING", "", "", generation.ErrVendor, false},
		{"SUCCEEDED", "", "page.html", generation.ErrVendor, false},
		{"SUCCEEDED", "", "gone.png", generation.ErrVendor, false},
	} {
		b := setup(t)
		ref := b.submitted(t, b.picture())
		b.vendor.Settle(ref, c.state, c.code, c.file)
		_, done, err := b.Poll(t.Context(), b.picture(), ref)
		if done || fault.Of(err).Code != c.want.Code || is(err, generation.ErrRefused) != c.ends {
			t.Errorf("%s %s%s: %v, %v", c.state, c.code, c.file, done, err)
		}
		if b.vendor.Tasks() != 1 {
			t.Errorf("%s: %d tasks", c.state, b.vendor.Tasks())
		}
	}
}

// TestAStuckTaskThatSucceedsLate is asked for as long as it takes, and never
// submitted again.
func TestAStuckTaskThatSucceedsLate(t *testing.T) {
	b := setup(t)
	b.vendor.Fail(films, standin.Fault{Kind: standin.Stuck})
	ref := b.submitted(t, b.film())
	for range 20 {
		if _, done, err := b.Poll(t.Context(), b.film(), ref); done || err != nil {
			t.Fatal(done, err)
		}
	}
	b.vendor.Settle(ref, "SUCCEEDED", "", "")
	if file := written(t, b.polled(t, b.film(), ref)); !bytes.Equal(file, standin.MP4()) {
		t.Errorf("film %q", file)
	}
	if len(b.vendor.Calls(films)) != 1 || b.vendor.Tasks() != 1 {
		t.Error("it was submitted again")
	}
}

// TestAFaultOfAskingEndsNoTask: whatever the answer to a poll, the task is
// asked for again and succeeds.
func TestAFaultOfAskingEndsNoTask(t *testing.T) {
	b := setup(t)
	b.vendor.Polls = 0
	ref := b.submitted(t, b.picture())
	for _, f := range []standin.Fault{
		{Kind: standin.Overloaded, Seconds: 3}, {Kind: standin.Broken}, {Kind: standin.Gateway}, {Kind: standin.Moderated},
		{Kind: standin.Refused, Param: "InvalidParameter"}, {Kind: standin.Garbage}, {Kind: standin.Huge}, {Kind: standin.Elsewhere},
		{Kind: standin.LostBefore},
	} {
		b.vendor.Fail(tasks, f)
		_, done, err := b.Poll(t.Context(), b.picture(), ref)
		keyless(t, err)
		if f.Kind == standin.LostBefore && err == nil && !done {
			continue // the transport may ask again: a question costs nothing
		}
		if done || !is(err, generation.ErrVendor) || is(err, generation.ErrRefused) {
			t.Errorf("%s: %v, %v", f.Kind, done, err)
		}
	}
	b.polled(t, b.picture(), ref)
}

func TestFilmsThatAreNone(t *testing.T) {
	b := setup(t)
	ref := b.submitted(t, b.film())
	for _, name := range []string{"page.html", "gone.mp4"} {
		b.vendor.Settle(ref, "SUCCEEDED", "", name)
		out := b.polled(t, b.film(), ref)
		var file bytes.Buffer
		if err := out.Write(t.Context(), &file); !is(err, generation.ErrVendor) || file.Len() != 0 {
			t.Errorf("%s: %d bytes, %v", name, file.Len(), err)
		}
	}
	b.vendor.Settle(ref, "SUCCEEDED", "", "film.mp4")
	full := errors.New("the disk is full")
	if err := b.polled(t, b.film(), ref).Write(t.Context(), brokenWriter{full}); !errors.Is(err, full) || is(err, generation.ErrVendor) {
		t.Errorf("our own disk: %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestReferencesThatAreNone(t *testing.T) {
	b := setup(t)
	for _, ref := range []string{"", "../models", "a b", "x/y", "?"} {
		if _, done, err := b.Poll(t.Context(), b.film(), ref); done || !is(err, generation.ErrRefused) {
			t.Errorf("%q: %v", ref, err)
		}
	}
	if len(b.vendor.Calls("/")) != 0 {
		t.Error("something was asked")
	}
}
