package cardapi_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/job"
)

type madeArchive struct {
	BatchID        id.ID  `json:"batch_id"`
	GeneratedCount int    `json:"generated_count"`
	ZipDownloadURL string `json:"zip_download_url"`
	ExpiresAt      string `json:"expires_at"`
}

const generate = "/api/card/batches/1/generate_qrcodes/"

// open follows the link as the site does, or returns why not.
func (b *bench) open(link string) ([]byte, error) {
	b.t.Helper()
	u, err := url.Parse(link)
	b.must(err)
	name, ok := strings.CutPrefix(u.Path, "/downloads/")
	if !ok || u.Host != "localhost:8000" {
		b.t.Fatalf("the link is %s", link)
	}
	if err := b.links.Verify(name, u.Query()); err != nil {
		return nil, err
	}
	f, err := b.blobs.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(f)
}

// contract: S4-17
func TestArchive(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		admin := b.admin()
		if a := b.call(admin, "DELETE", "/api/card/cards/1500/", ""); a.status != 200 {
			t.Fatal(a.body)
		}
		a := b.call(admin, "POST", generate, "")
		var made madeArchive
		b.data(a, &made)
		if a.status != 200 || made.BatchID != 1 || made.GeneratedCount != 999 || made.ExpiresAt != "2023-01-02T00:00:00Z" {
			t.Errorf("%d %s", a.status, a.body)
		}
		content, err := b.open(made.ZipDownloadURL)
		b.must(err)
		z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		b.must(err)
		names := map[string]bool{}
		for _, f := range z.File {
			names[f.Name] = true
		}
		if len(names) != 1000 || !names["qr/DANCE_20230101_001_1001.png"] || names["qr/DANCE_20230101_001_1500.png"] || !names["cards.csv"] {
			t.Errorf("%d entries", len(names))
		}
		again := b.call(admin, "POST", generate, "")
		if again.body != a.body {
			t.Errorf("again: %s, first %s", again.body, a.body)
		}
		b.clock.Advance(24 * time.Hour)
		if _, err := b.open(made.ZipDownloadURL); err == nil {
			t.Error("the link works after a day")
		}
	})
}

// An archive that takes too long becomes a job, and its link works then.
func TestLateArchive(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.deps.ArchiveWait = time.Nanosecond
		b.serve()
		a := b.call(b.admin(), "POST", generate, "", "Idempotency-Key", "one")
		var made madeArchive
		b.data(a, &made)
		if a.status != 202 || made.GeneratedCount != 1000 || !strings.Contains(a.body, `"code":202`) {
			t.Errorf("%d %s", a.status, a.body)
		}
		if _, err := b.open(made.ZipDownloadURL); err == nil {
			t.Error("the archive is there before its job has run")
		}
		if n, err := b.runner.Step(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if content, err := b.open(made.ZipDownloadURL); err != nil || len(content) == 0 {
			t.Error(len(content), err)
		}
		done, err := job.List(t.Context(), b.store, job.ListCmd{State: job.StateDone, Page: page.Numbered{Page: 1, Size: 10}})
		b.must(err)
		if done.Total != 1 || done.Items[0].ProgressDone != 1000 || done.Items[0].ProgressTotal != 1000 {
			t.Errorf("%+v", done.Items)
		}
		n, err := b.printer.SweepArchives(t.Context(), b.clock.Advance(37*time.Hour), 10)
		if err != nil || n != 1 {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}
