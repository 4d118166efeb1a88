package lootapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"guerdon/internal/domain/session"
	"guerdon/internal/platform/store"
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// call sends a request with a cookie (nil for none) and headers by pairs.
func (b *bench) call(cookie *http.Cookie, method, path, body string, headers ...string) answer {
	r := httptest.NewRequest(method, "http://localhost:5000"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// refusal is the error of the documented form, or "" for any other answer.
func (a answer) refusal() string {
	var form struct {
		Success *bool   `json:"success"`
		Error   *string `json:"error"`
	}
	d := json.NewDecoder(strings.NewReader(a.body))
	d.DisallowUnknownFields()
	if d.Decode(&form) != nil || form.Success == nil || *form.Success || form.Error == nil {
		return ""
	}
	return *form.Error
}

// officer is an operator's cookie.
func (b *bench) officer(i int64) *http.Cookie {
	b.t.Helper()
	var token string
	b.write(func(tx *store.Tx) error {
		token, _ = session.Begin(tx, session.BeginCmd{Kind: session.OfLootOperator, Owner: operatorID(i)})
		return nil
	})
	return &http.Cookie{Name: "admin_session", Value: token}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
