package card_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// contract: S4-16
func TestUseGivesWhatTheTemplatePromises(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		tpl := b.template(card.Dance, card.Grant{Asset: ledger.Point, Amount: 50, Skill: "现代舞"})
		batch := b.batch(tpl, 10, nil)
		text := b.codeOf(batch.StartID)
		for _, spelling := range []string{text, strings.ToLower(text), " " + strings.ReplaceAll(text, "-", " "), "https://example.com/cards/" + text + "?from=qr"} {
			ref, err := b.cards.Find(context.Background(), b.store, spelling)
			b.must(err)
			if ref.Route() != batch.ID.Bucket() {
				t.Errorf("%q was not found", spelling)
			}
		}
		out, err := b.use(100, strings.ToLower(text))
		b.must(err)
		if out.Card != batch.StartID || out.Member != 100 || out.At != begin || out.Address != "192.168.1.100" || out.Agent != "Mozilla/5.0..." || out.Skill != "现代舞" || out.Code != text || out.Face.Attributes != tpl.Attributes {
			t.Errorf("%+v", out)
		}
		acc, err := do(b, func(tx *store.Tx) (ledger.Account, error) {
			return b.book.Balance(tx, ledger.Member(100), ledger.Point)
		})
		b.must(err)
		if acc.Posted != 50 {
			t.Errorf("%d points", acc.Posted)
		}
		c, err := b.cards.LoadCard(context.Background(), b.store, batch.StartID)
		b.must(err)
		if c.State != card.Used || c.UsedBy != 100 || c.UsedAt != begin || c.Code != text {
			t.Errorf("%+v", c)
		}
		_, err = b.use(100, text)
		if !errors.Is(err, card.ErrUsed) || fault.Of(err).Params["used_by"] != id.ID(100) {
			t.Errorf("a second use: %v", err)
		}
		_, err = b.use(101, text)
		if !errors.Is(err, card.ErrUsed) || fault.Of(err).Params["used_by"] != nil {
			t.Errorf("a stranger's use: %v", err)
		}
	})
}

// The order of the checks is: is there such a card, is its batch published,
// is it unused, has it not expired.
// contract: S4-16
func TestUseRefusals(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		tpl := b.template(card.Dance, card.Grant{})
		draft := b.batch(tpl, 3, func(c *card.CreateBatchCmd) { c.State = card.Draft })
		open := b.batch(tpl, 5, nil)
		used, void, stale := b.codeOf(open.StartID), b.codeOf(open.StartID+1), b.codeOf(open.StartID+2)
		_, err := b.use(100, used)
		b.must(err)
		_, err = b.change(open.StartID+1, "lost", b.cards.Void)
		b.must(err)
		_, err = b.change(open.StartID+2, "leaked", b.cards.Reissue)
		b.must(err)
		gone := b.batch(tpl, 2, nil)
		goneCode := b.codeOf(gone.StartID)
		_, err = do(b, func(tx *store.Tx) (int, error) { return 0, b.cards.RemoveBatch(tx, gone.ID, admin) })
		b.must(err)
		cases := []struct {
			name, text string
			want       *fault.Fault
		}{
			{"no code", "hello", card.ErrNotFound},
			{"empty", "", card.ErrNotFound},
			{"no batch", "SONG_20230101_009_5", card.ErrNotFound},
			{"plain code of a sealed batch", open.Code + "_1001", card.ErrNotFound},
			{"wrong secret", wrong(used), card.ErrNotFound},
			{"beyond the batch", strings.Replace(open.Code+"_9", "_9", "_99999999999", 1), card.ErrNotFound},
			{"reissued", stale, card.ErrNotFound},
			{"draft", b.codeOf(draft.StartID), card.ErrNotActive},
			{"void", void, card.ErrVoided},
			{"deleted batch", goneCode, card.ErrVoided},
			{"used", used, card.ErrUsed},
		}
		for i, c := range cases {
			if _, err := b.use(id.ID(200+i), c.text); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		b.clock.Set(instant.Of(time.Date(2023, 12, 31, 23, 59, 59, 999_999_000, time.UTC)))
		if _, err := b.use(300, b.codeOf(open.StartID+3)); err != nil {
			t.Errorf("in the last second: %v", err)
		}
		b.clock.Advance(time.Microsecond)
		if _, err := b.use(301, b.codeOf(open.StartID+4)); !errors.Is(err, card.ErrExpired) {
			t.Errorf("expired: %v", err)
		}
		if _, err := b.use(302, used); !errors.Is(err, card.ErrUsed) {
			t.Errorf("used and expired: %v", err)
		}
	})
}

// racers is how many callers want the same thing at once.
const racers = 100

func TestOneOfManyCallersUsesACard(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		batch := b.batch(b.template(card.Song, card.Grant{Asset: ledger.Credit, Amount: 7}), 10, nil)
		text := b.codeOf(batch.StartID)
		var won, refused atomic.Int64
		var wg sync.WaitGroup
		for i := range racers {
			wg.Go(func() {
				switch _, err := b.use(id.ID(1000+i), text); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, card.ErrUsed):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || refused.Load() != racers-1 {
			t.Errorf("%d won, %d were refused", won.Load(), refused.Load())
		}
	})
}

// A card is used or void, or expired and unused; never two of these.
func TestUseAgainstVoidAndExpiry(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		const n = 40
		batch := b.batch(b.template(card.Game, card.Grant{Asset: ledger.Point, Amount: 1}), n, nil)
		texts := make([]string, n)
		for i := range texts {
			texts[i] = b.codeOf(batch.StartID + id.ID(i))
		}
		var used, void atomic.Int64
		var wg sync.WaitGroup
		for i, text := range texts {
			wg.Go(func() {
				switch _, err := b.use(id.ID(1000+i), text); {
				case err == nil:
					used.Add(1)
				case !errors.Is(err, card.ErrVoided) && !errors.Is(err, card.ErrExpired):
					t.Error(err)
				}
			})
			wg.Go(func() {
				switch _, err := b.change(batch.StartID+id.ID(i), "race", b.cards.Void); {
				case err == nil:
					void.Add(1)
				case !errors.Is(err, card.ErrUsedStays):
					t.Error(err)
				}
			})
			if i == n/2 {
				wg.Go(func() { b.clock.Advance(400 * 24 * time.Hour) })
			}
		}
		wg.Wait()
		left, err := card.LoadBatch(context.Background(), b.store, batch.ID)
		b.must(err)
		if left.Used != used.Load() || left.Voided != void.Load() || left.Used+left.Voided != n {
			t.Errorf("%d used, %d void; the batch says %d and %d of %d", used.Load(), void.Load(), left.Used, left.Voided, left.Issued)
		}
	})
}

// Deleting a batch and using its cards exclude each other.
func TestUseAgainstDeletion(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		tpl := b.template(card.Dance, card.Grant{})
		for round := range 5 {
			batch := b.batch(tpl, 10, nil)
			var used atomic.Int64
			var removed error
			texts := make([]string, 10)
			for i := range texts {
				texts[i] = b.codeOf(batch.StartID + id.ID(i))
			}
			var wg sync.WaitGroup
			for i, text := range texts {
				wg.Go(func() {
					if _, err := b.use(id.ID(1000+100*round+i), text); err == nil {
						used.Add(1)
					} else if !errors.Is(err, card.ErrVoided) {
						t.Error(err)
					}
				})
			}
			wg.Go(func() {
				_, removed = do(b, func(tx *store.Tx) (int, error) { return 0, b.cards.RemoveBatch(tx, batch.ID, admin) })
			})
			wg.Wait()
			if (removed == nil) != (used.Load() == 0) {
				t.Errorf("%d cards used, deletion: %v", used.Load(), removed)
			}
		}
	})
}

// contract: S4-16
func TestGuessingIsLimited(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		batch := b.batch(b.template(card.Dance, card.Grant{}), 10, nil)
		right := b.codeOf(batch.StartID)
		bad := wrong(right)
		var unknown, limited atomic.Int64
		var wg sync.WaitGroup
		for range racers {
			wg.Go(func() {
				switch _, err := b.use(100, bad); {
				case errors.Is(err, card.ErrNotFound):
					unknown.Add(1)
				case errors.Is(err, card.ErrGuesses):
					limited.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if unknown.Load() != card.WrongMax || limited.Load() != racers-card.WrongMax {
			t.Errorf("%d heard that the code is wrong, %d that they must wait", unknown.Load(), limited.Load())
		}
		if _, err := b.use(100, right); !errors.Is(err, card.ErrGuesses) {
			t.Errorf("a right code after too many wrong ones: %v", err)
		}
		if _, err := b.use(101, right); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		b.clock.Advance(card.GuessWindow)
		if _, err := b.use(100, b.codeOf(batch.StartID+1)); err != nil {
			t.Errorf("after the window: %v", err)
		}
		n, err := card.SweepGuesses(context.Background(), b.store, b.clock.Advance(time.Second), 100)
		if err != nil || n == 0 {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}

func TestGuessingIsLimitedByNetwork(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		batch := b.batch(b.template(card.Dance, card.Grant{}), 10, nil)
		right := b.codeOf(batch.StartID)
		bad := wrong(right)
		last := error(nil)
		for i := range card.WrongFromMax + 1 {
			from := netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 15: byte(i)})
			_, last = b.useFrom(id.ID(5000+i), bad, from)
			if i < card.WrongFromMax && !errors.Is(last, card.ErrNotFound) {
				t.Fatal(i, last)
			}
		}
		if !errors.Is(last, card.ErrGuesses) || fault.Of(last).Params["retry_after_seconds"] != int64(card.GuessWindow/time.Second) {
			t.Errorf("one too many from a network: %v", last)
		}
		here, elsewhere := netip.MustParseAddr("2001:db8:0:1::77"), netip.MustParseAddr("2001:db8:0:2::1")
		if _, err := b.useFrom(100, right, here); err != nil {
			t.Errorf("a right sealed code from there: %v", err)
		}
		plain := b.batch(b.template(card.Dance, card.Grant{}), 2, func(c *card.CreateBatchCmd) { c.Style = card.Plain })
		if _, err := b.useFrom(101, b.codeOf(plain.StartID), here); !errors.Is(err, card.ErrGuesses) {
			t.Errorf("a right plain code from there: %v", err)
		}
		if _, err := b.useFrom(101, b.codeOf(plain.StartID), elsewhere); err != nil {
			t.Errorf("from another network: %v", err)
		}
	})
}

// Plain codes can be counted on from one, so also right ones are limited.
func TestPlainCodesAreLimited(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		batch := b.batch(b.template(card.Dance, card.Grant{}), 100, func(c *card.CreateBatchCmd) { c.Style = card.Plain })
		for i := range card.PlainMax {
			_, err := b.use(100, b.codeOf(batch.StartID+id.ID(i)))
			b.must(err)
		}
		if _, err := b.use(100, b.codeOf(batch.StartID+99)); !errors.Is(err, card.ErrGuesses) {
			t.Errorf("one too many: %v", err)
		}
		list, err := b.cards.Uses(context.Background(), b.store, card.UsesCmd{Member: 100, Page: page.Numbered{Page: 2, Size: 20}})
		b.must(err)
		if list.Total != card.PlainMax || len(list.Items) != 20 {
			t.Errorf("%d of %d uses", len(list.Items), list.Total)
		}
	})
}
