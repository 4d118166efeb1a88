package douyin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/douyin"
	"guerdon/internal/domain/publication/publicationtest"
)

const secret = "planted-douyin-secret"

// platform is Douyin, as far as hand-overs go.
type platform struct {
	mu      sync.Mutex
	token   string
	shares  int
	given   int
	tickets int
	refuse  int64
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = json.NewEncoder(w).Encode(map[string]any{"data": p.answer(r), "message": "x"})
}

func (p *platform) answer(r *http.Request) map[string]any {
	no := func(code int64, text string) map[string]any {
		return map[string]any{"error_code": code, "description": text}
	}
	if p.refuse != 0 {
		return no(p.refuse, "no for "+secret)
	}
	if r.Method == http.MethodPost && r.URL.Path == "/oauth/client_token/" {
		var in map[string]string
		if json.NewDecoder(r.Body).Decode(&in) != nil || in["client_key"] != "dy1" || in["client_secret"] != secret || in["grant_type"] != "client_credential" {
			return no(10013, "client_secret error")
		}
		p.given++
		p.token = fmt.Sprintf("clt.%d", p.given)
		return map[string]any{"access_token": p.token, "expires_in": 7200, "error_code": 0}
	}
	if r.Header.Get("access-token") != p.token {
		return no(2190008, "access_token expired")
	}
	switch r.URL.Path {
	case "/open/getticket/":
		p.tickets++
		return map[string]any{"ticket": fmt.Sprintf("ticket-%d", p.tickets), "expires_in": 7200}
	case "/share-id/":
		if r.URL.Query().Get("need_callback") != "true" {
			return no(2100005, "no callback")
		}
		p.shares++
		return map[string]any{"share_id": fmt.Sprintf("%d", 1700+p.shares)}
	}
	return no(2100001, "no such thing")
}

func task(kind publication.Kind, at time.Time) publication.Task {
	return publication.Task{
		Content:     publication.Content{Type: kind, Title: "猫 & 狗", Text: "说明"},
		Credentials: publication.Credentials{"app_id": "dy1", "app_secret": secret},
		FileURL:     "https://files.example/video/a.mp4?signature=a+b", Now: instant.Of(at),
	}
}

// The link is what the app checks: its signature is of its own nonce and time
// and of the ticket.
// contract: S2-22
func TestLink(t *testing.T) {
	p := &platform{}
	a := douyin.New(douyin.Config{Base: publicationtest.Stand(t, p).URL})
	at := time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC)
	for kind, path := range map[publication.Kind]string{publication.Video: "video_path", publication.Image: "image_path"} {
		r, err := a.Submit(t.Context(), task(kind, at))
		if err != nil || r.State != publication.NeedsUserAction || r.Ref != fmt.Sprint(1700+p.shares) || r.Reason != publication.OpenApp {
			t.Fatalf("%+v, %v", r, err)
		}
		query, found := strings.CutPrefix(r.HandOver.Link, "snssdk1128://openplatform/share?")
		v, err := url.ParseQuery(query)
		if !found || err != nil || strings.Contains(query, "+") {
			t.Fatal(r.HandOver.Link)
		}
		if v.Get("signature") != douyin.Sign(v.Get("nonce_str"), "ticket-1", v.Get("timestamp")) || v.Get("timestamp") != fmt.Sprint(at.Unix()) || len(v.Get("nonce_str")) < 16 {
			t.Errorf("%v", v)
		}
		if v.Get("client_key") != "dy1" || v.Get("state") != r.Ref || v.Get(path) != "https://files.example/video/a.mp4?signature=a+b" || v.Get("title") != "猫 & 狗" || v.Get("share_type") != "h5" {
			t.Errorf("%v", v)
		}
		if r.HandOver.LinkEnds != instant.Of(at.Add(time.Hour)) || publication.QR(r.HandOver.Link) == nil || strings.Contains(r.HandOver.Link, secret) || strings.Contains(r.HandOver.Link, "ticket") {
			t.Errorf("%+v", r.HandOver)
		}
	}
	if p.given != 1 || p.tickets != 1 {
		t.Errorf("%d tokens and %d tickets for two links", p.given, p.tickets)
	}
	p.token = "another"
	if r, err := a.Submit(t.Context(), task(publication.Video, at)); err != nil || r.State != publication.NeedsUserAction || p.given != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// The signature is the MD5 of the three, in the order of their names; the
// sum was made with another program.
func TestSign(t *testing.T) {
	if got := douyin.Sign("Wm3WZYTPz0wzccnW", "ticket-1", "1414587457"); got != "be8250a2ec7c08baeecd0be19d95b927" {
		t.Error(got)
	}
	if douyin.Sign("a", "b", "1") == douyin.Sign("a", "b", "2") || len(douyin.Sign("a", "b", "1")) != 32 {
		t.Error("the time is not signed")
	}
}

func TestRefusals(t *testing.T) {
	at := time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC)
	for code, want := range map[int64]publication.Reason{10013: publication.Unauthorized, 2190004: publication.NoPermission, 2100009: publication.IPNotListed, 5: publication.VendorRefused} {
		a := douyin.New(douyin.Config{Base: publicationtest.Stand(t, &platform{refuse: code}).URL})
		if r, err := a.Submit(t.Context(), task(publication.Video, at)); err != nil || r.State != publication.Failed || r.Reason != want {
			t.Errorf("%d: %+v, %v", code, r, err)
		}
	}
	p := &platform{refuse: 2100004}
	stand := publicationtest.Stand(t, p)
	a := douyin.New(douyin.Config{Base: stand.URL})
	if _, err := a.Submit(t.Context(), task(publication.Video, at)); err == nil {
		t.Error("busy is no answer")
	}
	plain := task(publication.Video, at)
	plain.FileURL = "http://localhost:8000/files/a.mp4"
	if r, err := a.Submit(t.Context(), plain); err != nil || r.Reason != publication.LinkNotHTTPS {
		t.Errorf("%+v, %v", r, err)
	}
	stand.Decide(func(int, string) publicationtest.Fate { return publicationtest.LostFirst })
	if _, err := a.Submit(t.Context(), task(publication.Video, at)); err == nil || strings.Contains(err.Error(), "http") {
		t.Errorf("%v", err)
	}
}
