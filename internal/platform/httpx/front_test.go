package httpx_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
)

func TestMap(t *testing.T) {
	poor := fault.New(fault.Refused, "ledger.insufficient", "Not enough.")
	other := fault.New(fault.Refused, "box.closed", "Closed.")
	m := httpx.Map{
		Codes: map[string]httpx.Wire{
			poor.Code:              {Status: 400, Code: "40001", Text: "积分不足,还差 {missing}"},
			"httpx.body_too_large": {Status: 400},
			"text.only":            {Text: "只有文字"},
		},
		Kinds: map[fault.Kind]httpx.Wire{fault.Invalid: {Status: 400, Code: "400"}},
	}
	for _, c := range []struct {
		err  error
		want httpx.Wire
	}{
		{poor.With("missing", 5), httpx.Wire{Status: 400, Code: "40001", Text: "积分不足,还差 5"}},
		{fmt.Errorf("wrapped: %w", poor.With("missing", 5)), httpx.Wire{Status: 400, Code: "40001", Text: "积分不足,还差 5"}},
		{other, httpx.Wire{Status: 422, Text: "Closed."}},
		{fault.New(fault.Conflict, "text.only", "x"), httpx.Wire{Status: 409, Text: "只有文字"}},
		{httpx.ErrBodyTooLarge, httpx.Wire{Status: 400, Text: httpx.ErrBodyTooLarge.Text}},
		{httpx.ErrContentType, httpx.Wire{Status: 415, Code: "400", Text: httpx.ErrContentType.Text}},
		{httpx.ErrBodyEmpty, httpx.Wire{Status: 400, Code: "400", Text: httpx.ErrBodyEmpty.Text}},
		{&http.MaxBytesError{Limit: 1}, httpx.Wire{Status: 400, Text: httpx.ErrBodyTooLarge.Text}},
		{context.DeadlineExceeded, httpx.Wire{Status: 503, Text: httpx.ErrTimeout.Text}},
		{fmt.Errorf("query: %w", context.Canceled), httpx.Wire{Status: 499, Text: httpx.ErrGone.Text}},
		{fault.ErrInternal.Because(context.DeadlineExceeded), httpx.Wire{Status: 503, Text: httpx.ErrTimeout.Text}},
		{errors.New("driver: secret detail"), httpx.Wire{Status: 500, Text: fault.ErrInternal.Text}},
	} {
		if got, _ := m.Of(c.err); got != c.want {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
	if httpx.FaultOf(nil) != nil {
		t.Error("no error is a fault")
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		if w := httpx.DefaultWire(fault.New(kind, "x.y", "X.")); w.Status < 400 || w.Status > 599 {
			t.Errorf("%v: %d", kind, w.Status)
		}
	}
}

func TestBearer(t *testing.T) {
	for _, c := range []struct {
		header  string
		schemes []string
		want    string
	}{
		{"Bearer abc", nil, "abc"}, {"bearer  abc ", nil, "abc"}, {"Token abc", nil, ""}, {"Token abc", []string{"Bearer", "Token"}, "abc"},
		{"TOKEN abc", []string{"Token"}, "abc"}, {"Bearer abc", []string{"Token"}, ""}, {"Bearer", nil, ""}, {"Bearer ", nil, ""}, {"", nil, ""}, {"abc", nil, ""},
	} {
		r := get("/")
		r.Header.Set("Authorization", c.header)
		if got, ok := httpx.Bearer(r, c.schemes...); got != c.want && ok || ok != (c.want != "") {
			t.Errorf("%q: %q, %v", c.header, got, ok)
		}
	}
}

func TestParsePage(t *testing.T) {
	for query, want := range map[string]page.Numbered{
		"": {Page: 1, Size: 20}, "page=3": {Page: 3, Size: 20}, "page=2&per_page=100": {Page: 2, Size: 100}, "other=x": {Page: 1, Size: 20},
		"page=0": {}, "page=-1": {}, "page=x": {}, "page=1.0": {}, "page=": {}, "per_page=101": {}, "per_page=0": {}, "page=99999999999999999999": {}, "page=1000001": {},
	} {
		q, _ := url.ParseQuery(query)
		got, err := httpx.ParsePage(q, "per_page", 20)
		if got != want || (err == nil) != (want.Page != 0) {
			t.Errorf("%q: %+v, %v", query, got, err)
		}
		if err != nil && (!errors.Is(err, page.ErrInvalid) || !strings.HasPrefix(query, fault.Of(err).Params["field"].(string))) {
			t.Errorf("%q: %v", query, fault.Of(err).Params)
		}
	}
}

func TestQueryValues(t *testing.T) {
	q, _ := url.ParseQuery("n=5&big=1000&bad=x&t=true&f=0&b=maybe")
	for name, want := range map[string]int{"n": 5, "none": 7, "big": -1, "bad": -1} {
		if got, err := httpx.QueryInt(q, name, 7, 1, 100); (want == -1) != errors.Is(err, httpx.ErrQuery) || (err == nil && got != want) {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
	for name, want := range map[string]bool{"t": true, "f": false, "none": true} {
		if got, err := httpx.QueryBool(q, name, true); got != want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := httpx.QueryBool(q, "b", true); !errors.Is(err, httpx.ErrQuery) {
		t.Error(err)
	}
}

func TestLimiterWindows(t *testing.T) {
	c := clock.NewManual(start)
	l := httpx.NewLimiter(httpx.Rate{Limit: 3, Window: time.Minute}, c)
	me, other := httpx.ByMember(1), httpx.ByMember(2)
	for i, want := range []struct {
		allowed   bool
		remaining int
	}{{true, 2}, {true, 1}, {true, 0}, {false, 0}, {false, 0}} {
		q := l.Take(me)
		if q.Allowed != want.allowed || q.Remaining != want.remaining || q.Reset != 60-10*i {
			t.Errorf("%d: %+v", i, q)
		}
		c.Advance(10 * time.Second)
	}
	if q := l.Take(other); !q.Allowed || q.Remaining != 2 {
		t.Errorf("another key: %+v", q)
	}
	c.Set(start.Add(time.Minute))
	if q := l.Take(me); !q.Allowed || q.Remaining != 2 || q.Reset != 60 {
		t.Errorf("the next window: %+v", q)
	}
}

func TestLimiterKeys(t *testing.T) {
	same := func(a, b string) bool {
		return httpx.ByIP(netip.MustParseAddr(a)) == httpx.ByIP(netip.MustParseAddr(b))
	}
	if !same("2001:db8::1", "2001:db8::ffff") || same("2001:db8::1", "2001:db8:0:1::1") || same("1.2.3.4", "1.2.3.5") {
		t.Error("addresses are grouped wrongly")
	}
	if httpx.ByMember(1) == httpx.ByAPIKey(1) || httpx.ByOperator(1) == httpx.ByMember(1) {
		t.Error("two kinds share a key")
	}
}

func TestLimiterMemoryIsBounded(t *testing.T) {
	c := clock.NewManual(start)
	l := httpx.NewLimiter(httpx.Rate{Limit: 1, Window: time.Minute}, c)
	for i := range 400_000 {
		if !l.Take(httpx.ByAPIKey(id.ID(i))).Allowed {
			t.Fatal("a new key was refused")
		}
	}
	if n := l.Keys(); n > 1<<17 {
		t.Fatalf("%d keys", n)
	}
}

func TestLimiterNeverGivesMoreThanItsLimit(t *testing.T) {
	l := httpx.NewLimiter(httpx.Rate{Limit: 100, Window: time.Minute}, clock.NewManual(start))
	var wg sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 10 {
		wg.Go(func() {
			for range 50 {
				if l.Take(httpx.ByMember(1)).Allowed {
					mu.Lock()
					allowed++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if allowed != 100 {
		t.Errorf("%d of 500", allowed)
	}
}

func TestLimitMiddleware(t *testing.T) {
	l := httpx.NewLimiter(httpx.Rate{Limit: 1, Window: time.Minute}, clock.NewManual(start))
	h := l.Limit(http.HandlerFunc(ok), func(*http.Request) httpx.Key { return httpx.ByMember(1) }, fail)
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, get("/"))
	if rec.Code != 200 || rec.Header().Get("RateLimit-Limit") != "1" || rec.Header().Get("RateLimit-Remaining") != "0" || rec.Header().Get("RateLimit-Reset") != "60" || rec.Header().Get("Retry-After") != "" {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	rec = httptest.NewRecorder()
	h.ServeHTTP(rec, get("/"))
	if rec.Code != 429 || rec.Header().Get("Retry-After") != "60" || !strings.Contains(rec.Body.String(), `"retry_after":60`) {
		t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	var off *httpx.Limiter
	for range 5 {
		rec = httptest.NewRecorder()
		off.Limit(http.HandlerFunc(ok), nil, fail).ServeHTTP(rec, get("/"))
		q := off.Take(httpx.ByMember(1))
		q.Write(rec.Header())
		if rec.Code != 200 || !q.Allowed || rec.Header().Get("RateLimit-Limit") != "" {
			t.Errorf("off: %d %v", rec.Code, rec.Header())
		}
	}
}

func TestOriginCheck(t *testing.T) {
	o := httpx.NewOrigins("https://loot.example", "https://shop.example")
	for _, c := range []struct {
		name    string
		method  string
		headers map[string]string
		body    string
		want    error
	}{
		{name: "a program", method: "POST"},
		{name: "own page", method: "POST", headers: map[string]string{"Origin": "http://example.com"}},
		{name: "configured address", method: "POST", headers: map[string]string{"Origin": "https://loot.example", "Sec-Fetch-Site": "same-origin"}},
		{name: "listed page", method: "DELETE", headers: map[string]string{"Origin": "https://SHOP.example", "Sec-Fetch-Site": "cross-site"}},
		{name: "foreign page", method: "POST", headers: map[string]string{"Origin": "https://evil.example"}, want: httpx.ErrOrigin},
		{name: "foreign page says same", method: "PUT", headers: map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, want: httpx.ErrOrigin},
		{name: "sandboxed page", method: "PATCH", headers: map[string]string{"Origin": "null"}, want: httpx.ErrOrigin},
		{name: "empty named host", method: "POST", headers: map[string]string{"Origin": "https://"}, want: httpx.ErrOrigin},
		{name: "other port", method: "POST", headers: map[string]string{"Origin": "http://example.com:81"}, want: httpx.ErrOrigin},
		{name: "sibling site", method: "POST", headers: map[string]string{"Sec-Fetch-Site": "same-site"}, want: httpx.ErrOrigin},
		{name: "cross-site without origin", method: "POST", headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, want: httpx.ErrOrigin},
		{name: "reading", method: "GET", headers: map[string]string{"Origin": "https://evil.example"}},
		{name: "form", method: "POST", headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: "a=b", want: httpx.ErrContentType},
		{name: "no type", method: "POST", body: "{}", want: httpx.ErrContentType},
		{name: "JSON", method: "POST", headers: map[string]string{"Content-Type": "application/json"}, body: "{}"},
	} {
		r := httptest.NewRequest(c.method, "/x", strings.NewReader(c.body))
		for name, value := range c.headers {
			r.Header.Set(name, value)
		}
		if err := o.Check(r); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		rec := setup().serve(ok, httpx.Front{Origins: o, Cookies: true}, func() *http.Request { r.URL.Path = "/thing/1"; return r }())
		if (rec.Code < 400) != (c.want == nil) {
			t.Errorf("%s: through the chain %d", c.name, rec.Code)
		}
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Origin", "http://example.com")
	if err := (*httpx.Origins)(nil).Check(r); err != nil {
		t.Errorf("own page, no list: %v", err)
	}
}

func TestCORS(t *testing.T) {
	front := httpx.Front{Origins: httpx.NewOrigins("http://own.example", "https://shop.example"), Cookies: true}
	ask := func(method, origin, asks string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/thing/1", nil)
		r.Header.Set("Origin", origin)
		if asks != "" {
			r.Header.Set("Access-Control-Request-Method", asks)
		}
		return setup().serve(ok, front, r)
	}
	rec := ask("OPTIONS", "https://shop.example", "POST")
	if rec.Code != 204 || rec.Header().Get("Access-Control-Allow-Origin") != "https://shop.example" || !strings.Contains(rec.Header().Get("Access-Control-Allow-Headers"), "Idempotency-Key") {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	rec = ask("GET", "https://shop.example", "")
	if rec.Code != 200 || rec.Header().Get("Access-Control-Allow-Credentials") != "true" || rec.Header().Get("Vary") != "Origin" {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	for _, origin := range []string{"https://evil.example", "null", "https://shop.example.evil.example"} {
		for header := range maps.Keys(ask("OPTIONS", origin, "POST").Header()) {
			if strings.HasPrefix(header, "Access-Control") {
				t.Errorf("%s: %s", origin, header)
			}
		}
	}
}
