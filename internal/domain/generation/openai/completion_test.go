package openai

import (
	"errors"
	"strings"
	"testing"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
)

func TestStreams(t *testing.T) {
	part := func(text string) string {
		return `data: {"choices":[{"index":0,"delta":{"content":"` + text + `"}}]}` + "\n\n"
	}
	const done = "data: [DONE]\n\n"
	for _, c := range []struct {
		name, stream, text string
		fault              *fault.Fault
	}{
		{"parts", part("你") + part("好") + done, "你好", nil},
		{"data over two lines", "data: {\"choices\":[\ndata: {\"delta\":{\"content\":\"x\"}}]}\n\n" + done, "x", nil},
		{"what follows the end", part("x") + done + part("y"), "x", nil},
		{"null content and thoughts", `data: {"choices":[{"delta":{"content":null,"reasoning_content":"hm"}}]}` + "\n\n" + part("x") + done, "x", nil},
		{"another choice", `data: {"choices":[{"index":1,"delta":{"content":"no"}}]}` + "\n\n" + part("x") + done, "x", nil},
		{"null error", `data: {"error":null,"choices":[]}` + "\n\n" + part("x") + done, "x", nil},
		{"no end", part("x"), "", generation.ErrVendor},
		{"nothing said", done, "", generation.ErrVendor},
		{"blank", part("  ") + done, "", generation.ErrVendor},
		{"garbage", "data: what\n\n" + done, "", generation.ErrVendor},
		{"an error", part("x") + `data: {"error":{"message":"overloaded","code":"server_error"}}` + "\n\n" + done, "", generation.ErrVendor},
		{"an error of words", `data: {"error":"overloaded"}` + "\n\n" + done, "", generation.ErrVendor},
		{"found unfit", part("x") + `data: {"error":{"code":"data_inspection_failed"}}` + "\n\n", "", generation.ErrRefused},
		{"a refusal", `data: {"choices":[{"delta":{"refusal":"I cannot"}}]}` + "\n\n" + done, "", generation.ErrRefused},
		{"too long", strings.Repeat(part(strings.Repeat("x", 10_000)), 11) + done, "", generation.ErrVendor},
	} {
		text, _, err := readStream(strings.NewReader(c.stream), "")
		if text != c.text || (c.fault == nil) != (err == nil) || c.fault != nil && !errors.Is(err, c.fault) {
			t.Errorf("%s: %q, %v", c.name, text, err)
		}
	}
}

func TestWhole(t *testing.T) {
	text, usage, err := readWhole([]byte(`{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":3,"completion_tokens":-4}}`), "")
	if text != "x" || usage != (generation.Usage{TokensIn: 3}) || err != nil {
		t.Errorf("%q, %+v, %v", text, usage, err)
	}
}
