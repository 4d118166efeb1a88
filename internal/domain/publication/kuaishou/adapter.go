package kuaishou

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/vendorlink"
)

// Base is where the platform is.
const Base = "https://open.kuaishou.com"

// Config is how the platform is reached. Zero values mean the defaults.
type Config struct {
	Client *http.Client
	Base   string // default Base
	// UploadScheme is that of the upload addresses, of which the platform
	// names the host only: default "http", as it documents.
	UploadScheme string
}

// Adapter publishes.
type Adapter struct {
	link   vendorlink.Link
	base   string
	scheme string
}

// uploadTime bounds one call with a piece of a film.
const uploadTime = 3 * time.Minute

// New makes the adapter.
func New(c Config) *Adapter {
	if c.Base == "" {
		c.Base = Base
	}
	if c.UploadScheme == "" {
		c.UploadScheme = "http"
	}
	return &Adapter{link: vendorlink.New(c.Client, uploadTime), base: strings.TrimRight(c.Base, "/"), scheme: c.UploadScheme}
}

// Submit uploads a film and publishes it.
func (a *Adapter) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	if t.Content.Type != publication.Video {
		return publication.Fail(publication.KindRefused, string(t.Content.Type)), nil
	}
	s := &session{Adapter: a, task: t, credentials: t.Credentials}
	if s.token() == "" && t.Credentials["refresh_token"] == "" {
		return publication.Fail(publication.Incomplete, "access_token"), nil
	}
	upload, err := s.upload(ctx)
	if err != nil {
		return refused(err)
	}
	if err := t.Commit(ctx, ""); err != nil {
		return publication.Report{}, err
	}
	film, err := s.publish(ctx, upload)
	if err != nil {
		return refused(err)
	}
	return film.report(), nil
}

// publish is the call that posts.
func (s *session) publish(ctx context.Context, upload string) (film, error) {
	cover := vendorlink.Cover(s.task.Content.Title)
	var got struct {
		status
		Film film `json:"video_info"`
	}
	err := s.call(ctx, &got, func(query url.Values) (vendorlink.Call, error) {
		query.Set("upload_token", upload)
		return vendorlink.Form(s.base+"/openapi/photo/publish", query, url.Values{"caption": {caption(s.task.Content)}}, vendorlink.Part{
			Field: "cover", Name: "cover.jpg", Type: "image/jpeg", Data: bytes.NewReader(cover), Size: int64(len(cover)),
		})
	})
	if err == nil && got.Film.ID == "" {
		err = errNonsense
	}
	return got.Film, err
}

// caption is what stands under a film.
func caption(c publication.Content) string {
	if c.Text == "" || c.Text == c.Title {
		return c.Title
	}
	return c.Title + "\n" + c.Text
}

// film is one of the member's.
type film struct {
	ID      string `json:"photo_id"`
	Caption string `json:"caption"`
	Created int64  `json:"create_time"` // milliseconds
	Pending bool   `json:"pending"`
}

func (f film) report() publication.Report {
	if f.Pending {
		return publication.Report{State: publication.Submitted, Ref: f.ID, Reason: publication.Waiting}
	}
	return publication.Report{State: publication.Published, Ref: f.ID, URL: "https://www.kuaishou.com/short-video/" + url.PathEscape(f.ID)}
}

// Look asks for a film. One of which no answer came is looked for among the
// member's newest ones.
func (a *Adapter) Look(ctx context.Context, t publication.Task) (publication.Report, error) {
	s := &session{Adapter: a, task: t, credentials: t.Credentials}
	if t.Ref == "" {
		return s.search(ctx)
	}
	var got struct {
		status
		Film film `json:"video_info"`
	}
	err := s.call(ctx, &got, func(query url.Values) (vendorlink.Call, error) {
		query.Set("photo_id", t.Ref)
		return vendorlink.Get(s.base+"/openapi/photo/info", query), nil
	})
	if r, ok := refusalOf(err); ok {
		return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer, Detail: r.Error()}, nil
	}
	if err != nil {
		return publication.Report{}, err
	}
	got.Film.ID = t.Ref
	return got.Film.report(), nil
}

const (
	newest   = "30"
	clockGap = 2 * time.Minute // by which the platform's clock may differ
)

// search looks for the film by its caption and time.
func (s *session) search(ctx context.Context) (publication.Report, error) {
	unknown := publication.Report{State: publication.Unknown, Reason: publication.LostAnswer}
	var got struct {
		status
		Films []film `json:"video_list"`
	}
	err := s.call(ctx, &got, func(query url.Values) (vendorlink.Call, error) {
		query.Set("count", newest)
		return vendorlink.Get(s.base+"/openapi/photo/list", query), nil
	})
	if r, ok := refusalOf(err); ok {
		unknown.Detail = r.Error()
		return unknown, nil
	}
	if err != nil {
		return publication.Report{}, err
	}
	var fits []film
	for _, f := range got.Films {
		if f.Caption != caption(s.task.Content) || instant.Of(time.UnixMilli(f.Created)) < s.task.SentAt.Add(-clockGap) {
			continue
		}
		taken, err := s.task.Claimed(ctx, f.ID)
		if err != nil {
			return publication.Report{}, err
		}
		if !taken {
			fits = append(fits, f)
		}
	}
	if len(fits) != 1 {
		return unknown, nil
	}
	return fits[0].report(), nil
}
