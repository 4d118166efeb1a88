package publication_test

import (
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// Every difference is found.
func TestCheckFinds(t *testing.T) {
	for says, spoil := range map[string]func(p *publication.Publication, r *publication.Result){
		"its results make it done":    func(p *publication.Publication, _ *publication.Result) { p.Status = publication.StatusFailed },
		"and has 2 results":           func(p *publication.Publication, _ *publication.Result) { p.Platforms = "wechat" },
		"nobody has posted it":        func(_ *publication.Publication, r *publication.Result) { r.SentAt = 0 },
		"without a reason":            func(_ *publication.Publication, r *publication.Result) { r.State = publication.Failed },
		"to be looked at at 0":        func(_ *publication.Publication, r *publication.Result) { r.State = publication.Unknown },
		"was never committed":         func(_ *publication.Publication, r *publication.Result) { r.State, r.SentAt = publication.Unknown, 0 },
		"it is pending and has begun": func(_ *publication.Publication, r *publication.Result) { r.State = publication.Pending },
		"its results make it publishing": func(_ *publication.Publication, r *publication.Result) {
			r.State, r.SentAt, r.Step, r.LookAt = publication.Pending, 0, "", 1
		},
		"its place is another's": func(p *publication.Publication, _ *publication.Result) { p.Member++ },
	} {
		b := &bench{}
		b.Bench = publicationtest.New(t, storetest.SQLite)
		b.Adapters = b.adapters(b.Bench)
		prepare(b)
		pub := b.Publish(1, 0, "wechat", "toutiao")
		b.Work(time.Minute)
		b.Verify()
		b.Must(b.Store.Write(t.Context(), pub.Bucket, func(tx *store.Tx) error { return publication.Spoil(tx, pub, spoil) }))
		if all := b.differences(); !strings.Contains(all, says) {
			t.Errorf("%s: %q", says, all)
		}
	}
}

// So is a result that is missing.
func TestCheckFindsWhatIsMissing(t *testing.T) {
	b := &bench{}
	b.Bench = publicationtest.New(t, storetest.SQLite)
	b.Adapters = b.adapters(b.Bench)
	prepare(b)
	pub := b.Publish(1, 0, "wechat", "toutiao")
	b.Work(time.Minute)
	b.Must(b.Store.Write(t.Context(), pub.Bucket, func(tx *store.Tx) error { return publication.Forget(tx, pub) }))
	if all := b.differences(); !strings.Contains(all, "has 1 results") {
		t.Error(all)
	}
}

func (b *bench) differences() (all string) {
	b.Helper()
	found, err := verify.All(b.Context(), b.Store, nil, publication.Check())
	b.Must(err)
	for _, d := range found.First {
		all += d.String() + "\n"
	}
	return all
}
