package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/vendorlink"
)

// refusable is an answer that may be a refusal.
type refusable interface {
	refusal() error
	reset()
}

// tokenLife bounds how long a token is believed in.
const tokenLife = 2 * time.Hour

// token is the account's token. refused is one that is not taken any more.
func (a *Adapter) token(ctx context.Context, t publication.Task, refused string) (string, error) {
	app, secret := t.Credentials["app_id"], t.Credentials["app_secret"]
	return a.tokens.Get(ctx, vendorlink.KeyOf("wechat", app, secret), t.Now, refused, func(ctx context.Context) (vendorlink.Token, error) {
		fresh, err := a.fetchToken(ctx, t, false)
		if err == nil && fresh.Text == refused { // it gives what it has, until it is forced
			fresh, err = a.fetchToken(ctx, t, true)
		}
		return fresh, err
	})
}

func (a *Adapter) fetchToken(ctx context.Context, t publication.Task, force bool) (vendorlink.Token, error) {
	call, err := vendorlink.JSON(a.base+"/cgi-bin/stable_token", nil, map[string]any{
		"grant_type": "client_credential", "appid": t.Credentials["app_id"], "secret": t.Credentials["app_secret"], "force_refresh": force,
	})
	if err != nil {
		return vendorlink.Token{}, err
	}
	var got struct {
		status
		Token   string `json:"access_token"`
		Seconds int64  `json:"expires_in"`
	}
	if err := a.link.Do(ctx, call, &got); err != nil {
		return vendorlink.Token{}, err
	}
	if err := got.refusal(); err != nil {
		return vendorlink.Token{}, ofToken(err)
	}
	life := min(time.Duration(got.Seconds)*time.Second, tokenLife)
	return vendorlink.Token{Text: got.Token, Ends: t.Now.Add(life)}, nil
}

// call makes a call with a token, and once more where the token was refused.
// build is called for each.
func (a *Adapter) call(ctx context.Context, t publication.Task, into refusable, build func(query url.Values) (vendorlink.Call, error)) error {
	refused := ""
	for {
		token, err := a.token(ctx, t, refused)
		if err != nil {
			return notSent{err}
		}
		into.reset()
		c, err := build(url.Values{"access_token": {token}})
		if err != nil {
			return err
		}
		if err := a.link.Do(ctx, c, into); err != nil {
			return err
		}
		err = into.refusal()
		if r, ok := refusalOf(err); !ok || !r.isOfToken() || refused != "" {
			return err
		}
		refused = token
	}
}

// post is a call with JSON.
func (a *Adapter) post(ctx context.Context, t publication.Task, path string, value any, into refusable) error {
	return a.call(ctx, t, into, func(query url.Values) (vendorlink.Call, error) { return vendorlink.JSON(a.base+path, query, value) })
}

// send is a call with a file, which is read whole so that it can be sent
// again.
func (a *Adapter) send(ctx context.Context, t publication.Task, path string, more url.Values, p vendorlink.Part, into refusable) error {
	var data bytes.Buffer
	if _, err := data.ReadFrom(p.Data); err != nil {
		return err
	}
	return a.call(ctx, t, into, func(query url.Values) (vendorlink.Call, error) {
		for name, values := range more {
			query[name] = values
		}
		again := p
		again.Data, again.Size = bytes.NewReader(data.Bytes()), int64(data.Len())
		return vendorlink.Form(a.base+path, query, nil, again)
	})
}

// addMaterial keeps a picture at the platform for good.
func (a *Adapter) addMaterial(ctx context.Context, t publication.Task, p vendorlink.Part) (media, address string, err error) {
	var got struct {
		status
		MediaID string `json:"media_id"`
		URL     string `json:"url"`
	}
	err = a.send(ctx, t, "/cgi-bin/material/add_material", url.Values{"type": {"image"}}, p, &got)
	if err == nil && got.MediaID == "" {
		err = errNonsense
	}
	return got.MediaID, got.URL, err
}

// uploadImage gives a picture an address that articles may use.
func (a *Adapter) uploadImage(ctx context.Context, t publication.Task, p vendorlink.Part) (_, address string, err error) {
	var got struct {
		status
		URL string `json:"url"`
	}
	err = a.send(ctx, t, "/cgi-bin/media/uploadimg", nil, p, &got)
	if err == nil && got.URL == "" {
		err = errNonsense
	}
	return "", got.URL, err
}

// news is an article, as drafts have it.
type news struct {
	Type    string `json:"article_type,omitempty"`
	Title   string `json:"title"`
	Author  string `json:"author,omitempty"`
	Content string `json:"content,omitempty"`
	Cover   string `json:"thumb_media_id"`
	URL     string `json:"url,omitempty"`
}

func (a *Adapter) addDraft(ctx context.Context, t publication.Task, n news) (string, error) {
	var got struct {
		status
		MediaID string `json:"media_id"`
	}
	err := a.post(ctx, t, "/cgi-bin/draft/add", map[string]any{"articles": []news{n}}, &got)
	if err == nil && got.MediaID == "" {
		err = errNonsense
	}
	return got.MediaID, err
}

// submit is the call that posts.
func (a *Adapter) submit(ctx context.Context, t publication.Task, draft string) (string, error) {
	var got struct {
		status
		Number number `json:"publish_id"`
	}
	err := a.post(ctx, t, "/cgi-bin/freepublish/submit", map[string]string{"media_id": draft}, &got)
	if err == nil && got.Number == "" {
		err = errNonsense
	}
	return string(got.Number), err
}

// submission is what has become of a submission.
type submission struct {
	status
	Status  int `json:"publish_status"`
	Article struct {
		Items []struct {
			URL string `json:"article_url"`
		} `json:"item"`
	} `json:"article_detail"`
}

func (s submission) url() string {
	if len(s.Article.Items) == 0 {
		return ""
	}
	return s.Article.Items[0].URL
}

func (a *Adapter) submission(ctx context.Context, t publication.Task, number string) (submission, error) {
	got := submission{Status: -1}
	return got, a.post(ctx, t, "/cgi-bin/freepublish/get", map[string]string{"publish_id": number}, &got)
}

// item is a draft, or something published.
type item struct {
	MediaID   string `json:"media_id"`
	ArticleID string `json:"article_id"`
	UpdatedAt int64  `json:"update_time"`
	Content   struct {
		News []news `json:"news_item"`
	} `json:"content"`
}

func (a *Adapter) list(ctx context.Context, t publication.Task, path string, offset int) ([]item, error) {
	var got struct {
		status
		Items []item `json:"item"`
	}
	err := a.post(ctx, t, path, map[string]int{"offset": offset, "count": pageSize, "no_content": 1}, &got)
	return got.Items, err
}

// number is a number, or a text of one.
type number string

// UnmarshalJSON reads either.
func (n *number) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*n = number(text)
		return nil
	}
	var digits json.Number
	err := json.Unmarshal(b, &digits)
	*n = number(digits)
	return err
}

func picturePart(kind string, f publication.File) vendorlink.Part {
	name := "picture.jpg"
	if strings.HasSuffix(kind, "png") {
		name = "picture.png"
	}
	return vendorlink.Part{Field: "media", Name: name, Type: kind, Data: f, Size: f.Size}
}

func jpegPart(data []byte) vendorlink.Part {
	return vendorlink.Part{Field: "media", Name: "cover.jpg", Type: "image/jpeg", Data: bytes.NewReader(data), Size: int64(len(data))}
}
