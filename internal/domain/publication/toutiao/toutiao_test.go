package toutiao_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/toutiao"
)

type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

// contract: S2-22
func TestPackage(t *testing.T) {
	var kept bytes.Buffer
	picture := bytes.Repeat([]byte("p"), 5000)
	task := publication.Task{
		Now:     1_700_000_000_000_000,
		Content: publication.Content{Type: publication.Image, Title: `题 <b>&"`, Text: "**文** <script>x</script>", File: "image/a.png", ContentType: "image/png"},
		Open: func() (publication.File, error) {
			return publication.File{ReadSeekCloser: file{bytes.NewReader(picture)}, Size: int64(len(picture))}, nil
		},
		Keep: func(_ context.Context, ending string, write func(w io.Writer) error) (string, error) {
			return "publications/x." + ending, write(&kept)
		},
	}
	r, err := toutiao.Adapter{}.Submit(t.Context(), task)
	if err != nil || r.State != publication.Exported || r.HandOver.File != "publications/x.zip" || r.HandOver.Link != toutiao.Page || r.URL != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	z, err := zip.NewReader(bytes.NewReader(kept.Bytes()), int64(kept.Len()))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(text)
	}
	if len(got) != 4 || got["media.png"] != string(picture) || got["article.md"] != "# 题 <b>&\"\n\n**文** <script>x</script>\n" || !strings.Contains(got["README.txt"], toutiao.Page) {
		t.Errorf("%v", got)
	}
	if page := got["article.html"]; !strings.Contains(page, "<h1>题 &lt;b&gt;&amp;&#34;</h1>\n<p><strong>文</strong>") || strings.Contains(page, "<script") {
		t.Error(page)
	}
}
