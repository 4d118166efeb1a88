package httpx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// order is a body with a field of each kind.
type order struct {
	ID     httpx.Int       `json:"id"`
	Amount httpx.Money     `json:"amount"`
	Count  int64           `json:"count"`
	Name   string          `json:"name"`
	Flag   bool            `json:"flag"`
	Lines  []line          `json:"lines"`
	Extra  json.RawMessage `json:"extra"`
}

type line struct {
	Price httpx.Money `json:"price"`
}

func TestDecode(t *testing.T) {
	var got order
	err := httpx.Decode(post("/", ` {"id":9007199254740993,"amount":0.1,"count":-3,"name":"名\"\u00e9\ud83d\ude00","flag":true,
		"lines":[{"price":"12.50"},{"price":7}],"extra":{"a":[1,2]},"unknown":{"x":1}} `), &got)
	want := order{
		ID: httpx.Int{Value: 9007199254740993, Set: true}, Amount: "0.1", Count: -3, Name: "名\"é😀", Flag: true,
		Lines: []line{{"12.50"}, {"7"}}, Extra: json.RawMessage(`{"a":[1,2]}`),
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	deep := func(n int) string { return `{"extra":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	many := func(last string) string {
		var b strings.Builder
		for i := range 40 {
			b.WriteString(`"k` + strconv.Itoa(i) + `":1,`)
		}
		return "{" + b.String() + `"` + last + `":1}`
	}
	for _, c := range []struct {
		body  string
		want  *fault.Fault
		param string
	}{
		{``, httpx.ErrBodyEmpty, ""},
		{" \n", httpx.ErrBodyEmpty, ""},
		{`{`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a"}`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a" "a":1}`, httpx.ErrBodyMalformed, "syntax"},
		{`}{`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a":1}x`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a":1}{"a":1}`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a":"`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a":"\`, httpx.ErrBodyMalformed, "syntax"},
		{`{"\q":1}`, httpx.ErrBodyMalformed, "syntax"},
		{`{"a":"\u12"}`, httpx.ErrBodyMalformed, "syntax"},
		{"{\"name\":\"a\nb\"}", httpx.ErrBodyMalformed, "syntax"},
		{"\ufeff{}", httpx.ErrBodyMalformed, "syntax"},
		{`{"id":NaN}`, httpx.ErrBodyMalformed, "syntax"},
		{`{"id":01}`, httpx.ErrBodyMalformed, "syntax"},
		{`null`, httpx.ErrBodyMalformed, "type"},
		{`[]`, httpx.ErrBodyMalformed, "type"},
		{`"x"`, httpx.ErrBodyMalformed, "type"},
		{"{\"name\":\"\xff\"}", httpx.ErrBodyMalformed, "utf8"},
		{`{"name":"\ud800"}`, httpx.ErrBodyMalformed, "utf8"},
		{`{"name":"\udc00\ud800"}`, httpx.ErrBodyMalformed, "utf8"},
		{`{"name":"\ud800\u0041"}`, httpx.ErrBodyMalformed, "utf8"},
		{`{"name":"\\\ud800x"}`, httpx.ErrBodyMalformed, "utf8"},
		{`{"name":"a\u0000"}`, httpx.ErrBodyMalformed, "nul"},
		{`{"\u0000":1}`, httpx.ErrBodyMalformed, "nul"},
		{deep(httpx.DepthMax), httpx.ErrBodyMalformed, "depth"},
		{strings.Repeat("[", 100_000), httpx.ErrBodyMalformed, "depth"},
		{`{"amount":1,"amount":2}`, httpx.ErrBodyMalformed, "duplicate"},
		{`{"amount":1,"AMOUNT":2}`, httpx.ErrBodyMalformed, "duplicate"},
		{`{"amount":1,"\u0061mount":2}`, httpx.ErrBodyMalformed, "duplicate"},
		{`{"\u0061":1,"a":2}`, httpx.ErrBodyMalformed, "duplicate"},
		{`{"extra":{"a":1,"b":{"a":1},"a":1}}`, httpx.ErrBodyMalformed, "duplicate"},
		{many("k7"), httpx.ErrBodyMalformed, "duplicate"},
		{many("K39"), httpx.ErrBodyMalformed, "duplicate"},
		{`{"id":1.0}`, httpx.ErrFieldType, "id"},
		{`{"id":1e3}`, httpx.ErrFieldType, "id"},
		{`{"id":"1"}`, httpx.ErrFieldType, "id"},
		{`{"id":9223372036854775808}`, httpx.ErrFieldType, "id"},
		{`{"id":{}}`, httpx.ErrFieldType, "id"},
		{`{"count":1.5}`, httpx.ErrFieldType, "count"},
		{`{"name":5}`, httpx.ErrFieldType, "name"},
		{`{"flag":"true"}`, httpx.ErrFieldType, "flag"},
		{`{"amount":true}`, httpx.ErrFieldType, "amount"},
		{`{"amount":""}`, httpx.ErrFieldType, "amount"},
		{`{"amount":"x1"}`, httpx.ErrFieldType, "amount"},
		{`{"amount":` + strings.Repeat("1", 41) + `}`, httpx.ErrFieldType, "amount"},
		{`{"lines":[{"price":1},{"price":[]}]}`, httpx.ErrFieldType, "lines.price"},
		{`{"lines":{}}`, httpx.ErrFieldType, "lines"},
	} {
		var v order
		err := httpx.Decode(post("/", c.body), &v)
		f := fault.Of(err)
		param := ""
		if f != nil {
			for _, name := range []string{"reason", "field"} {
				if s, ok := f.Params[name].(string); ok {
					param = s
				}
			}
		}
		if !errors.Is(err, c.want) || param != c.param {
			t.Errorf("%.60q: %v %q", c.body, err, param)
		}
	}
}

func TestDecodeAccepts(t *testing.T) {
	for _, body := range []string{
		`{}`, `{"id":null,"amount":null,"name":null}`, `{"extra":` + strings.Repeat("[", httpx.DepthMax-1) + strings.Repeat("]", httpx.DepthMax-1) + `}`,
		`{"extra":[{"a":1},{"a":1}]}`, `{"a":{"b":1},"b":{"a":1}}`, `{"a":"b","b":"a"}`, `{"a":["a","a"]}`, `{"extra":[[],{},{"extra":[]}]}`,
		`{"id":-0}`, `{"name":"\\u0000"}`, `{"name":"\\\\ud800"}`, `{"name":"{\"a\":1,"}`, `{"id":-9223372036854775808}`,
	} {
		var v order
		if err := httpx.Decode(post("/", body), &v); err != nil {
			t.Errorf("%q: %v", body, fault.Of(err).Params)
		}
	}
}

func TestContentType(t *testing.T) {
	for kind, ok := range map[string]bool{
		"application/json": true, "application/json; charset=utf-8": true, "Application/JSON;charset=\"UTF-8\"": true, "application/vnd.api+json": true,
		"": false, "text/plain": false, "application/x-www-form-urlencoded": false, "multipart/form-data": false, "text/json": false,
		"application/json; charset=gbk": false, "application/jsonx": false,
	} {
		r := post("/", `{}`)
		r.Header.Set("Content-Type", kind)
		if err := httpx.Decode(r, &order{}); (err == nil) != ok || (err != nil && !errors.Is(err, httpx.ErrContentType)) {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

func TestDecodeOptional(t *testing.T) {
	v := order{Name: "before"}
	r := httptest.NewRequest("POST", "/", nil)
	if err := httpx.DecodeOptional(r, &v); err != nil || v.Name != "before" {
		t.Errorf("%v, %+v", err, v)
	}
	if err := httpx.Decode(r, &v); !errors.Is(err, httpx.ErrBodyEmpty) {
		t.Error(err)
	}
	if err := httpx.DecodeOptional(post("/", `{"name":"x"}`), &v); err != nil || v.Name != "x" {
		t.Errorf("%v, %+v", err, v)
	}
	if err := httpx.DecodeOptional(post("/", `{`), &v); !errors.Is(err, httpx.ErrBodyMalformed) {
		t.Error(err)
	}
}

func TestDecodeAfterBody(t *testing.T) {
	r := post("/", `{"name":"x"}`)
	if _, err := httpx.Body(r); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var v order
		if err := httpx.Decode(r, &v); err != nil || v.Name != "x" {
			t.Errorf("%v, %+v", err, v)
		}
	}
}

func TestDecodeOutsideAChainIsStillBounded(t *testing.T) {
	r := post("/", `"`+strings.Repeat("x", httpx.BodyMaxDefault)+`"`)
	for _, length := range []int64{r.ContentLength, -1} {
		r.ContentLength = length
		if err := httpx.Decode(r, new(string)); !errors.Is(err, httpx.ErrBodyTooLarge) {
			t.Error(err)
		}
	}
}

func TestDecodedValuesDoNotShareBuffers(t *testing.T) {
	var a, b order
	if err := httpx.Decode(post("/", `{"name":"first","amount":"1","extra":{"k":"first"}}`), &a); err != nil {
		t.Fatal(err)
	}
	if err := httpx.Decode(post("/", `{"name":"other","amount":"2","extra":{"k":"other"}}`), &b); err != nil {
		t.Fatal(err)
	}
	if a.Name != "first" || a.Amount != "1" || string(a.Extra) != `{"k":"first"}` {
		t.Errorf("%+v", a)
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		text  string
		scale int
		want  amount.Amount
		err   error
	}{
		{"0.1", 6, 100_000, nil}, {"10.00", 2, 1000, nil}, {"10.00", 0, 10, nil}, {"-3", 0, -3, nil},
		{"1e2", 2, 0, amount.ErrInvalid}, {"0.001", 2, 0, amount.ErrInvalid}, {"99999999999999999999", 0, 0, amount.ErrOverflow},
	} {
		var v struct{ A httpx.Money }
		if err := httpx.DecodeBytes([]byte(`{"A":`+c.text+`}`), &v); err != nil || !v.A.IsSet() {
			t.Fatalf("%s: %v", c.text, err)
		}
		if got, err := v.A.Amount(c.scale); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %d, %v", c.text, got, err)
		}
	}
}

func TestIntOr(t *testing.T) {
	if (httpx.Int{}).Or(7) != 7 || (httpx.Int{Value: 0, Set: true}).Or(7) != 0 {
		t.Error("Or is wrong")
	}
}

// What Decode accepts is exactly what encoding/json accepts, less what scan
// refuses; and a number survives the way in and out.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"id":1,"amount":0.1}`, `{"a":{"a":[1,"\u00e9"]}}`, `{"a":1,"A":2}`, `[`, "\"\\", `{"\ud800":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v order
		err := httpx.DecodeBytes(data, &v)
		if err == nil {
			if !utf8.Valid(data) || !json.Valid(data) {
				t.Fatalf("accepted %q", data)
			}
			if !utf8.ValidString(v.Name) || strings.ContainsRune(v.Name, 0) || strings.ContainsRune(v.Name, utf8.RuneError) != bytes.ContainsRune(data, utf8.RuneError) && !bytes.Contains(bytes.ToLower(data), []byte(`\ufffd`)) {
				t.Fatalf("a broken name %q from %q", v.Name, data)
			}
			return
		}
		if f := fault.Of(err); f.Kind != fault.Invalid {
			t.Fatalf("%q: %v", data, err)
		}
	})
}

func TestDecimalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amount.Amount(rapid.Int64Range(-int64(amount.Max), int64(amount.Max)).Draw(t, "amount"))
		scale := rapid.IntRange(0, amount.ScaleMax).Draw(t, "scale")
		out, err := json.Marshal(map[string]any{"a": httpx.Decimal(a, scale)})
		if err != nil || bytes.ContainsAny(out, `eE`) || bytes.Contains(out, []byte(`:"`)) {
			t.Fatalf("%s, %v", out, err)
		}
		var in struct{ A httpx.Money }
		if err := httpx.DecodeBytes(out, &in); err != nil {
			t.Fatal(err)
		}
		if back, err := in.A.Amount(scale); back != a || err != nil {
			t.Fatalf("%s came back as %d, %v", out, back, err)
		}
	})
}

func TestWriteJSON(t *testing.T) {
	rec := httptest.NewRecorder()
	httpx.WriteJSON(rec, 201, map[string]any{"t": "<a href=\"x\">&积分", "n": httpx.Decimal(20_000_000, 9)})
	want := `{"n":0.02,"t":"<a href=\"x\">&积分"}`
	if rec.Code != 201 || rec.Body.String() != want || rec.Header().Get("Content-Length") != strconv.Itoa(len(want)) || rec.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	rec = httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/problem+json")
	httpx.WriteJSON(rec, 400, nil)
	if rec.Body.String() != "null" || rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%v %s", rec.Header(), rec.Body)
	}
	defer func() {
		if recover() == nil {
			t.Error("a channel was encoded")
		}
		rec := httptest.NewRecorder()
		if httpx.WriteJSON(rec, 200, "after"); rec.Body.String() != `"after"` {
			t.Errorf("after a failure: %s", rec.Body)
		}
	}()
	httpx.WriteJSON(httptest.NewRecorder(), 200, []any{"half", make(chan int)})
}
