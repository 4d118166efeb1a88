package site

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx"
)

//go:embed page
var files embed.FS

var pageTemplate = template.Must(template.ParseFS(files, "page/card.html"))

// words are the page's texts in one language.
type words struct {
	Lang, Title, Lead, Code, Use, SignIn, SignedOut, Script, Working, Failed string
}

var (
	chinese = words{
		"zh-CN", "使用卡片", "确认后卡片将立即使用,且只能使用一次。", "卡片码", "立即使用", "登录", "请先登录后再使用卡片。",
		"使用卡片需要启用 JavaScript。", "正在提交…", "网络异常,请重试。",
	}
	english = words{
		"en", "Use this card", "The card is used as soon as you confirm, and only once.", "Card code", "Use the card", "Sign in",
		"Sign in before you use the card.", "Using a card needs JavaScript.", "Sending…", "The network failed; try again.",
	}
)

// page shows a code and a button. It never looks the code up.
// contract: S4-16
func (s *Site) page(w http.ResponseWriter, r *http.Request) error {
	text, ok := card.Spell(r.PathValue("code"))
	if !ok {
		return card.ErrNotFound
	}
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, struct {
		Words             words
		Code              string
		UseURL, SignInURL string
	}{wordsFor(r), text, s.UseURL, s.SignInURL})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Referrer-Policy", "no-referrer") // the address is the code
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Vary", "Accept-Language")
	_, _ = w.Write(b.Bytes()) // an error is a client that went away
	return nil
}

// asset serves the page's script and style.
func (s *Site) asset(w http.ResponseWriter, r *http.Request) error {
	kinds := map[string]string{"card.js": "text/javascript; charset=utf-8", "card.css": "text/css; charset=utf-8"}
	name := r.PathValue("name")
	kind, ok := kinds[name]
	if !ok {
		return httpx.ErrNoRoute
	}
	body, err := files.ReadFile("page/" + name)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(body) // an error is a client that went away
	return nil
}

// wordsFor is Chinese for whoever reads it, by ?lang= or the browser.
func wordsFor(r *http.Request) words {
	lang := r.URL.Query().Get("lang")
	if lang == "" {
		lang = r.Header.Get("Accept-Language")
	}
	if strings.HasPrefix(strings.ToLower(lang), "zh") {
		return chinese
	}
	return english
}
