package creatorapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/publication"
)

// bound binds platforms of user123's with the planted secret.
func (b *bench) bound(platforms ...string) []answer {
	b.t.Helper()
	var all []answer
	for _, p := range platforms {
		a := b.call(b.user("user123"), "POST", "/api/v1/publish/platforms/bind", fmt.Sprintf(`{"platform":%q,"credentials":{"app_id":"wx1","app_secret":%q}}`, p, plantedSecret), "Idempotency-Key", p)
		if a.code() != 200 {
			b.t.Fatal(a.body)
		}
		all = append(all, a)
	}
	return all
}

// Twenty callers with one key, and twenty without: one publication, one post.
// contract: S2-22
func TestParallelPublishing(t *testing.T) {
	for name, headers := range map[string][]string{"with a key": {"Idempotency-Key", "same"}, "without": nil} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				b.creation("user123", 1, publication.Writing)
				b.bound("wechat", "toutiao")
				alice := b.user("user123")
				answers := make([]answer, 20)
				var wg sync.WaitGroup
				for i := range answers {
					wg.Go(func() {
						answers[i] = b.call(alice, "POST", "/api/v1/publish", `{"creation_id":1,"platforms":["wechat","toutiao"]}`, headers...)
					})
				}
				wg.Wait()
				for _, a := range answers {
					if a.status != http.StatusOK || a.body != answers[0].body {
						t.Errorf("%d %s", a.status, a.body)
					}
				}
				b.must(b.work())
				b.clock.Advance(time.Minute)
				b.must(b.work())
				if n := b.publish().vendor.total(); n != 1 {
					t.Errorf("%d posts", n)
				}
				var page struct{ Total int64 }
				b.data(b.call(alice, "GET", "/api/v1/publish/history", ""), &page)
				if page.Total != 1 {
					t.Errorf("%d publications", page.Total)
				}
			})
		})
	}
}

// The planted secret is in no answer, no log and no table.
// contract: S2-24
func TestPlatformSecretIsNowhere(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.creation("user123", 1, publication.Writing)
		seen := b.bound("wechat", "toutiao", "xiaohongshu", "douyin")
		alice := b.user("user123")
		call := func(method, path, body string) {
			seen = append(seen, b.call(alice, method, path, body))
		}
		b.publish().vendor.say("ip")
		call("POST", "/api/v1/publish", `{"creation_id":1,"platforms":["wechat","toutiao","xiaohongshu"]}`)
		b.must(b.work())
		call("GET", "/api/v1/publish/history", "")
		call("GET", "/api/v1/publish/platforms", "")
		call("POST", "/api/v1/publish/platforms/bind", fmt.Sprintf(`{"platform":"weibo","credentials":{"app_secret":%q}}`, plantedSecret))
		call("POST", "/api/v1/publish/platforms/bind", fmt.Sprintf(`{"platform":"wechat","credentials":{"app_secret":"%s\n"}}`, plantedSecret))
		call("POST", "/api/v1/publish/platforms/bind", fmt.Sprintf(`{"platform":"wechat","credentials":%q}`, plantedSecret))
		texts := []string{b.publish().log.String()}
		for _, a := range seen {
			texts = append(texts, a.body, fmt.Sprint(a.header))
		}
		for _, table := range []string{"publication", "publication_binding", "publication_result", "idempotency", "job", "audit", "member"} {
			texts = append(texts, b.rowsOf(table)...)
		}
		for _, text := range texts {
			if strings.Contains(text, plantedSecret) {
				t.Error(text)
			}
		}
		if !strings.Contains(seen[5].body, "invalid ip 198.51.100.7 for ***") {
			t.Errorf("the platform's own words: %s", seen[5].body)
		}
	})
}

// rowsOf is every row of a table as text.
func (b *bench) rowsOf(table string) (lines []string) {
	b.t.Helper()
	rows, err := b.store.Query(context.Background(), "SELECT * FROM "+table)
	b.must(err)
	defer rows.Close()
	names, err := rows.Columns()
	b.must(err)
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		b.must(rows.Scan(values...))
		line := ""
		for _, v := range values {
			line += fmt.Sprintf("%s|%v ", *(v.(*any)), *(v.(*any)))
		}
		lines = append(lines, line)
	}
	b.must(rows.Err())
	return lines
}

// A package's address works for a day, and the package is there for a month.
// contract: S2-22
func TestPackagesExpire(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.creation("user123", 1, publication.Writing)
		b.bound("toutiao")
		alice := b.user("user123")
		var made struct {
			PublishID int64 `json:"publish_id"`
		}
		b.data(b.call(alice, "POST", "/api/v1/publish", `{"creation_id":1,"platforms":["toutiao"]}`), &made)
		b.must(b.work())
		look := func() string {
			var got struct {
				Results []struct {
					HandOver struct {
						FileURL *string `json:"file_url"`
					} `json:"hand_over"`
				}
			}
			b.data(b.call(alice, "GET", fmt.Sprintf("/api/v1/publish/%d", made.PublishID), ""), &got)
			if got.Results[0].HandOver.FileURL == nil {
				return ""
			}
			return strings.TrimPrefix(*got.Results[0].HandOver.FileURL, baseURL)
		}
		first := look()
		if a := b.call("", "GET", first, ""); a.status != http.StatusOK || !strings.HasPrefix(a.body, "PK") || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%d", a.status)
		}
		b.clock.Advance(25 * time.Hour)
		if a := b.call("", "GET", first, ""); a.status != http.StatusForbidden {
			t.Errorf("a day later: %d", a.status)
		}
		if a := b.call("", "GET", look(), ""); a.status != http.StatusOK {
			t.Errorf("a new address: %d", a.status)
		}
		b.clock.Advance(30 * 24 * time.Hour)
		if got := look(); got != "" {
			t.Errorf("a month later: %s", got)
		}
	})
}
