package toutiao

import (
	"archive/zip"
	"context"
	"html"
	"io"
	"strings"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/article"
)

// Page is where members post by hand.
const Page = "https://mp.toutiao.com/profile_v4/graphic/publish"

// Adapter packs. The zero value is ready.
type Adapter struct{}

// Submit makes the package.
func (Adapter) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	text, err := article.HTML(t.Content.Text)
	if err != nil {
		return publication.Report{}, err
	}
	name, err := t.Keep(ctx, "zip", func(w io.Writer) error { return pack(w, t, text) })
	if err != nil {
		return publication.Report{}, err
	}
	return publication.Report{
		State: publication.Exported, Reason: publication.ImportFile,
		HandOver: publication.HandOver{File: name, Link: Page, Title: t.Content.Title},
	}, nil
}

// Look is never asked: nothing is committed to.
func (Adapter) Look(context.Context, publication.Task) (publication.Report, error) {
	return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer}, nil
}

const readme = "如何发布到今日头条\n\n1. 打开 " + Page + " 并登录您的头条号。\n2. 将 article.html 在浏览器中打开,全选并复制到编辑器(或使用 article.md)。\n3. 如有 media 文件,请在编辑器中上传。\n4. 发布后,将文章链接填回本平台。\n"

// pack writes the package.
func pack(w io.Writer, t publication.Task, text string) error {
	z := zip.NewWriter(w)
	c := t.Content
	for _, part := range []struct{ name, text string }{
		{"README.txt", readme},
		{"article.md", "# " + c.Title + "\n\n" + c.Text + "\n"},
		{"article.html", "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>" + html.EscapeString(c.Title) + "</title>\n<h1>" + html.EscapeString(c.Title) + "</h1>\n" + text + "</html>\n"},
	} {
		if err := add(z, t, part.name, strings.NewReader(part.text)); err != nil {
			return err
		}
	}
	if c.File != "" {
		f, err := t.Open()
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		if err := add(z, t, "media."+ending(c.ContentType), f); err != nil {
			return err
		}
	}
	return z.Close()
}

func add(z *zip.Writer, t publication.Task, name string, from io.Reader) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: t.Now.Time()})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, from)
	return err
}

// ending is that of a file of a content type.
func ending(kind string) string {
	switch kind {
	case "image/png":
		return "png"
	case "video/mp4":
		return "mp4"
	}
	return "jpg"
}
