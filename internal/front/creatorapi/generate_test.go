package creatorapi_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/httpx"
)

// A planted key is in no table, log or answer, whatever goes wrong.
// contract: S2-36, S2-37
func TestAModelsKeyIsFoundNowhere(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.generating()
		alice := b.user("user123")
		b.grant(b.known("user123"), 1000)
		var answers strings.Builder
		hear := func(a answer) {
			_, _ = fmt.Fprintln(&answers, a.header, a.body)
		}
		made := b.call(b.admin(), "POST", "/api/v1/models", `{"name":"q","provider":"qwen","model_name":"qwen-plus","api_key":"`+plantedKey+`","credits_cost":1}`, "Idempotency-Key", "k")
		var m struct {
			ID     int64 `json:"id"`
			HasKey bool  `json:"has_key"`
		}
		if b.data(made, &m); !m.HasKey {
			t.Error("it has no key")
		}
		hear(made)
		hear(b.call(b.admin(), "PUT", fmt.Sprint("/api/v1/models/", m.ID), `{"api_key":"`+plantedKey+`","credits_cost":-1}`))
		hear(b.call(b.admin(), "PUT", fmt.Sprint("/api/v1/models/", m.ID), `{"api_key":"`+plantedKey+`","name":"again"}`))
		hear(b.call(alice, "GET", "/api/v1/models", ""))
		for _, title := range []string{"fine", "break", "refuse", "away"} {
			hear(b.call(alice, "POST", "/api/v1/writing/resume/generate", `{"title":"`+title+`","model_id":9}`))
		}
		hear(b.call(b.admin(), "DELETE", fmt.Sprint("/api/v1/models/", m.ID), ""))
		if logs := b.said.String(); strings.Contains(logs, plantedKey) || !strings.Contains(logs, "generation: failed") {
			t.Errorf("the log: %s", logs)
		}
		if strings.Contains(answers.String(), plantedKey) {
			t.Errorf("the answers: %s", answers.String())
		}
		b.searchTables(plantedKey)
	})
}

// searchTables looks for a secret in every row of every table.
func (b *bench) searchTables(secret string) {
	b.t.Helper()
	tables := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if b.store.Engine() == "postgres" {
		tables = "SELECT CAST(table_name AS text) AS name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	names, cells := b.column(tables), 0
	for _, name := range names {
		rows, err := b.store.Query(b.t.Context(), "SELECT * FROM "+name)
		b.must(err)
		columns, err := rows.Columns()
		b.must(err)
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			b.must(rows.Scan(values...))
			for i, v := range values {
				cells++
				value := *v.(*any)
				text := fmt.Sprint(value)
				if raw, ok := value.([]byte); ok {
					text = string(raw)
				}
				if strings.Contains(text, secret) {
					b.t.Errorf("%s.%s holds the secret", name, columns[i])
				}
			}
		}
		b.must(rows.Err())
		rows.Close()
	}
	if len(names) < 20 || cells < 100 {
		b.t.Errorf("searched %d tables with %d cells", len(names), cells)
	}
}

func (b *bench) column(text string) (out []string) {
	b.t.Helper()
	rows, err := b.store.Query(b.t.Context(), text)
	b.must(err)
	defer rows.Close()
	for rows.Next() {
		var one string
		b.must(rows.Scan(&one))
		out = append(out, one)
	}
	b.must(rows.Err())
	return out
}

// What is served is what it says: a picture of its size, a film, slides.
// contract: S2-14, S2-15, S2-17
func TestTheFilesAreReal(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.generating()
		alice, who := b.user("user123"), b.known("user123")
		b.grant(who, 1000)
		var picture struct {
			URL string `json:"image_url"`
		}
		b.data(b.call(alice, "POST", "/api/v1/image/generate", `{"prompt":"一只可爱的猫咪","size":"640x480"}`), &picture)
		image, err := png.Decode(strings.NewReader(b.fetch(picture.URL)))
		if err != nil || image.Bounds().Dx() != 640 || image.Bounds().Dy() != 480 {
			t.Errorf("the picture: %v", err)
		}
		var slides struct {
			URL string `json:"download_url"`
		}
		b.data(b.call(alice, "POST", "/api/v1/ppt/generate", `{"topic":"产品发布会","outline":["产品介绍","核心功能"]}`), &slides)
		file := b.fetch(slides.URL)
		z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
		b.must(err)
		part, err := z.Open("ppt/slides/slide2.xml")
		b.must(err)
		text, err := io.ReadAll(part)
		if err != nil || !bytes.Contains(text, []byte("产品介绍")) {
			t.Errorf("the slides: %v %.200s", err, text)
		}
		var film struct {
			Task string `json:"task_id"`
			URL  string `json:"video_url"`
		}
		b.data(b.call(alice, "POST", "/api/v1/video/generate", `{"script":"视频脚本内容","duration":3}`), &film)
		b.must(b.finish(who, film.Task))
		b.data(b.call(alice, "GET", "/api/v1/video/"+film.Task+"/status", ""), &film)
		if data := b.fetch(film.URL); !strings.HasPrefix(data[4:], "ftyp") || !strings.Contains(data, "moov") || !strings.Contains(data, "AIGC") {
			t.Errorf("the film: %d bytes", len(data))
		}
		acc := b.credits(who)
		if acc.Posted != 1000-20-30-50 || acc.Held != 0 {
			t.Errorf("left are %d with %d held", acc.Posted, acc.Held)
		}
	})
}

// fetch gets a file by its address.
func (b *bench) fetch(url string) string {
	b.t.Helper()
	a := b.call("", "GET", strings.TrimPrefix(url, baseURL), "")
	if a.status != http.StatusOK {
		b.t.Fatalf("%s: %d %s", url, a.status, a.body)
	}
	return a.body
}

// A request that takes longer than its patience is told so, costs nothing
// yet, and goes on.
func TestARequestThatTakesLong(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.seedModels() // and nobody works
		who := b.known("user123")
		b.grant(who, 100)
		b.deps.Patience = 30 * time.Millisecond
		b.serve()
		var out struct {
			Task   string `json:"task_id"`
			Status string `json:"status"`
		}
		b.data(b.call(b.user("user123"), "POST", "/api/v1/writing/resume/generate", `{"title":"x"}`), &out)
		if out.Status != "processing" || out.Task == "" {
			t.Fatalf("%+v", out)
		}
		if acc := b.credits(who); acc.Posted != 100 || acc.Held != 10 {
			t.Errorf("%d with %d held", acc.Posted, acc.Held)
		}
		var task struct {
			Status  string `json:"status"`
			Content string `json:"content"`
			Used    int    `json:"credits_used"`
		}
		b.data(b.call(b.user("user123"), "GET", "/api/v1/generations/"+out.Task, ""), &task)
		if task.Status != "processing" || task.Used != 0 {
			t.Errorf("%+v", task)
		}
		if got := b.call(b.user("other"), "GET", "/api/v1/generations/"+out.Task, ""); got.code() != 404 {
			t.Errorf("another's: %d", got.code())
		}
		b.clock.Advance(2 * time.Hour)
		b.must(b.deps.Generations.Sweep(t.Context()))
		got := b.call(b.user("user123"), "GET", "/api/v1/generations/"+out.Task, "")
		if !strings.Contains(got.body, `"status":"failed"`) || !strings.Contains(got.body, "积分已退还") {
			t.Error(got.body)
		}
		if acc := b.credits(who); acc.Posted != 100 || acc.Held != 0 {
			t.Errorf("%d with %d held", acc.Posted, acc.Held)
		}
	})
}

// Those without a membership generate twenty times an hour, members as often
// as they like.
func TestTheRateOfGenerating(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.deps.Limits.AI = httpx.NewLimiter(httpx.Rate{Limit: 20, Window: time.Hour}, b.clock)
		b.serve()
		b.enrol(b.known("other"))
		ask := func(name string) answer {
			return b.call(b.user(name), "POST", "/api/v1/writing/poem/generate", `{"title":"x"}`)
		}
		for i := range 25 {
			if got := ask("other"); got.code() != 404 {
				t.Fatalf("a member: %d %s", got.code(), got.body)
			}
			got := ask("user123")
			if want := map[bool]int{true: 404, false: 429}[i < 20]; got.code() != want {
				t.Fatalf("request %d: %d", i, got.code())
			}
			if i == 20 && got.header.Get("Retry-After") == "" {
				t.Error("it does not say when to come back")
			}
		}
		b.clock.Advance(time.Hour)
		if got := ask("user123"); got.code() != 404 {
			t.Errorf("an hour later: %d", got.code())
		}
	})
}

// What is no request at all is refused in the front's own form, and changes
// nothing.
func TestBadGenerateInput(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.seedModels()
		who := b.known("user123")
		b.grant(who, 500)
		deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
		long := `"` + strings.Repeat("x", 5000) + `"`
		for path, bodies := range map[string][]string{
			"/writing/resume/generate": {``, `[]`, `{`, `{"title":1}`, `{"title":"x","keywords":"a"}`, `{"title":"x","keywords":[1]}`, `{"title":"x","model_id":-1}`, `{"title":"x","model_id":1.5}`,
				`{"title":"x","model_id":99999999999999999999}`, `{"title":` + long + `}`, `{"title":"x","keywords":` + deep + `}`, `{"title":"x","requirements":` + long + `}`, `{"title":"\u0000"}`},
			"/image/generate": {`{}`, `{"prompt":"x","size":"x"}`, `{"prompt":"x","size":"1x1"}`, `{"prompt":"x","size":"-1x-1"}`, `{"prompt":"x","size":"99999999999999999999x1"}`, `{"prompt":"x","size":1024}`},
			"/video/generate": {`{}`, `{"script":"x","duration":0}`, `{"script":"x","duration":-3}`, `{"script":"x","duration":"3"}`, `{"script":"x","duration":1e3}`},
			"/ppt/generate":   {`{}`, `{"topic":"x","outline":[` + long + `]}`, `{"topic":"x","outline":{}}`, `{"topic":null}`},
		} {
			for _, body := range bodies {
				if got := b.call(b.user("user123"), "POST", "/api/v1"+path, body); got.code() != 400 || got.status != 400 {
					t.Errorf("%s %.60s: %d %s", path, body, got.status, got.body)
				}
			}
		}
		for _, path := range []string{"/creations/0", "/creations/x", "/creations/99999999999999999999", "/generations/x", "/generations/" + strings.Repeat("x", 2000), "/video/%ff/status"} {
			if got := b.call(b.user("user123"), "GET", "/api/v1"+path, ""); got.code() != 404 {
				t.Errorf("%s: %d %s", path, got.status, got.body)
			}
		}
		for _, path := range []string{"/files/images/aa/x.png", "/files/images/aa/x.png?expires=9999999999&signature=x", "/files/%2e%2e/%2e%2e/x"} {
			if got := b.call("", "GET", "/api/v1"+path, ""); got.code() != 403 && got.code() != 404 {
				t.Errorf("%s: %d %s", path, got.status, got.body)
			}
		}
		if acc := b.credits(who); acc.Posted != amount.Amount(500) || acc.Held != 0 {
			t.Errorf("%d with %d held", acc.Posted, acc.Held)
		}
		list, err := generation.List(t.Context(), b.store, generation.ListCmd{Limit: 1})
		if err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
