package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// world is what a random function does to rows: the store, or a model of it
// that is so simple that it is right.
type world interface {
	account(n id.ID) (balance int64, found bool, err error)
	setAccount(n id.ID, balance int64)
	addAccount(n id.ID, balance int64)
	dropAccount(n id.ID)
	part(n id.ID) (p part, found bool, err error)
	setPart(p part)
	addPart(p part)
	dropPart(n id.ID)
	owned(owner id.ID) ([]part, error)
	nameOf(n id.ID) (s string, found bool, err error)
	named(s string) (n id.ID, found bool, err error)
	setName(n id.ID, s string)
	addName(n id.ID, s string)
	sub(fn func() error) error
}

// real is the store as a world.
type real struct{ tx *store.Tx }

func (w real) account(n id.ID) (int64, bool, error) {
	a, found, err := accounts.Get(w.tx, keyOf(n))
	return a.Balance, found, err
}
func (w real) setAccount(n id.ID, b int64) { accounts.Put(w.tx, account{key: keyOf(n), Balance: b}) }
func (w real) addAccount(n id.ID, b int64) { accounts.Add(w.tx, account{key: keyOf(n), Balance: b}) }
func (w real) dropAccount(n id.ID)         { accounts.Delete(w.tx, keyOf(n)) }
func (w real) part(n id.ID) (part, bool, error) {
	return parts.Get(w.tx, keyOf(n))
}
func (w real) setPart(p part)                    { parts.Put(w.tx, p) }
func (w real) addPart(p part)                    { parts.Add(w.tx, p) }
func (w real) dropPart(n id.ID)                  { parts.Delete(w.tx, keyOf(n)) }
func (w real) owned(owner id.ID) ([]part, error) { return byOwner.By(w.tx, ownerKey{owner}) }
func (w real) sub(fn func() error) error         { return w.tx.Sub(fn) }
func (w real) setName(n id.ID, s string)         { names.Put(w.tx, name{keyOf(n), s}) }
func (w real) addName(n id.ID, s string)         { names.Add(w.tx, name{keyOf(n), s}) }
func (w real) nameOf(n id.ID) (string, bool, error) {
	r, found, err := names.Get(w.tx, keyOf(n))
	return r.Name, found, err
}
func (w real) named(s string) (id.ID, bool, error) {
	r, found, err := byName.Find(w.tx, nameKey{s})
	return r.ID, found, err
}

// model keeps everything in maps and copies them to take something back.
type model struct {
	accounts map[id.ID]int64
	parts    map[id.ID]part
	names    map[id.ID]string
	exists   bool // an add met a row
}

func newModel() *model {
	return &model{accounts: map[id.ID]int64{}, parts: map[id.ID]part{}, names: map[id.ID]string{}}
}

func (m *model) clone() *model {
	return &model{accounts: maps.Clone(m.accounts), parts: maps.Clone(m.parts), names: maps.Clone(m.names), exists: m.exists}
}

func (m *model) account(n id.ID) (int64, bool, error) { b, ok := m.accounts[n]; return b, ok, nil }
func (m *model) setAccount(n id.ID, b int64)          { m.accounts[n] = b }
func (m *model) dropAccount(n id.ID)                  { delete(m.accounts, n) }
func (m *model) part(n id.ID) (part, bool, error)     { p, ok := m.parts[n]; return p, ok, nil }
func (m *model) setPart(p part)                       { m.parts[p.ID] = p }
func (m *model) dropPart(n id.ID)                     { delete(m.parts, n) }
func (m *model) nameOf(n id.ID) (string, bool, error) { s, ok := m.names[n]; return s, ok, nil }
func (m *model) setName(n id.ID, s string)            { m.names[n] = s }

func (m *model) addAccount(n id.ID, b int64) { add(m, m.accounts, n, b) }
func (m *model) addPart(p part)              { add(m, m.parts, p.ID, p) }
func (m *model) addName(n id.ID, s string)   { add(m, m.names, n, s) }

func add[T any](m *model, to map[id.ID]T, n id.ID, v T) {
	if _, found := to[n]; found {
		m.exists = true
		return
	}
	to[n] = v
}

func (m *model) owned(owner id.ID) (list []part, _ error) {
	for _, n := range slices.Sorted(maps.Keys(m.parts)) {
		if m.parts[n].Owner == owner {
			list = append(list, m.parts[n])
		}
	}
	slices.SortFunc(list, func(a, b part) int { return int(a.Bucket) - int(b.Bucket) })
	return list, nil
}

func (m *model) named(s string) (id.ID, bool, error) {
	for n, v := range m.names {
		if v == s {
			return n, true, nil
		}
	}
	return 0, false, nil
}

func (m *model) sub(fn func() error) error {
	before := m.clone()
	m.exists = false
	err := fn()
	if err == nil && m.exists {
		err = store.ErrExists
	}
	if err != nil {
		*m = *before
	}
	m.exists = before.exists
	return err
}

// step is one thing that a random function does. Its meaning is in do.
type step struct {
	verb   string
	row    id.ID // 0 to 4
	other  id.ID
	amount int64
	inside []step
}

var verbs = []string{"deposit", "deposit", "look", "open", "close", "add part", "move part", "drop part", "count", "register", "rename", "sub", "failing sub", "fail", "panic"}

func steps(depth int) *rapid.Generator[[]step] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		s := step{
			verb:   rapid.SampledFrom(verbs).Draw(t, "verb"),
			row:    id.ID(rapid.IntRange(0, 4).Draw(t, "row")),
			other:  id.ID(rapid.IntRange(0, 4).Draw(t, "other")),
			amount: int64(rapid.IntRange(1, 9).Draw(t, "amount")),
		}
		if depth > 0 && (s.verb == "sub" || s.verb == "failing sub") {
			s.inside = steps(depth-1).Draw(t, "inside")
		}
		return s
	}), 1, 6)
}

// program is a random function: it notes what it saw.
type program struct {
	base  id.ID
	steps []step
	saw   []string
	turn  int // when it ran last
}

func (p *program) run(w world) error {
	p.saw = nil
	return p.do(w, p.steps)
}

func (p *program) note(format string, args ...any) {
	p.saw = append(p.saw, fmt.Sprintf(format, args...))
}

func (p *program) do(w world, list []step) error {
	for _, s := range list {
		if err := p.step(w, s); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) step(w world, s step) error {
	n, other := p.base+s.row, p.base+s.other
	switch s.verb {
	case "deposit", "look", "close":
		b, found, err := w.account(n)
		if err != nil {
			return err
		}
		p.note("account %d: %d %v", s.row, b, found)
		if s.verb == "deposit" {
			w.setAccount(n, b+s.amount)
		}
		if s.verb == "close" {
			w.dropAccount(n)
		}
	case "open":
		w.addAccount(n, s.amount)
	case "add part":
		w.addPart(part{keyOf(n), other, s.amount})
	case "move part", "drop part":
		v, found, err := w.part(n)
		if err != nil || !found {
			return err
		}
		p.note("part %d: %d", s.row, v.N)
		if s.verb == "drop part" {
			w.dropPart(n)
			return nil
		}
		v.Owner, v.N = other, s.amount
		w.setPart(v)
	case "count":
		list, err := w.owned(other)
		for _, v := range list {
			p.note("owned by %d: %d with %d", s.other, v.ID-p.base, v.N)
		}
		return err
	case "register", "rename":
		return p.name(w, s, n, fmt.Sprintf("%d/%d", p.base, s.other))
	case "sub", "failing sub":
		err := w.sub(func() error {
			err := p.do(w, s.inside)
			if err == nil && s.verb == "failing sub" {
				err = errNo
			}
			return err
		})
		if !errors.Is(err, errNo) && !errors.Is(err, store.ErrExists) {
			return err
		}
		p.note("sub: %v", err)
	case "fail":
		return errNo
	case "panic":
		panic("impossible")
	}
	return nil
}

func (p *program) name(w world, s step, n id.ID, text string) error {
	holder, taken, err := w.named(text)
	if err != nil {
		return err
	}
	p.note("name %d: %d %v", s.other, max(holder-p.base, -1), taken)
	if taken {
		return nil
	}
	if s.verb == "register" {
		w.addName(n, text)
		return nil
	}
	old, found, err := w.nameOf(n)
	if err == nil && found {
		p.note("was %q", old)
		w.setName(n, text)
	}
	return err
}

// outcome runs a program on the model, as one write.
func (p *program) outcome(m *model) (err error) {
	before := m.clone()
	defer func() {
		if recover() != nil {
			err = store.ErrPanic
		}
		if err == nil && m.exists {
			err = store.ErrExists
		}
		if err != nil {
			*m = *before
		}
	}()
	return p.run(m)
}

// testModel runs random batches of random functions and compares what they
// saw, what they answered and what they left with the model, to which they
// are applied one after the other. It does so once more with commits whose
// outcome is lost.
func testModel(t *testing.T, e env) {
	t.Run("commits", func(t *testing.T) { checkModel(t, e.Store) })
	t.Run("broken commits", func(t *testing.T) {
		s := e.open(t, store.Options{})
		commits := 0
		store.AroundCommitForTest(s, func(commit func() error) error {
			switch commits++; commits % 5 {
			case 0:
				return errCut
			case 2:
				return errors.Join(commit(), errCut)
			}
			return commit()
		})
		checkModel(t, s)
	})
}

func checkModel(t *testing.T, s *store.Store) {
	rapid.Check(t, func(rt *rapid.T) {
		m, base := newModel(), fresh()
		for _, batch := range rapid.SliceOfN(rapid.SliceOfN(steps(2), 1, 6), 1, 5).Draw(rt, "batches") {
			checkBatch(t, rt, s, m, base, batch)
		}
	})
}

func checkBatch(t *testing.T, rt *rapid.T, s *store.Store, m *model, base id.ID, batch [][]step) {
	var fns []func(tx *store.Tx) error
	var got []*program
	turn := 0
	for _, list := range batch {
		p := &program{base: base, steps: list}
		got = append(got, p)
		fns = append(fns, func(tx *store.Tx) error { turn++; p.turn = turn; return p.run(real{tx}) })
	}
	errs := map[*program]error{}
	for i, err := range together(t, s, base.Bucket(), fns...) {
		errs[got[i]] = err
	}
	// Those that needed many rounds had their turn after the others.
	slices.SortFunc(got, func(a, b *program) int { return a.turn - b.turn })
	for i, p := range got {
		want := program{base: base, steps: p.steps}
		if err := want.outcome(m); !errors.Is(errs[p], err) || (err == nil && errs[p] != nil) {
			rt.Errorf("function %d: %v, want %v", i, errs[p], err)
		}
		if !slices.Equal(p.saw, want.saw) {
			rt.Errorf("function %d saw %q, want %q", i, p.saw, want.saw)
		}
	}
	compare(rt, s, m, base)
}

// compare reads everything back and holds it against the model.
func compare(rt *rapid.T, s *store.Store, m *model, base id.ID) {
	everything := program{base: base}
	for i := range id.ID(5) {
		for _, verb := range []string{"look", "count", "register"} {
			everything.steps = append(everything.steps, step{verb: verb, row: i, other: i})
		}
	}
	want := everything
	_ = want.run(m.clone())
	if err := s.Try(context.Background(), base.Bucket(), func(tx *store.Tx) error { return everything.run(real{tx}) }); err != nil && !errors.Is(err, store.ErrExists) {
		rt.Fatal(err)
	}
	if !slices.Equal(everything.saw, want.saw) {
		rt.Fatalf("the store holds %q, want %q", everything.saw, want.saw)
	}
}
