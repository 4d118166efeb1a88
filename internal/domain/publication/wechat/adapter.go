package wechat

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/article"
	"guerdon/internal/domain/publication/vendorlink"
)

// Base is where the platform is.
const Base = "https://api.weixin.qq.com"

// Config is how the platform is reached. Zero values mean the defaults.
type Config struct {
	Client *http.Client
	Base   string // default Base
}

// Adapter publishes.
type Adapter struct {
	link   vendorlink.Link
	base   string
	tokens vendorlink.Tokens
}

// New makes the adapter.
func New(c Config) *Adapter {
	if c.Base == "" {
		c.Base = Base
	}
	return &Adapter{link: vendorlink.New(c.Client, 0), base: strings.TrimRight(c.Base, "/")}
}

// Bounds of an article, by the platform's own words.
const (
	articleRunes = 20_000 // fewer
	articleBytes = 1 << 20
	pictureMax   = 1 << 20 // of uploadimg; larger ones come with the cover's own address
	authorMax    = 16
)

// step is how far a task is.
type step struct {
	cover    string // media id
	image    string // address of the article's picture
	draft    string // media id
	drafting bool   // a draft was asked for
}

func (s step) String() string {
	v := url.Values{"cover": {s.cover}, "image": {s.image}, "draft": {s.draft}}
	if s.drafting {
		v.Set("drafting", "1")
	}
	return v.Encode()
}

func parseStep(text string) (step, error) {
	v, err := url.ParseQuery(text)
	return step{v.Get("cover"), v.Get("image"), v.Get("draft"), v.Get("drafting") == "1"}, err
}

// Submit brings an article to the platform and submits it.
func (a *Adapter) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	at, err := parseStep(t.Step)
	if err != nil {
		return publication.Report{}, err
	}
	for _, prepare := range []func(context.Context, publication.Task, *step) error{a.upload, a.draft} {
		if err := prepare(ctx, t, &at); err != nil {
			return refused(err, false)
		}
	}
	if _, err := a.token(ctx, t, ""); err != nil { // now, while it is safe to try again
		return refused(err, false)
	}
	if err := t.Commit(ctx, at.String()); err != nil {
		return publication.Report{}, err
	}
	number, err := a.submit(ctx, t, at.draft)
	if err != nil {
		return refused(err, true)
	}
	return publication.Report{State: publication.Submitted, Ref: number, Reason: publication.Waiting}, nil
}

// upload brings the pictures to the platform.
func (a *Adapter) upload(ctx context.Context, t publication.Task, at *step) error {
	if at.cover != "" {
		return nil
	}
	var err error
	if t.Content.File == "" {
		cover := vendorlink.Cover(t.Content.Title)
		at.cover, _, err = a.addMaterial(ctx, t, jpegPart(cover))
	} else {
		err = a.uploadPicture(ctx, t, at)
	}
	if err != nil {
		return err
	}
	return t.Note(ctx, at.String())
}

// uploadPicture uploads the creation's file twice: as the cover, and as the
// picture in the article.
func (a *Adapter) uploadPicture(ctx context.Context, t publication.Task, at *step) error {
	send := func(to func(context.Context, publication.Task, vendorlink.Part) (string, string, error)) (string, string, error) {
		f, err := t.Open()
		if err != nil {
			return "", "", err
		}
		defer func() { _ = f.Close() }()
		return to(ctx, t, picturePart(t.Content.ContentType, f))
	}
	small, err := isSmall(t)
	if err != nil {
		return err
	}
	var address string
	if at.cover, address, err = send(a.addMaterial); err != nil {
		return err
	}
	if small {
		_, address, err = send(a.uploadImage)
	}
	at.image = address
	return err
}

func isSmall(t publication.Task) (bool, error) {
	f, err := t.Open()
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	return f.Size < pictureMax, nil
}

// draft makes the draft. One of which no answer came is looked for first; a
// second one would be a nuisance, and no second post.
func (a *Adapter) draft(ctx context.Context, t publication.Task, at *step) (err error) {
	if at.draft != "" {
		return nil
	}
	if at.drafting {
		if at.draft, err = a.findDraft(ctx, t, at.cover); err != nil {
			return err
		}
	}
	if at.draft == "" {
		if at.draft, err = a.makeDraft(ctx, t, at); err != nil {
			return err
		}
	}
	return t.Note(ctx, at.String())
}

func (a *Adapter) makeDraft(ctx context.Context, t publication.Task, at *step) (string, error) {
	content, err := compose(t.Content, at.image)
	if err != nil {
		return "", err
	}
	at.drafting = true
	if err := t.Note(ctx, at.String()); err != nil {
		return "", err
	}
	return a.addDraft(ctx, t, news{
		Type: "news", Title: t.Content.Title, Author: publication.Cut(t.Credentials["author"], authorMax), Content: content, Cover: at.cover,
	})
}

// errTooLong is an article that became too long as HTML.
var errTooLong = errors.New("wechat: the article is too long")

// compose is the article's HTML.
func compose(c publication.Content, image string) (string, error) {
	html, err := article.HTML(c.Text)
	if err != nil {
		return "", err
	}
	if image != "" {
		html = `<p><img src="` + escape.Replace(image) + `"></p>` + html
	}
	if len(html) >= articleBytes || utf8.RuneCountInString(html) >= articleRunes {
		return "", errTooLong
	}
	return html, nil
}

var escape = strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;")
