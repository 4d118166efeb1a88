package douyin

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/vendorlink"
)

// Base is where the platform is.
const Base = "https://open.douyin.com"

// shareLife is how long a share id works, by the platform's own words.
const shareLife = time.Hour

// Config is how the platform is reached. Zero values mean the defaults.
type Config struct {
	Client *http.Client
	Base   string // default Base
}

// Adapter hands over.
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

// Submit makes a signed link with which the member posts.
func (a *Adapter) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	if !strings.HasPrefix(t.FileURL, "https://") {
		return publication.Fail(publication.LinkNotHTTPS, ""), nil
	}
	ticket, err := a.ticket(ctx, t)
	if err != nil {
		return refused(err)
	}
	share, err := a.shareID(ctx, t)
	if err != nil {
		return refused(err)
	}
	return publication.Report{
		State: publication.NeedsUserAction, Ref: share, Reason: publication.OpenApp,
		HandOver: publication.HandOver{Link: schema(t, ticket, share, nonce()), LinkEnds: t.Now.Add(shareLife), Title: t.Content.Title, Body: t.Content.Text},
	}, nil
}

// Look is never asked: nothing is committed to.
func (a *Adapter) Look(context.Context, publication.Task) (publication.Report, error) {
	return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer}, nil
}

// schema is the link.
func schema(t publication.Task, ticket, share, nonce string) string {
	at := strconv.FormatInt(t.Now.Time().Unix(), 10)
	v := url.Values{
		"share_type": {"h5"}, "client_key": {t.Credentials["app_id"]}, "nonce_str": {nonce}, "timestamp": {at},
		"signature": {Sign(nonce, ticket, at)}, "state": {share}, "title": {t.Content.Title},
	}
	if t.Content.Type == publication.Video {
		v.Set("video_path", t.FileURL)
		v.Set("share_to_publish", "1")
	} else {
		v.Set("image_path", t.FileURL)
	}
	return "snssdk1128://openplatform/share?" + strings.ReplaceAll(v.Encode(), "+", "%20")
}

// Sign is the signature of a link: MD5, since the platform wants that.
func Sign(nonce, ticket, timestamp string) string {
	sum := md5.Sum([]byte("nonce_str=" + nonce + "&ticket=" + ticket + "&timestamp=" + timestamp))
	return hex.EncodeToString(sum[:])
}

func nonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// key names what the application of a task gets.
func key(what string, t publication.Task) vendorlink.Key {
	return vendorlink.KeyOf("douyin "+what, t.Credentials["app_id"], t.Credentials["app_secret"])
}

func token(text string, seconds int64, now instant.Instant) vendorlink.Token {
	return vendorlink.Token{Text: text, Ends: now.Add(min(time.Duration(seconds)*time.Second, 2*time.Hour))}
}
