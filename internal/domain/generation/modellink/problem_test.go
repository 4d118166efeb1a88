package modellink

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
)

const planted = "sk-planted-7c1f04be93"

func TestWhatProblemsMean(t *testing.T) {
	refused, vendor := generation.ErrRefused, generation.ErrVendor
	for _, c := range []struct {
		status int
		body   string
		want   *fault.Fault
	}{
		{400, `{"error":{"code":"content_policy_violation"}}`, refused},
		{400, `{"error":{"code":"moderation_blocked"}}`, refused},
		{400, `{"error":{"code":"data_inspection_failed"}}`, refused},
		{400, `{"code":"DataInspectionFailed"}`, refused},
		{500, `{"code":"DataInspectionFailed"}`, refused},
		{400, `{"code":"IPInfringementSuspect"}`, refused},
		{400, `{"error":{"type":"invalid_request_error","code":"context_length_exceeded"}}`, refused},
		{400, `{"error":{"type":"invalid_request_error","code":null,"param":"size"}}`, refused},
		{400, `{"error":{"type":"invalid_request_error","code":null,"param":"model"}}`, vendor},
		{400, `{"code":"InvalidParameter"}`, refused},
		{400, `what`, refused},
		{413, ``, refused},
		{422, `{"detail":[]}`, refused},
		{400, `{"code":"Arrearage"}`, vendor},
		{400, `{"error":{"code":"billing_hard_limit_reached"}}`, vendor},
		{400, `{"error":{"code":"unsupported_parameter"}}`, vendor},
		{401, `{"error":{"code":"invalid_api_key"}}`, vendor},
		{403, `{"code":"AccessDenied.Unpurchased"}`, vendor},
		{404, `{"error":{"code":"model_not_found"}}`, vendor},
		{408, ``, vendor},
		{429, `{"code":"Throttling.RateQuota"}`, vendor},
		{429, `{"error":{"code":"insufficient_quota"}}`, vendor},
		{500, ``, vendor},
		{503, `{"error":"overloaded"}`, vendor},
		{302, ``, vendor},
	} {
		p := ParseProblem([]byte(c.body), planted)
		p.Status = c.status
		if err := p.Fault(); fault.Of(err).Code != c.want.Code {
			t.Errorf("%d %s: %v", c.status, c.body, err)
		}
	}
}

func TestProblemsAreRead(t *testing.T) {
	for _, c := range []struct {
		body string
		want Problem
	}{
		{`{"error":{"message":"m","type":"t","param":"p","code":"c"}}`, Problem{Code: "c", Type: "t", Param: "p", Message: "m"}},
		{`{"error":{"message":"m","code":1113}}`, Problem{Code: "1113", Message: "m"}},
		{`{"error":" words ","code":"c"}`, Problem{Code: "c", Message: " words "}},
		{`{"code":"c","message":"a\nb","request_id":"r"}`, Problem{Code: "c", Message: "a b"}},
		{`{"error":{"message":["x"],"code":{}}}`, Problem{}},
		{`{"error":null,"message":"m"}`, Problem{Message: "m"}},
		{`[]`, Problem{}},
		{``, Problem{}},
	} {
		if got := ParseProblem([]byte(c.body), ""); got != c.want {
			t.Errorf("%s: %+v", c.body, got)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	const now = "Mon, 02 Jan 2006 15:04:05 GMT"
	for text, want := range map[string]int{
		"": 0, "7": 7, "-7": 0, "99999": 3600, "soon": 0, "1.5": 0,
		"Mon, 02 Jan 2006 15:05:05 GMT": 60, now: 0, "Mon, 02 Jan 2006 15:03:05 GMT": 0, "Tue, 03 Jan 2006 15:03:05 GMT": 3600,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}, "Date": {now}}); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
	if got := retryAfter(http.Header{"Retry-After": {now}}); got != 0 {
		t.Errorf("a date without one to compare: %d", got)
	}
}

// TestNoProblemTellsTheKey writes the key everywhere into a refusal.
func TestNoProblemTellsTheKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		around := rapid.StringMatching(`[a-zA-Z "{}:,\[\]\\]{0,40}`)
		inner := around.Draw(t, "before") + planted + around.Draw(t, "after")
		body := rapid.SampledFrom([]string{
			`{"error":{"message":"` + inner + `","code":"` + inner + `","param":"` + inner + `"}}`,
			`{"code":"` + inner + `","message":"` + strings.Repeat("x", 190) + inner + `"}`,
			`{"error":"` + inner + `"}`, inner,
		}).Draw(t, "body")
		p := ParseProblem([]byte(body), planted)
		p.Status = rapid.SampledFrom([]int{0, 400, 429, 500}).Draw(t, "status")
		for err := p.Fault(); err != nil; err = errors.Unwrap(err) {
			if strings.Contains(err.Error(), planted) || strings.Contains(err.Error(), planted[:16]) {
				t.Fatalf("%v", err)
			}
		}
	})
}

func FuzzParseProblem(f *testing.F) {
	f.Add([]byte(`{"error":{"message":"` + planted + `"}}`))
	f.Add([]byte(`{"code":"c","message":"m"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p := ParseProblem(body, planted)
		if text := p.Fault().Error(); strings.Contains(text, planted) || !utf8.ValidString(text) || len(text) > 4000 {
			t.Fatalf("%q", text)
		}
	})
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{{"你好吗", 2, "你好"}, {"你好", 2, "你好"}, {"", 0, ""}, {"x", 0, ""}} {
		if got := Clip(c.text, c.most); got != c.want {
			t.Errorf("Clip(%q, %d) = %q", c.text, c.most, got)
		}
	}
}
