package event_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestData(t *testing.T) {
	d := event.Data{"s": "text", "empty": "", "n": event.Number("7"), "f": event.Number("1.5"), "big": event.Number("99999999999999999999"), "b": true, "null": nil}
	for _, c := range []struct {
		name string
		err  error
	}{
		{"text", second(d.Text("s", 4))}, {"int", second(d.Int("n", 0, 7))}, {"bool", second(d.Bool("b"))},
	} {
		if c.err != nil {
			t.Error(c.name, c.err)
		}
	}
	for name, err := range map[string]error{
		"too long": second(d.Text("s", 3)), "empty": second(d.Text("empty", 9)), "no text": second(d.Text("n", 9)), "missing": second(d.Text("x", 9)),
		"too much": second(d.Int("n", 0, 6)), "too little": second(d.Int("n", 8, 9)), "a fraction": second(d.Int("f", 0, 9)), "beyond": second(d.Int("big", 0, 9)),
		"no number": second(d.Int("s", 0, 9)), "null": second(d.Int("null", 0, 9)), "no bool": second(d.Bool("s")),
	} {
		if !errors.Is(err, event.ErrData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !d.Has("b") || d.Has("null") || d.Has("x") {
		t.Error("Has")
	}
}

func second[T any](_ T, err error) error { return err }

// What is stored of effects is read as it was.
func TestEffectsAreKept(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) event.Effect {
			return event.Effect{
				Kind: rapid.SampledFrom([]event.EffectKind{event.Granted, event.Limited, event.Before}).Draw(rt, "kind"),
				Rule: rapid.StringMatching(`[a-z0-9._-]{0,64}`).Draw(rt, "rule"), Asset: rapid.SampledFrom(ledger.Assets()).Draw(rt, "asset"),
				Amount: amount.Amount(rapid.Int64().Draw(rt, "amount")), Transfer: id.ID(rapid.Int64().Draw(rt, "transfer")),
			}
		}), 0, 5).Draw(rt, "effects")
		got, err := event.ParseForTest(event.FormatForTest(list))
		if err != nil || len(got) != len(list) {
			rt.Fatal(got, err)
		}
		for i := range list {
			if got[i] != list[i] {
				rt.Fatalf("%v, was %v", got[i], list[i])
			}
		}
	})
	for _, broken := range []string{"x", "granted\tr\tPOINT\tten\t1\n", "granted\tr\tPOINT\t1\tten\n", "\n"} {
		if _, err := event.ParseForTest(broken); err == nil {
			t.Errorf("%q was read", broken)
		}
	}
}

// counted counts the events that it applies.
type counted struct{ refuse error }

func (c *counted) Apply(_ *store.Tx, e event.Event) ([]event.Effect, error) {
	return []event.Effect{{Kind: event.Granted, Rule: string(e.Type), Amount: amount.Amount(e.At)}}, c.refuse
}

// An event is taken in once, for the first sender; what was refused is not
// taken in.
func TestRecord(t *testing.T) {
	now := instant.Of(time.Date(2026, 1, 16, 0, 0, 0, 0, time.UTC))
	c := clock.NewManual(now)
	s := storetest.Memory(t, store.Options{Now: c.Now})
	h := &counted{}
	r := event.NewRegistry()
	r.Register("sun", h)
	record := func(e event.Event) (event.Result, error) {
		return store.Do(t.Context(), s, 0, func(tx *store.Tx) (event.Result, error) {
			r.Want(tx, e)
			return r.Record(tx, e)
		})
	}
	h.refuse = event.ErrData
	if _, err := record(event.Event{Type: "sun", ID: "1"}); !errors.Is(err, event.ErrData) {
		t.Error(err)
	}
	h.refuse = nil
	for i, at := range []instant.Instant{0, now.Add(time.Minute), now.Add(time.Hour)} { // a repeat may say another time, even a wrong one
		got, err := record(event.Event{Type: "sun", ID: "1", At: at, Member: id.ID(i)})
		if err != nil || got.Duplicate != (i > 0) || got.Effects[0].Amount != amount.Amount(now) {
			t.Errorf("delivery %d: %v, %v", i, got, err)
		}
	}
	for at, want := range map[instant.Instant]error{
		now.Add(10 * time.Minute): nil, now.Add(10*time.Minute + time.Microsecond): event.ErrEarly,
		now.Add(-400 * 24 * time.Hour): nil, now.Add(-400*24*time.Hour - time.Microsecond): event.ErrLate,
	} {
		if _, err := record(event.Event{Type: "sun", ID: at.Time().String(), At: at}); !errors.Is(err, want) {
			t.Errorf("%s: %v", at.Time(), err)
		}
	}
	if _, err := record(event.Event{Type: "moon", ID: "1"}); !errors.Is(err, event.ErrType) {
		t.Error(err)
	}
}

func TestATypeHasOneHandler(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a second handler was taken")
		}
	}()
	r := event.NewRegistry()
	r.Register("sun", &counted{})
	r.Register("sun", &counted{})
}
