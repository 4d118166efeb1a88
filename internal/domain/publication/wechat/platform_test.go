package wechat_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"guerdon/internal/platform/clock"
)

// platform is WeChat, as far as articles go. It checks what WeChat checks.
type platform struct {
	mu     sync.Mutex
	clock  *clock.Manual
	app    string
	secret string

	personal bool // may not submit
	unlisted bool // the caller's address is on no list
	busy     int  // answers -1 so often
	verdict  int  // publish_status in the end
	patience int  // looks until then

	tokens   []token
	given    int
	pictures int
	covers   map[string]bool
	drafts   []draft
	jobs     map[string]*draft
	posted   []draft // everybody sees these
	posts    map[string]int
}

type token struct {
	text string
	ends time.Time
}

type draft struct {
	media, cover, title, content string
	looks                        int
	at                           time.Time
}

func newPlatform(c *clock.Manual) *platform {
	return &platform{clock: c, app: "wx1", secret: secret, covers: map[string]bool{}, jobs: map[string]*draft{}, posts: map[string]int{}}
}

// secret must be seen nowhere else.
const secret = "planted-wechat-secret"

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	_ = json.NewEncoder(w).Encode(p.answer(r, body))
}

func no(code int, text string) map[string]any { return map[string]any{"errcode": code, "errmsg": text} }

func (p *platform) answer(r *http.Request, body []byte) any {
	if r.Method != http.MethodPost {
		return no(43002, "require POST method")
	}
	if r.URL.Path == "/cgi-bin/stable_token" {
		return p.giveToken(body)
	}
	if refusal := p.checkToken(r.URL.Query().Get("access_token")); refusal != nil {
		return refusal
	}
	if p.busy > 0 {
		p.busy--
		return no(-1, "system error")
	}
	switch r.URL.Path {
	case "/cgi-bin/media/uploadimg":
		return p.uploadImage(r, body)
	case "/cgi-bin/material/add_material":
		return p.addMaterial(r, body)
	}
	var in struct {
		Articles  []map[string]any `json:"articles"`
		MediaID   string           `json:"media_id"`
		PublishID string           `json:"publish_id"`
		Offset    int              `json:"offset"`
		Count     int              `json:"count"`
	}
	if json.Unmarshal(body, &in) != nil {
		return no(47001, "data format error")
	}
	switch r.URL.Path {
	case "/cgi-bin/draft/add":
		return p.addDraft(in.Articles)
	case "/cgi-bin/draft/batchget":
		return list(p.drafts, "media_id", in.Offset, in.Count)
	case "/cgi-bin/freepublish/submit":
		return p.submit(in.MediaID)
	case "/cgi-bin/freepublish/get":
		return p.get(in.PublishID)
	case "/cgi-bin/freepublish/batchget":
		return list(p.posted, "article_id", in.Offset, in.Count)
	}
	return no(40066, "invalid url")
}

func (p *platform) giveToken(body []byte) any {
	var in struct {
		Grant  string `json:"grant_type"`
		App    string `json:"appid"`
		Secret string `json:"secret"`
		Force  bool   `json:"force_refresh"`
	}
	switch _ = json.Unmarshal(body, &in); {
	case p.unlisted:
		return no(40164, "invalid ip 198.51.100.7, not in whitelist")
	case in.Grant != "client_credential":
		return no(40002, "invalid grant_type")
	case in.App != p.app:
		return no(40013, "invalid appid")
	case in.Secret != p.secret:
		return no(40125, "invalid appsecret "+in.Secret)
	}
	now := p.clock.Now().Time()
	if n := len(p.tokens); n == 0 || in.Force || !now.Before(p.tokens[n-1].ends) {
		p.given++
		p.tokens = append(p.tokens, token{fmt.Sprintf("token-%d", p.given), now.Add(2 * time.Hour)})
	}
	last := p.tokens[len(p.tokens)-1]
	return map[string]any{"access_token": last.text, "expires_in": int(last.ends.Sub(now).Seconds())}
}

func (p *platform) checkToken(text string) any {
	if len(p.tokens) == 0 || p.tokens[len(p.tokens)-1].text != text {
		return no(40001, "invalid credential, access_token is invalid or not latest")
	}
	if !p.clock.Now().Time().Before(p.tokens[len(p.tokens)-1].ends) {
		return no(42001, "access_token expired")
	}
	return nil
}

// file is the file of a form, if it is a picture.
func file(r *http.Request, body []byte, below int64) (int64, any) {
	r.Body = io.NopCloser(bytes.NewReader(body))
	f, header, err := r.FormFile("media")
	if err != nil {
		return 0, no(41005, "media data missing")
	}
	defer func() { _ = f.Close() }()
	if kind := header.Header.Get("Content-Type"); kind != "image/jpeg" && kind != "image/png" || !strings.Contains(header.Header.Get("Content-Disposition"), fmt.Sprintf("filelength=%d", header.Size)) {
		return 0, no(40113, "unsupported file type")
	}
	if header.Size >= below {
		return 0, no(40006, "invalid media size")
	}
	return header.Size, nil
}

func (p *platform) uploadImage(r *http.Request, body []byte) any {
	if _, refusal := file(r, body, 1<<20); refusal != nil {
		return refusal
	}
	p.pictures++
	return map[string]any{"url": fmt.Sprintf("http://mmbiz.qpic.cn/small/%d?a=1&b=2", p.pictures)}
}

func (p *platform) addMaterial(r *http.Request, body []byte) any {
	if r.URL.Query().Get("type") != "image" {
		return no(40004, "invalid media type")
	}
	if _, refusal := file(r, body, 10<<20+1); refusal != nil {
		return refusal
	}
	id := fmt.Sprintf("cover-%d", len(p.covers)+1)
	p.covers[id] = true
	return map[string]any{"media_id": id, "url": "http://mmbiz.qpic.cn/large/" + id}
}

func (p *platform) addDraft(articles []map[string]any) any {
	if len(articles) != 1 {
		return no(40007, "one article, please")
	}
	a := articles[0]
	text := func(name string) string { s, _ := a[name].(string); return s }
	content := text("content")
	switch {
	case text("title") == "" || utf8.RuneCountInString(text("title")) > 32:
		return no(45003, "title size out of limit")
	case utf8.RuneCountInString(text("author")) > 16:
		return no(45110, "author size out of limit")
	case content == "" || utf8.RuneCountInString(content) >= 20_000 || len(content) >= 1<<20:
		return no(45002, "content size out of limit")
	case strings.Contains(content, "<script") || strings.Count(content, "<img") != strings.Count(content, `<img src="http://mmbiz.qpic.cn/`):
		return no(45166, "invalid content")
	case !p.covers[text("thumb_media_id")]:
		return no(40007, "invalid media_id")
	}
	d := draft{media: fmt.Sprintf("draft-%d", len(p.drafts)+len(p.posted)+1), cover: text("thumb_media_id"), title: text("title"), content: content, at: p.clock.Now().Time()}
	p.drafts = append([]draft{d}, p.drafts...)
	return map[string]any{"media_id": d.media}
}

func (p *platform) submit(media string) any {
	for _, d := range p.drafts {
		if d.media != media {
			continue
		}
		if p.personal {
			return no(48001, "api unauthorized rid: 1")
		}
		p.posts[d.title]++
		id := fmt.Sprintf("1000000%d", len(p.jobs)+1)
		d.looks = p.patience
		p.jobs[id] = &d
		if p.patience == 0 && p.verdict == 0 {
			p.finish(d)
		}
		return map[string]any{"errcode": 0, "errmsg": "ok", "publish_id": json.Number(id), "msg_data_id": id}
	}
	return no(40007, "invalid media_id")
}

// finish shows a draft to everybody.
func (p *platform) finish(d draft) {
	for i, other := range p.drafts {
		if other.media == d.media {
			p.drafts = append(p.drafts[:i:i], p.drafts[i+1:]...)
			p.posted = append([]draft{d}, p.posted...)
			return
		}
	}
}

func address(d draft) string { return "http://mp.weixin.qq.com/s/" + d.media }

func (p *platform) get(id string) any {
	d, ok := p.jobs[id]
	switch {
	case !ok:
		return no(53600, "invalid publish_id")
	case d.looks > 0:
		d.looks--
		return map[string]any{"publish_id": id, "publish_status": 1}
	case p.verdict != 0:
		return map[string]any{"publish_id": id, "publish_status": p.verdict, "fail_idx": []int{1}}
	}
	p.finish(*d)
	return map[string]any{"publish_id": id, "publish_status": 0, "article_id": "a-" + d.media, "article_detail": map[string]any{
		"count": 1, "item": []any{map[string]any{"idx": 1, "article_url": address(*d)}},
	}}
}

func list(from []draft, name string, offset, count int) any {
	if count < 1 || count > 20 {
		return no(40007, "invalid count")
	}
	items := []any{}
	for i := offset; i < min(offset+count, len(from)); i++ {
		d := from[i]
		items = append(items, map[string]any{name: d.media, "update_time": d.at.Unix(), "content": map[string]any{
			"news_item": []any{map[string]any{"title": d.title, "thumb_media_id": d.cover, "url": address(d)}},
		}})
	}
	return map[string]any{"total_count": len(from), "item_count": len(items), "item": items}
}
