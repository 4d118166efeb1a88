package coreapi_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/card"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// withCards adds the card module to a bench.
func withCards(b *bench) *bench {
	b.Helper()
	blobs, err := blob.Open(filepath.Join(b.TempDir(), "blobs"), b.clock, 1<<30)
	b.no(err)
	b.Cleanup(func() { _ = blobs.Close() })
	font, err := os.ReadFile("../../domain/generation/localdemo/typeset/font/NotoSansSC-Medium-subset.ttf")
	b.no(err)
	master := secret.NewMaster()
	b.deps.Cards = card.New(card.Options{Ledger: b.deps.Ledger, Ring: secret.NewRing("card", master), CardURL: "http://localhost:8000/c/", PictureURL: "http://localhost:8000/qr/"})
	b.deps.Answers = secret.NewRing("answer", master)
	b.deps.CardPrinter = card.NewPrinter(card.PrinterOptions{
		Cards: b.deps.Cards, Store: b.store, Blobs: blobs, Clock: b.clock, Font: font, Links: blob.NewSigner(master.Derive("links", 32), b.clock), DownloadURL: "http://localhost:8000/downloads/",
	})
	b.serve()
	return b
}

func (b *bench) no(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) verifyCards() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, b.deps.Cards.Check())
	b.no(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

// makeCards makes a template and a batch of cards, and returns their ids and
// that of the first card.
func (b *bench) makeCards(total int) (template, batch, first string) {
	b.Helper()
	t := b.ok("POST", "/v1/card-templates", goodCards["POST /v1/card-templates"])
	template = text(b, t, "id")
	made := b.ok("POST", "/v1/card-batches", fmt.Sprintf(`{"name":"第一批","template":%s,"total":%d,"state":"published"}`, template, total))
	return template, text(b, made, "id"), text(b, made, "start_id")
}

// goodCards are bodies that each call takes.
var goodCards = map[string]string{
	"POST /v1/card-templates":          `{"name":"舞蹈","category":"dance","attributes":{"style":"街舞","bpm":1.50},"grant":{"asset":"POINT","amount":"30","skill":"街舞"}}`,
	"PUT /v1/card-templates/{id}":      `{"rarity":"epic","state":"inactive","description":"x","image":"https://example.com/x"}`,
	"POST /v1/card-batches":            `{"name":"x","template":1,"total":3,"expiry_day":"2026-12-31","code_style":"plain"}`,
	"PUT /v1/card-batches/{id}":        `{"name":"y","total":9,"expiry_day":"2026-11-30","base_url":"https://example.com/"}`,
	"POST /v1/card-batches/{id}/issue": `{"count":1}`,
	"PUT /v1/cards/{id}":               `{"expires_at":"2026-03-01T00:00:00Z"}`,
	"POST /v1/cards/{id}/void":         `{"reason":"lost"}`,
	"POST /v1/cards/{id}/reissue":      `{"reason":"lost"}`,
}

// contract: N-13
func TestCards(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCards(b)
		template, batch, first := b.makeCards(5)
		got := b.ok("GET", "/v1/card-templates/"+template, nil)
		if text(b, got, "attributes", "bpm") != "1.50" || text(b, got, "grant", "amount") != "30" || text(b, got, "batches") != "1" {
			t.Errorf("%v", got)
		}
		before := text(b, b.ok("GET", "/v1/cards/"+first, nil), "code")
		b.ok("POST", "/v1/cards/"+first+"/void", `{"reason":"lost in the post"}`, once("v"))
		b.send("POST", "/v1/cards/"+first+"/void", `{"reason":"lost in the post"}`).want(http.StatusNotFound, "card.not_found")
		again := b.ok("POST", "/v1/cards/"+first+"/reissue", `{"reason":"found the holder"}`)
		if text(b, again, "code") == before || text(b, again, "state") != "unused" || text(b, again, "reissued") != "1" {
			t.Errorf("%v", again)
		}
		who := b.use("ann", text(b, again, "code"))
		b.send("POST", "/v1/cards/"+first+"/reissue", `{"reason":"again"}`).want(http.StatusConflict, "card.used_stays")
		if b.balance("ann") != "30" {
			t.Errorf("the card gave %s", b.balance("ann"))
		}
		uses := b.ok("GET", "/v1/card-uses?subject=ann", nil)
		if text(b, uses, "items", 0, "card") != first || text(b, uses, "items", 0, "skill") != "街舞" {
			t.Errorf("%v", uses)
		}
		used := b.ok("GET", "/v1/cards?state=used&batch="+batch, nil)
		if text(b, used, "items", 0, "used_by") != fmt.Sprint(int64(who)) {
			t.Errorf("%v", used)
		}
		b.pages(batch)
		b.changeBatch(batch)
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: "card:" + first, Limit: 10})
		b.no(err)
		if len(acts) != 2 || acts[0].Action != "card.reissue" || acts[1].Reason != "lost in the post" {
			t.Errorf("%+v", acts)
		}
		b.verifyCards()
	})
}

// use uses a card as a member.
func (b *bench) use(subject, code string) id.ID {
	b.Helper()
	mid, err := b.deps.Directory.Admit(b.Context(), subject)
	b.no(err)
	ref, err := b.deps.Cards.Find(b.Context(), b.store, code)
	b.no(err)
	out, err := store.Do(b.Context(), b.store, ref.Route(), func(tx *store.Tx) (card.UseResult, error) {
		return b.deps.Cards.Use(tx, card.UseCmd{Member: mid, Ref: ref})
	})
	b.no(err)
	if out.Refusal != nil {
		b.Fatal(out.Refusal)
	}
	return mid
}

// pages walks the unused cards two at a time.
func (b *bench) pages(batch string) {
	b.Helper()
	cursor, seen := "", 0
	for {
		page := b.ok("GET", "/v1/cards?state=unused&limit=2&batch="+batch+"&cursor="+cursor, nil)
		seen += len(at(b, page, "items").([]any))
		next, ok := page["next_cursor"].(string)
		if cursor = next; !ok {
			break
		}
	}
	if seen != 4 {
		b.Errorf("%d unused cards of 4", seen)
	}
}

func (b *bench) changeBatch(batch string) {
	b.Helper()
	path := "/v1/card-batches/" + batch
	b.send("DELETE", path, nil).want(http.StatusConflict, "card.batch_used")
	if got := b.ok("POST", path+"/withdraw", nil); text(b, got, "state") != "draft" {
		b.Errorf("%v", got)
	}
	if got := b.ok("POST", path+"/publish", nil); text(b, got, "state") != "published" {
		b.Errorf("%v", got)
	}
	b.send("POST", path+"/issue", `{"count":1}`).want(http.StatusUnprocessableEntity, "card.batch_full")
	b.send("PUT", path, `{"total":4}`).want(http.StatusConflict, "card.batch_shrinks")
	b.ok("PUT", path, `{"total":7}`)
	if got := b.ok("POST", path+"/issue", `{"count":2}`); text(b, got, "count") != "2" {
		b.Errorf("%v", got)
	}
}

// contract: N-13
func TestCardFiles(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCards(b)
		_, batch, first := b.makeCards(30)
		code := text(b, b.ok("GET", "/v1/cards/"+first, nil), "code")
		path := "/v1/card-batches/" + batch
		table := b.send("GET", path+"/cards.csv", nil).want(http.StatusOK, "")
		if !bytes.Contains(table.body, []byte(code)) || bytes.Count(table.body, []byte("\r\n")) != 31 || table.header.Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Errorf("%v %s", table.header, table.body)
		}
		sheet := b.send("GET", path+"/sheet.pdf", nil).want(http.StatusOK, "")
		if !bytes.HasPrefix(sheet.body, []byte("%PDF-")) || !strings.Contains(sheet.header.Get("Content-Disposition"), "sheet.pdf") {
			t.Errorf("%v %.20q", sheet.header, sheet.body)
		}
		made := b.ok("POST", path+"/archive", nil)
		if text(b, made, "cards") != "30" || text(b, made, "ready") != "true" {
			t.Errorf("%v", made)
		}
		link := text(b, made, "url")
		name, _, _ := strings.Cut(strings.TrimPrefix(link, "http://localhost:8000/downloads/"), "?")
		f, err := b.deps.CardPrinter.Blobs.Open(name)
		b.no(err)
		z, err := zip.NewReader(f.ReadSeekCloser.(interface {
			ReadAt(p []byte, off int64) (int, error)
		}), f.Size)
		b.no(err)
		if len(z.File) != 31 {
			t.Errorf("%d entries", len(z.File))
		}
		b.no(f.Close())
		b.send("GET", "/v1/card-batches/999/sheet.pdf", nil).want(http.StatusNotFound, "card.batch_not_found")
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: "card_batch:" + batch, Limit: 10})
		b.no(err)
		if len(acts) != 4 || acts[0].Later != "qr archive" {
			t.Errorf("%+v", acts)
		}
	})
}

// Whatever is sent, each call answers as described or with a documented
// problem; and what is refused changes nothing.
func TestBadCardInput(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCards(b)
		template, batch, first := b.makeCards(100)
		counts := map[int]int{}
		for _, op := range b.api.OperationsForTest() {
			if !strings.HasPrefix(op.Path, "/v1/card") {
				continue
			}
			of := map[string]string{"card-templates": template, "card-batches": batch, "cards": first}[strings.Split(op.Path, "/")[2]]
			p := cardProbe{probe{b, op, b.asRoot(), strings.Replace(op.Path, "{id}", of, 1), counts}, goodCards[op.Method+" "+op.Path]}
			p.paths()
			p.queries()
			if op.Body {
				p.bodies()
				p.fields()
			}
		}
		b.Logf("answers: %v", counts)
		b.verifyCards()
	})
}

// cardProbe is probe with bodies of its own.
type cardProbe struct {
	probe
	good string
}

func (p *cardProbe) paths() {
	if !strings.Contains(p.op.Path, "{id}") {
		return
	}
	for _, bad := range badIDs {
		if path := strings.Replace(p.op.Path, "{id}", bad, 1); !p.try("path", path, p.good) {
			p.Errorf("%s %s succeeded", p.op.Method, path)
		}
	}
}

func (p *cardProbe) queries() {
	for _, name := range p.op.Query {
		for _, bad := range badTexts {
			p.try("query", p.path+"?"+name+"="+strings.ReplaceAll(bad, " ", "%20"), p.good)
		}
	}
}

func (p *cardProbe) bodies() {
	for what, body := range badBodies {
		if !p.try("body "+what, p.path, body) {
			p.Errorf("%s %s took a body: %s", p.op.Method, p.path, what)
		}
	}
}

func (p *cardProbe) fields() {
	var good map[string]json.RawMessage
	p.no(json.Unmarshal([]byte(p.good), &good))
	for _, name := range slices.Sorted(maps.Keys(good)) {
		for what, value := range badValues {
			body := maps.Clone(good)
			body[name] = json.RawMessage(value)
			p.try(name+" is "+what, p.path, jsonOf(p.bench, body))
		}
	}
}

// Every problem of a card call has a Chinese text.
func TestCardProblemsAreTranslated(t *testing.T) {
	onSQLite(t, func(b *bench) {
		withCards(b)
		for _, op := range b.api.OperationsForTest() {
			for _, codes := range op.Statuses {
				for _, code := range codes {
					if strings.HasPrefix(code, "card.") && coreapi.Chinese[code] == "" {
						t.Errorf("%s %s: %s has no Chinese text", op.Method, op.Path, code)
					}
				}
			}
		}
	})
}

// A card is voided or used, and a batch that is deleted has no used card.
func TestCardRaces(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCards(b)
		_, batch, first := b.makeCards(1)
		code := text(b, b.ok("GET", "/v1/cards/"+first, nil), "code")
		ref, err := b.deps.Cards.Find(b.Context(), b.store, code)
		b.no(err)
		done := make(chan bool, 20)
		for i := range 10 {
			go func() {
				out, err := store.Do(b.Context(), b.store, ref.Route(), func(tx *store.Tx) (card.UseResult, error) {
					return b.deps.Cards.Use(tx, card.UseCmd{Member: id.ID(5000 + i), Ref: ref})
				})
				done <- err == nil && out.Refusal == nil
			}()
			go func() { done <- b.send("DELETE", "/v1/card-batches/"+batch, nil).status == http.StatusOK }()
		}
		won := 0
		for range 20 {
			if <-done {
				won++
			}
		}
		if won != 1 {
			t.Errorf("%d callers got the card or deleted it", won)
		}
		b.verifyCards()
	})
}
