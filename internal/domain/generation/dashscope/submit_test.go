package dashscope_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/dashscope"
	"guerdon/internal/domain/generation/openai/standin"
	"guerdon/internal/platform/httpx"
)

func TestSubmit(t *testing.T) {
	b := setup(t)
	b.submitted(t, b.picture())
	film := b.film()
	film.Input.Seconds, film.Input.Width, film.Input.Height = 10, 1280, 720
	b.submitted(t, film)
	own := generation.Request{Kind: generation.Video, Prompt: "x", Input: generation.Input{Seconds: 5}}
	b.submitted(t, own)
	for i, c := range []struct{ path, model, parameters string }{
		{pictures, "wan2.5-t2i-preview", `"parameters":{"n":1,"watermark":true}`},
		{films, "wan2.5-t2v-preview", `"parameters":{"duration":10,"size":"1280*720","watermark":true}`},
		{films, "wan2.2-t2v-plus", `"parameters":{"watermark":true}`},
	} {
		call := b.vendor.Calls("/")[i]
		if call.Path != c.path || !call.Async || call.Once != "" || !strings.Contains(call.Body, `"model":"`+c.model+`"`) || !strings.Contains(call.Body, c.parameters) {
			t.Errorf("call %d: %+v", i, call)
		}
	}
}

// TestSubmitFaults tells what began nothing from what may have begun.
func TestSubmitFaults(t *testing.T) {
	refused, vendor, unknown := generation.ErrRefused, generation.ErrVendor, generation.ErrSubmitUnknown
	for _, c := range []struct {
		fault standin.Fault
		want  *fault.Fault
		begun int
	}{
		{standin.Fault{Kind: standin.Overloaded, Seconds: 9}, vendor, 0},
		{standin.Fault{Kind: standin.Broken}, vendor, 0},
		{standin.Fault{Kind: standin.Moderated}, refused, 0},
		{standin.Fault{Kind: standin.Refused, Param: "DataInspectionFailed"}, refused, 0},
		{standin.Fault{Kind: standin.Refused, Param: "InvalidParameter"}, refused, 0},
		{standin.Fault{Kind: standin.Refused, Param: "Arrearage"}, vendor, 0},
		{standin.Fault{Kind: standin.Elsewhere}, vendor, 0},
		{standin.Fault{Kind: standin.Lost}, unknown, 1},
		{standin.Fault{Kind: standin.LostBefore}, unknown, 0},
		{standin.Fault{Kind: standin.Gateway}, unknown, 0},
		{standin.Fault{Kind: standin.Garbage}, unknown, 0},
		{standin.Fault{Kind: standin.Nothing}, unknown, 0},
		{standin.Fault{Kind: standin.Huge}, unknown, 0},
	} {
		t.Run(string(c.fault.Kind)+c.fault.Param, func(t *testing.T) {
			b := setup(t)
			b.submitted(t, b.picture()) // leaves a connection that could be used again
			b.vendor.Fail(films, c.fault)
			_, err := b.Submit(t.Context(), b.film())
			keyless(t, err)
			if !is(err, c.want) {
				t.Fatal(err)
			}
			for _, other := range []*fault.Fault{refused, vendor, unknown} {
				if fault.Of(err).Code == other.Code && other != c.want {
					t.Errorf("it is %s", other.Code)
				}
			}
			if n, begun := len(b.vendor.Calls(films)), b.vendor.Tasks()-1; n != 1 || begun != c.begun {
				t.Errorf("%d calls, %d tasks", n, begun)
			}
			if c.fault.Seconds > 0 && fault.Of(err).Params["retry_after_seconds"] != c.fault.Seconds {
				t.Errorf("params %v", fault.Of(err).Params)
			}
		})
	}
}

func TestSubmitWithoutAnAnswerInTime(t *testing.T) {
	b := setup(t)
	b.vendor.Fail(films, standin.Fault{Kind: standin.Hang})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := b.Submit(ctx, b.film()); !is(err, generation.ErrSubmitUnknown) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestNothingIsBegunWithoutAConnection: nobody listens, or nobody may.
func TestNothingIsBegunWithoutAConnection(t *testing.T) {
	b := setup(t)
	r := b.film()
	b.server.Close()
	if _, err := b.Submit(t.Context(), r); !is(err, generation.ErrVendor) {
		t.Errorf("nobody there: %v", err)
	}
	strict := dashscope.New(httpx.Guarded(httpx.GuardOptions{}), dashscope.Options{})
	if _, err := strict.Submit(t.Context(), r); !is(err, generation.ErrVendor) || !errors.Is(err, httpx.ErrAddressBlocked) {
		t.Errorf("inside: %v", err)
	}
}

func TestWhatModelsCannotDo(t *testing.T) {
	b := setup(t)
	for _, c := range []struct {
		model   string
		input   generation.Input
		want    *fault.Fault
		contain string
	}{
		{"wanx2.1-t2v-turbo", generation.Input{Seconds: 5}, nil, `{"watermark":true}`},
		{"wan2.2-t2v-plus", generation.Input{Seconds: 10}, generation.ErrRefused, ""},
		{"wan2.5-t2v-preview", generation.Input{Seconds: 10}, nil, `"duration":10`},
		{"wan2.5-t2v-preview", generation.Input{Seconds: 7}, generation.ErrRefused, ""},
		{"wan2.5-t2v-preview", generation.Input{Seconds: 15}, generation.ErrRefused, ""},
		{"wan2.6-t2v", generation.Input{Seconds: 15}, nil, `"duration":15`},
		{"wan2.6-t2v", generation.Input{Seconds: 16}, generation.ErrRefused, ""},
		{"wan2.6-t2v", generation.Input{Seconds: 1}, generation.ErrRefused, ""},
		{"wan2.7-t2v", generation.Input{Seconds: 3, Width: 1920, Height: 1080}, nil, `"ratio":"16:9","resolution":"1080P"`},
		{"wan2.7-t2v", generation.Input{Width: 720, Height: 720}, nil, `"ratio":"1:1","resolution":"720P"`},
		{"wan2.7-t2v", generation.Input{Width: 1000, Height: 300}, generation.ErrRefused, ""},
		{"a-new-one", generation.Input{Seconds: 42}, nil, `"duration":42`},
	} {
		r := b.request(generation.Video, c.model)
		r.Input = c.input
		before := len(b.vendor.Calls(films))
		_, err := b.Submit(t.Context(), r)
		calls := b.vendor.Calls(films)
		switch {
		case c.want != nil:
			if !is(err, c.want) || len(calls) != before {
				t.Errorf("%s %+v: %v", c.model, c.input, err)
			}
		case err != nil || !strings.Contains(calls[before].Body, c.contain):
			t.Errorf("%s %+v: %v, sent %s", c.model, c.input, err, calls[len(calls)-1].Body)
		}
	}
	if _, err := b.Submit(t.Context(), b.request(generation.Image, "wan2.6-t2i")); !is(err, generation.ErrVendor) || len(b.vendor.Calls(pictures)) != 0 {
		t.Errorf("a picture model of another interface: %v", err)
	}
	if _, err := b.Submit(t.Context(), b.request(generation.Article, "qwen-max")); !is(err, generation.ErrRefused) {
		t.Errorf("an article: %v", err)
	}
}
