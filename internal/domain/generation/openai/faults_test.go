package openai_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/openai"
	"guerdon/internal/domain/generation/openai/standin"
	"guerdon/internal/platform/httpx"
)

func is(err error, f *fault.Fault) bool { return errors.Is(err, f) }

// TestFaults sends one fault after the other to texts and pictures, and
// expects the outcome, one call, and no key in the error.
func TestFaults(t *testing.T) {
	refused, vendor := generation.ErrRefused, generation.ErrVendor
	for _, c := range []struct {
		fault         standin.Fault
		text, picture *fault.Fault // nil is a success
	}{
		{standin.Fault{Kind: standin.Overloaded, Seconds: 17}, vendor, vendor},
		{standin.Fault{Kind: standin.Broken}, vendor, vendor},
		{standin.Fault{Kind: standin.Gateway}, vendor, vendor},
		{standin.Fault{Kind: standin.Moderated}, refused, refused},
		{standin.Fault{Kind: standin.Refused, Param: "InvalidParameter"}, refused, refused},
		{standin.Fault{Kind: standin.Refused, Param: "DataInspectionFailed"}, refused, refused},
		{standin.Fault{Kind: standin.Refused, Param: "Arrearage"}, vendor, vendor},
		{standin.Fault{Kind: standin.Owing}, vendor, vendor},
		{standin.Fault{Kind: standin.Garbage}, vendor, vendor},
		{standin.Fault{Kind: standin.Huge}, vendor, vendor},
		{standin.Fault{Kind: standin.Elsewhere}, vendor, vendor},
		{standin.Fault{Kind: standin.LostBefore}, vendor, vendor},
		{standin.Fault{Kind: standin.Lost}, vendor, vendor},
		{standin.Fault{Kind: standin.Cut}, vendor, nil},
		{standin.Fault{Kind: standin.NoDone}, vendor, nil},
		{standin.Fault{Kind: standin.Filtered}, refused, nil},
		{standin.Fault{Kind: standin.NoUsage}, nil, nil},
		{standin.Fault{Kind: standin.Whole}, nil, nil},
		{standin.Fault{Kind: standin.Nothing}, nil, vendor},
		{standin.Fault{Kind: standin.LinkedTo, Param: ""}, nil, vendor},
		{standin.Fault{Kind: standin.LinkedTo, Param: "file:///etc/passwd"}, nil, vendor},
	} {
		t.Run(string(c.fault.Kind)+c.fault.Param, func(t *testing.T) {
			b := setup(t)
			b.expect(t, c.fault, "/chat/completions", b.article(), c.text)
			b.expect(t, c.fault, "/images/generations", b.picture(), c.picture)
		})
	}
}

func (b *bench) expect(t *testing.T, f standin.Fault, path string, r generation.Request, want *fault.Fault) {
	t.Helper()
	b.vendor.Fail(path, f)
	out, err := b.Generate(t.Context(), r)
	keyless(t, err)
	if want == nil && err != nil || want != nil && !is(err, want) {
		t.Fatalf("%s: %v", path, err)
	}
	if got := fault.Of(err); want != nil && f.Seconds > 0 && got.Params["retry_after_seconds"] != f.Seconds {
		t.Errorf("%s: params %v", path, got.Params)
	}
	if n := len(b.vendor.Calls(path)); n != 1 {
		t.Errorf("%s: %d calls", path, n)
	}
	if f.Kind == standin.NoUsage && path == "/chat/completions" && out.Usage != (generation.Usage{}) {
		t.Errorf("usage %+v", out.Usage)
	}
}

// TestWrongKeys are answered with the key in the message.
func TestWrongKeys(t *testing.T) {
	b := setup(t)
	b.vendor.Key = "another"
	for _, r := range []generation.Request{b.article(), b.picture(), b.presentation()} {
		_, err := b.Generate(t.Context(), r)
		if !is(err, generation.ErrVendor) {
			t.Errorf("%s: %v", r.Kind, err)
		}
		keyless(t, err)
	}
	r := b.article()
	r.Model.Key = planted + "\r\nX-Other: 1"
	_, err := b.Generate(t.Context(), r)
	keyless(t, err)
	if !is(err, generation.ErrVendor) || len(b.vendor.Calls("/chat/completions")) != 2 {
		t.Errorf("a key of two lines: %v", err)
	}
}

func TestParametersThatAModelDoesNotKnow(t *testing.T) {
	b := setup(t)
	for _, name := range []string{"max_tokens", "temperature", "stream_options", "stream"} {
		b.vendor.Fail("/chat/completions", standin.Fault{Kind: standin.Unknown, Param: name})
	}
	out, err := b.Generate(t.Context(), b.article())
	if err != nil || !strings.HasPrefix(out.Text, standin.Said) {
		t.Fatalf("%q, %v", out.Text, err)
	}
	calls := b.vendor.Calls("/chat/completions")
	if len(calls) != 5 {
		t.Fatalf("%d calls", len(calls))
	}
	last := calls[4].Body
	for _, gone := range []string{`"max_tokens"`, "temperature", "stream"} {
		if strings.Contains(last, gone) {
			t.Errorf("%s is still in %s", gone, last)
		}
	}
	if !strings.Contains(last, `"max_completion_tokens":2000`) || calls[0].Once == calls[1].Once {
		t.Errorf("sent %s under %q after %q", last, calls[4].Once, calls[0].Once)
	}
	b.vendor.Fail("/chat/completions", standin.Fault{Kind: standin.Unknown, Param: "top_k"})
	if _, err := b.Generate(t.Context(), b.article()); !is(err, generation.ErrVendor) {
		t.Errorf("a parameter that was not sent: %v", err)
	}
}

func TestAnEndedContextEndsTheCall(t *testing.T) {
	b := setup(t)
	b.vendor.Fail("/chat/completions", standin.Fault{Kind: standin.Hang})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := b.Generate(ctx, b.article())
	if !is(err, generation.ErrVendor) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestInsideAddresses are not called through the guarded client, neither as a
// model's address nor as a picture's link.
func TestInsideAddresses(t *testing.T) {
	b := setup(t)
	strict := openai.New(httpx.Guarded(httpx.GuardOptions{}), openai.Options{})
	_, err := strict.Generate(t.Context(), b.article())
	if !is(err, generation.ErrVendor) || !errors.Is(err, httpx.ErrAddressBlocked) {
		t.Errorf("model: %v", err)
	}
	b.vendor.Fail("/images/generations", standin.Fault{Kind: standin.LinkedTo, Param: "http://192.0.2.7/x.png"}, standin.Fault{Kind: standin.LinkedTo, Param: "http://10.0.0.1/x.png"})
	for range 2 {
		if _, err := b.Generate(t.Context(), b.picture()); !is(err, generation.ErrVendor) || !errors.Is(err, httpx.ErrAddressBlocked) {
			t.Errorf("picture: %v", err)
		}
	}
	for _, base := range []string{"", "nowhere", "http://", "ftp://127.0.0.1", b.base + "?x=1", "http://127.0.0.1:1/v1"} {
		r := b.article()
		r.Model.Base = base
		if base == "" {
			r.Model.Name = ""
			r.Model.Base = "http://127.0.0.1:1"
		}
		if _, err := b.Generate(t.Context(), r); !is(err, generation.ErrVendor) {
			t.Errorf("%q: %v", base, err)
		}
	}
}

// TestTheKeyStaysWithTheVendor follows a link to another server.
func TestTheKeyStaysWithTheVendor(t *testing.T) {
	b := setup(t)
	var authorization []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		authorization = append(authorization, r.Header.Get("Authorization"))
		_, _ = w.Write(standin.PNG())
	}))
	defer elsewhere.Close()
	b.vendor.Fail("/images/generations", standin.Fault{Kind: standin.LinkedTo, Param: elsewhere.URL + "/p.png"})
	if _, err := b.Generate(t.Context(), b.picture()); err != nil {
		t.Fatal(err)
	}
	if len(authorization) != 1 || authorization[0] != "" {
		t.Errorf("sent %q", authorization)
	}
}
