package publication_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/platform/store"
)

func (b *bench) tryBind(p string, c publication.Credentials) error {
	_, err := publicationtest.Do(b.Bench, func(tx *store.Tx) (publication.Info, error) {
		return b.Service.Bind(tx, publication.BindCmd{Member: member, Platform: p, Credentials: c})
	})
	return err
}

func (b *bench) unbind(p string) error {
	_, err := publicationtest.Do(b.Bench, func(tx *store.Tx) (publication.Info, error) {
		return publication.Unbind(tx, publication.UnbindCmd{Member: member, Platform: p})
	})
	return err
}

// contract: S2-23, S2-24
func TestBindings(t *testing.T) {
	onEngines(t, func(b *bench) {
		for name, c := range map[string]struct {
			platform string
			creds    publication.Credentials
			want     error
		}{
			"unknown platform": {"weibo", publication.Credentials{"app_id": "a", "app_secret": "b"}, publication.ErrPlatform},
			"no secret":        {"wechat", publication.Credentials{"app_id": "a"}, publication.ErrCredentials},
			"blank secret":     {"wechat", publication.Credentials{"app_id": "a", "app_secret": " "}, publication.ErrCredentials},
			"nothing":          {"douyin", nil, publication.ErrCredentials},
			"long":             {"wechat", publication.Credentials{"app_id": "a", "app_secret": strings.Repeat("x", 2049)}, publication.ErrCredentials},
			"a line break":     {"wechat", publication.Credentials{"app_id": "a", "app_secret": "x\ny"}, publication.ErrCredentials},
			"no text":          {"wechat", publication.Credentials{"app_id": "a", "app_secret": "x\xff"}, publication.ErrCredentials},
			"too many": {"wechat", publication.Credentials{"app_id": "a", "app_secret": "b", "1": "", "2": "", "3": "", "4": "", "5": "", "6": "", "7": "", "8": "", "9": ""},
				publication.ErrCredentials},
			"none needed": {"xiaohongshu", nil, nil},
			"replaced":    {"wechat", publication.Credentials{"app_id": "a", "app_secret": "b", "other": "dropped"}, nil},
		} {
			if err := b.tryBind(c.platform, c.creds); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		bound := func() (out string) {
			list, err := publication.Accounts(t.Context(), b.Store, member)
			b.Must(err)
			for _, a := range list {
				out += fmt.Sprintf("%s:%v ", a.Platform, a.BoundAt != 0)
			}
			return out
		}
		if got := bound(); got != "wechat:true xiaohongshu:true douyin:false kuaishou:true toutiao:true " {
			t.Error(got)
		}
		b.Must(b.unbind("wechat"))
		if err := b.unbind("wechat"); !errors.Is(err, publication.ErrUnbound) {
			t.Errorf("%v", err)
		}
		if _, err := b.Try(1, 0, "wechat"); !errors.Is(err, publication.ErrUnbound) {
			t.Errorf("%v", err)
		}
		if list, err := publication.Accounts(t.Context(), b.Store, member+1); err != nil || list[0].BoundAt != 0 || len(list) != 5 {
			t.Errorf("another member: %v, %v", list, err)
		}
	})
}

// What is unbound, or deleted, meanwhile fails; what may have been posted by
// then is left to a person.
func TestGoneMeanwhile(t *testing.T) {
	onEngines(t, func(b *bench) {
		at := b.Clock.Now().Add(time.Hour)
		first := b.Publish(1, at, "wechat", "toutiao")
		b.Must(b.unbind("wechat"))
		b.Clock.Set(at)
		b.Creations.Delete(member, 1)
		b.Work(time.Second)
		if r := b.Result(first.ID, publication.WeChat); r.State != publication.Failed || r.Reason != publication.Unbound {
			t.Errorf("%+v", r)
		}
		if r := b.Result(first.ID, publication.Toutiao); r.State != publication.Failed || r.Reason != publication.CreationGone {
			t.Errorf("%+v", r)
		}
		b.world.pending = 5
		film := b.Publish(2, 0, "kuaishou")
		b.Drain(t.Context())
		b.Creations.Delete(member, 2)
		b.Work(time.Second) // what was sent is looked up without its creation
		if r := b.Result(film.ID, publication.Kuaishou); r.State != publication.Submitted {
			t.Errorf("%+v", r)
		}
		b.Must(b.unbind("kuaishou"))
		b.Work(time.Minute)
		if r := b.Result(film.ID, publication.Kuaishou); r.State != publication.NeedsReview || r.Reason != publication.Unbound {
			t.Errorf("%+v", r)
		}
	})
}

// With the document's own credentials everything is simulated, and says so.
// contract: S2-22
func TestSandbox(t *testing.T) {
	onEngines(t, func(b *bench) {
		for _, p := range []string{"wechat", "xiaohongshu"} {
			b.Must(b.tryBind(p, publication.Credentials{"app_id": "xxx", "app_secret": "xxx"}))
		}
		pub := b.Publish(1, 0, "wechat", "xiaohongshu")
		b.Work(time.Second)
		for _, p := range pub.Where() {
			if r := b.Result(pub.ID, p); r.State != publication.Published || !r.IsSimulated() || r.Reason != publication.Simulated || r.URL != "" {
				t.Errorf("%+v", r)
			}
		}
		if _, all := b.world.most(); all != 0 || b.Load(pub.ID).Status != publication.Done {
			t.Error("the platform was called")
		}
		b.Sandbox = nil // production
		b.Restart()
		if err := b.tryBind("wechat", publication.Credentials{"app_id": "SANDBOX-1", "app_secret": "x"}); !errors.Is(err, publication.ErrSandbox) {
			t.Errorf("%v", err)
		}
		b.Clock.Advance(time.Hour)
		again := b.Publish(1, 0, "wechat")
		b.Work(time.Second)
		if r := b.Result(again.ID, publication.WeChat); r.State != publication.Failed || r.Reason != publication.SandboxOff {
			t.Errorf("%+v", r)
		}
	})
}

// The secret rests sealed, and is nowhere to be read.
// contract: S2-24
func TestSecretsRestSealed(t *testing.T) {
	onEngines(t, func(b *bench) {
		no := publication.Fail(publication.Unauthorized, "appsecret "+plantedSecret+" is wrong")
		b.world.answer = &no
		b.Publish(1, 0, "wechat", "toutiao")
		b.Work(time.Second)
		for _, table := range []string{"publication", "publication_binding", "publication_result", "publication_latest", "job", "audit"} {
			for _, line := range dump(t, b.Store, table) {
				if strings.Contains(line, plantedSecret) {
					t.Errorf("%s: %s", table, line)
				}
			}
		}
		if len(dump(t, b.Store, "publication_binding")) != 4 {
			t.Error("the dump is empty")
		}
		for _, text := range []string{b.Logged.String(), fmt.Sprintf("%v %+v %#v %s", publication.Credentials{"a": plantedSecret}, publication.Credentials{"a": plantedSecret}, publication.Credentials{"a": plantedSecret}, publication.Credentials{"a": plantedSecret})} {
			if strings.Contains(text, plantedSecret) {
				t.Error(text)
			}
		}
	})
}

// dump is every row of a table as text.
func dump(t *testing.T, s *store.Store, table string) (lines []string) {
	t.Helper()
	rows, err := s.Query(context.Background(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, v := range values {
			_, _ = fmt.Fprintf(&b, "%s %v|", *(v.(*any)), *(v.(*any)))
		}
		lines = append(lines, b.String())
	}
	return lines
}

// The QR code says what the link does.
func TestQR(t *testing.T) {
	link := "snssdk1128://openplatform/share?share_type=h5&title=" + strings.Repeat("%E5%AD%97", 60)
	picture, err := png.Decode(bytes.NewReader(publication.QR(link)))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil || read.GetText() != link {
		t.Errorf("%v, %v", read, err)
	}
	if publication.QR("") != nil || publication.QR(strings.Repeat("x", 1501)) != nil {
		t.Error("no link, or a long one, has a picture")
	}
}

// What a package is made of goes away after a month.
func TestSweep(t *testing.T) {
	onEngines(t, func(b *bench) {
		pub := b.Publish(1, 0, "toutiao")
		b.Work(time.Second)
		file := b.Result(pub.ID, publication.Toutiao).File
		for _, c := range []struct {
			after time.Duration
			there bool
		}{{29 * 24 * time.Hour, true}, {2 * 24 * time.Hour, false}} {
			b.Clock.Advance(c.after)
			b.Must(b.Service.Sweep(t.Context()))
			f, err := b.Files.Open(file)
			if err == nil {
				_ = f.Close()
			}
			if (err == nil) != c.there {
				t.Errorf("after %v: %v", c.after, err)
			}
		}
	})
}
