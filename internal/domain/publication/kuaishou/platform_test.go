package kuaishou_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"guerdon/internal/platform/clock"
)

// platform is Kuaishou, as far as films go. It checks what Kuaishou checks.
type platform struct {
	mu      sync.Mutex
	clock   *clock.Manual
	host    string // of the uploads
	access  string
	refresh string
	renewed int
	pending int  // looks until a film is no longer pending
	hidden  bool // films do not appear in the list

	uploads map[string]*upload
	films   []*film
	looks   map[string]int
	posts   map[string]int // by caption
}

type upload struct {
	pieces map[int][]byte
	whole  []byte
	used   bool
}

type film struct {
	ID      string `json:"photo_id"`
	Caption string `json:"caption"`
	Created int64  `json:"create_time"`
	Pending bool   `json:"pending"`
}

const secret = "planted-kuaishou-secret"

func newPlatform(c *clock.Manual) *platform {
	return &platform{clock: c, access: "access-1", refresh: "refresh-1", uploads: map[string]*upload{}, looks: map[string]int{}, posts: map[string]int{}}
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = json.NewEncoder(w).Encode(p.answer(r))
}

func no(code int64, text string) map[string]any {
	return map[string]any{"result": code, "error_msg": text}
}

func (p *platform) answer(r *http.Request) any {
	q := r.URL.Query()
	if strings.HasPrefix(r.URL.Path, "/api/upload") {
		return p.piece(r)
	}
	if q.Get("app_id") != "ks1" {
		return no(100200101, "unauthorized client")
	}
	if r.URL.Path == "/oauth2/refresh_token" {
		return p.renew(r)
	}
	if q.Get("access_token") != p.access {
		return no(100200108, "access_token expired")
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /openapi/photo/start_upload":
		token := fmt.Sprintf("upload-%d", len(p.uploads)+1)
		p.uploads[token] = &upload{pieces: map[int][]byte{}}
		return map[string]any{"result": 1, "upload_token": token, "endpoint": p.host}
	case "POST /openapi/photo/publish":
		return p.publish(r)
	case "GET /openapi/photo/info":
		return p.info(q.Get("photo_id"))
	case "GET /openapi/photo/list":
		if p.hidden {
			return map[string]any{"result": 1, "video_list": []any{}}
		}
		return map[string]any{"result": 1, "video_list": p.films}
	}
	return no(100200100, "invalid request")
}

func (p *platform) renew(r *http.Request) any {
	q := r.URL.Query()
	if q.Get("app_secret") != secret || q.Get("refresh_token") != p.refresh || q.Get("grant_type") != "refresh_token" {
		return no(100200105, "invalid grant")
	}
	p.renewed++
	p.access, p.refresh = fmt.Sprintf("access-%d", p.renewed+1), fmt.Sprintf("refresh-%d", p.renewed+1)
	return map[string]any{"result": 1, "access_token": p.access, "refresh_token": p.refresh, "expires_in": 172800}
}

func (p *platform) piece(r *http.Request) any {
	u := p.uploads[r.URL.Query().Get("upload_token")]
	if u == nil || r.Method != http.MethodPost {
		return no(100200100, "invalid upload token")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return no(100200100, "broken")
	}
	switch r.URL.Path {
	case "/api/upload":
		if len(body) == 0 || len(body) >= 10<<20 {
			return no(100200100, "too large for one call")
		}
		u.whole = body
	case "/api/upload/fragment":
		n, err := strconv.Atoi(r.URL.Query().Get("fragment_id"))
		if err != nil || len(body) == 0 {
			return no(100200100, "no fragment")
		}
		u.pieces[n] = body
	case "/api/upload/complete":
		n, _ := strconv.Atoi(r.URL.Query().Get("fragment_count"))
		if n != len(u.pieces) {
			return no(100200100, "fragments are missing")
		}
		for i := range n {
			u.whole = append(u.whole, u.pieces[i]...)
		}
	}
	return map[string]any{"result": 1, "checksum": fmt.Sprintf("%x", sha256.Sum256(body))}
}

func (p *platform) publish(r *http.Request) any {
	u := p.uploads[r.URL.Query().Get("upload_token")]
	cover, header, err := r.FormFile("cover")
	caption := r.FormValue("caption")
	switch {
	case u == nil || len(u.whole) == 0 || u.used:
		return no(100200100, "invalid upload token")
	case err != nil || header.Header.Get("Content-Type") != "image/jpeg" || header.Size > 10<<20:
		return no(100200100, "no cover")
	case caption == "" || len([]rune(caption)) > 500:
		return no(100200100, "invalid caption")
	}
	_ = cover.Close()
	u.used = true
	p.posts[caption]++
	f := &film{fmt.Sprintf("photo-%d", len(p.films)+1), caption, p.clock.Now().Time().UnixMilli(), p.pending > 0}
	p.films = append([]*film{f}, p.films...)
	return map[string]any{"result": 1, "video_info": f}
}

func (p *platform) info(id string) any {
	for _, f := range p.films {
		if f.ID == id {
			if p.looks[id]++; p.looks[id] >= p.pending {
				f.Pending = false
			}
			return map[string]any{"result": 1, "video_info": f}
		}
	}
	return no(100200100, "no such photo")
}
