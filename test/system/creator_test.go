package system

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// account is a member of the creation platform, signed in.
type account struct {
	s                    *server
	name, password, code string
	token, refresh       string
}

// register makes an account, brought by whose code it gives, and signs in.
func (s *server) register(name, password, brought string) *account {
	s.t.Helper()
	a := &account{s: s, name: name, password: password}
	made := ask[struct {
		Code string `json:"referral_code"`
	}](s, "POST", "/auth/register", "", jsonOf(map[string]string{"username": name, "email": name + "@example.com", "password": password, "referral_code": brought}))
	a.code = made.Code
	a.signIn()
	return a
}

func (a *account) signIn() {
	a.s.t.Helper()
	in := ask[struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}](a.s, "POST", "/auth/login", "", jsonOf(map[string]string{"username": a.name, "password": a.password}))
	a.token, a.refresh = in.Access, in.Refresh
}

// balance is what the account can spend.
func (a *account) balance() int {
	a.s.t.Helper()
	return ask[struct {
		Balance int `json:"credit_balance"`
	}](a.s, "GET", "/credit/balance", a.token, "").Balance
}

// line is a line of an account's credits.
type line struct {
	ID      int64  `json:"id"`
	Type    string `json:"type"`
	Amount  int    `json:"amount"`
	Balance int    `json:"balance_after"`
	Words   string `json:"description"`
}

// lines are all of them, oldest first, once it is known that their balances
// chain and end with the account's.
func (a *account) lines() []line {
	a.s.t.Helper()
	found := pages[line](a, "/credit/transactions")
	out, before := make([]line, 0, len(found)), 0
	for i := len(found) - 1; i >= 0; i-- {
		l := found[i]
		if before += l.Amount; l.Balance != before {
			a.s.t.Errorf("%s: after %d credits of %q the balance is %d, not %d", a.name, l.Amount, l.Type, l.Balance, before)
		}
		out = append(out, l)
	}
	if got := a.balance(); got != before {
		a.s.t.Errorf("%s: the lines end with %d, the balance is %d", a.name, before, got)
	}
	return out
}

// pages are the items of all pages of a list.
func pages[T any](a *account, path string) (out []T) {
	a.s.t.Helper()
	for page := 1; ; page++ {
		got := ask[struct {
			Total int `json:"total"`
			Items []T `json:"items"`
		}](a.s, "GET", fmt.Sprintf("%s?page=%d&page_size=100", path, page), a.token, "")
		if out = append(out, got.Items...); len(got.Items) == 0 || len(out) >= got.Total {
			return out
		}
	}
}

// ask sends a request to creatorapi, expects a success and reads its data.
func ask[T any](s *server, method, path, token, body string) (out T) {
	s.t.Helper()
	r, ok := s.send(method, s.api(path), token, "", body)
	if !ok || r.status != http.StatusOK {
		s.t.Fatalf("%s %s: %d %s", method, path, r.status, r.body)
	}
	return dataOf[T](s.t, r)
}

func (s *server) api(path string) string { return "http://" + s.creator + "/api/v1" + path }

// dataOf is the data of an answer of creatorapi.
func dataOf[T any](t *testing.T, r reply) T {
	t.Helper()
	var got struct {
		Data T `json:"data"`
	}
	if err := json.Unmarshal([]byte(r.body), &got); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
	return got.Data
}

func jsonOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

var payButton = regexp.MustCompile(`action="(/cashier/[^"]+/pay)">\s*<input type="hidden" name="token" value="([^"]+)"`)

// pay opens a payment address and presses the button that pays, as a browser
// without scripts does. It reports whether the page then says that the order
// is paid.
func (s *server) pay(address string) bool {
	page, at, ok := s.open(http.MethodGet, address, nil)
	if !ok {
		return false
	}
	if button := payButton.FindStringSubmatch(page); button != nil {
		target, err := at.Parse(html.UnescapeString(button[1]))
		if err != nil {
			return false
		}
		if page, _, ok = s.open(http.MethodPost, target.String(), url.Values{"token": {html.UnescapeString(button[2])}}); !ok {
			return false
		}
	}
	return strings.Contains(page, `<dd id="state">已支付</dd>`)
}

// open sends a page's request and follows redirects. at is where the page is.
func (s *server) open(method, address string, form url.Values) (page string, at *url.URL, ok bool) {
	req, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", nil, false
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return "", nil, false
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return string(body), resp.Request.URL, err == nil && resp.StatusCode == http.StatusOK
}

// until asks until the answer is yes.
func until(t *testing.T, limit time.Duration, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("after %v: not %s", limit, what)
		case <-tick.C:
		}
	}
}
