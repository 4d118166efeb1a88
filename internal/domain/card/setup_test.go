package card_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// bench is the module on one engine.
type bench struct {
	t     testing.TB
	store *store.Store
	clock *clock.Manual
	cards *card.Service
	book  *ledger.Ledger
}

var admin = actor.Actor{Kind: actor.Operator, ID: 1}

// begin is the moment at which every test begins.
var begin = instant.Of(time.Date(2023, 2, 1, 10, 0, 0, 0, time.UTC))

// engines runs a test on both SQL engines and verifies what it left behind.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, open)
			test(t, b)
			b.verify()
		})
	}
}

func newBench(t testing.TB, open func(testing.TB, store.Options) *store.Store) *bench {
	b := &bench{t: t, clock: clock.NewManual(begin)}
	b.store = open(t, store.Options{Now: b.clock.Now})
	b.book = ledger.New(time.UTC)
	b.cards = card.New(card.Options{
		Ledger: b.book, Ring: secret.NewRing("card", secret.NewMaster()),
		CardURL: "https://example.com/cards/", PictureURL: "https://example.com/qr/",
	})
	return b
}

func (b *bench) verify() {
	b.t.Helper()
	found, err := verify.All(context.Background(), b.store, nil, b.cards.Check(), b.book.Check())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, d := range found.First {
		b.t.Error(d)
	}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// do runs a verb in a write of its own.
func do[T any](b *bench, verb func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(context.Background(), b.store, 0, verb)
}

func (b *bench) template(category card.Category, grant card.Grant) card.Template {
	b.t.Helper()
	t, err := do(b, func(tx *store.Tx) (card.Template, error) {
		return b.cards.CreateTemplate(tx, card.CreateTemplateCmd{
			Name: "舞蹈卡片模板", Category: category, Attributes: `{"difficulty":"初级","duration":"30分钟","style":"现代舞"}`,
			State: card.Active, Grant: grant, Actor: admin,
		})
	})
	b.must(err)
	return t
}

func (b *bench) batch(t card.Template, total int64, change func(*card.CreateBatchCmd)) card.Batch {
	b.t.Helper()
	cmd := card.CreateBatchCmd{Name: "第一批", Template: t.ID, Total: total, ExpiryDay: "2023-12-31", State: card.Published, Actor: admin}
	if change != nil {
		change(&cmd)
	}
	out, err := do(b, func(tx *store.Tx) (card.Batch, error) { return b.cards.CreateBatch(tx, cmd) })
	b.must(err)
	return out
}

func (b *bench) codeOf(i id.ID) string {
	b.t.Helper()
	c, err := b.cards.LoadCard(context.Background(), b.store, i)
	b.must(err)
	return c.Code
}

// use is one attempt. A refusal comes back as the error.
func (b *bench) use(member id.ID, text string) (card.UseResult, error) {
	return b.useFrom(member, text, netip.MustParseAddr("192.168.1.100"))
}

func (b *bench) useFrom(member id.ID, text string, from netip.Addr) (card.UseResult, error) {
	ctx := context.Background()
	ref, err := b.cards.Find(ctx, b.store, text)
	if err != nil {
		return card.UseResult{}, err
	}
	out, err := store.Do(ctx, b.store, ref.Route(), func(tx *store.Tx) (card.UseResult, error) {
		return b.cards.Use(tx, card.UseCmd{Member: member, Ref: ref, Client: from, Agent: "Mozilla/5.0..."})
	})
	if err == nil && out.Refusal != nil {
		return out, out.Refusal
	}
	return out, err
}

func (b *bench) change(i id.ID, reason string, verb func(*store.Tx, card.ChangeCmd) (card.Card, error)) (card.Card, error) {
	at, err := card.Locate(context.Background(), b.store, i)
	if err != nil {
		return card.Card{}, err
	}
	return do(b, func(tx *store.Tx) (card.Card, error) {
		return verb(tx, card.ChangeCmd{Card: i, Batch: at.ID, Reason: reason, Actor: admin})
	})
}

// wrong is the code with its secret changed and its check symbol dropped into
// place by trying all.
func wrong(text string) string {
	const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	at := strings.LastIndexByte(text, '_') + 1
	first := text[at]
	other := byte('0')
	if first == '0' {
		other = '1'
	}
	for _, s := range []byte(symbols) {
		candidate := text[:at] + string(other) + text[at+1:len(text)-1] + string(s)
		if card.WellFormed(candidate) {
			return candidate
		}
	}
	panic("no check symbol fits")
}
