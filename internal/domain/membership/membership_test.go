package membership_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/membership"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

const member id.ID = 1<<20 + 7

// bench is the module on one engine.
type bench struct {
	t     testing.TB
	store *store.Store
	clock *clock.Manual
}

func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	c := clock.NewManual(0)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		b := &bench{t, s, c}
		test(t, b)
		b.verify()
	})
}

func (b *bench) differences() []verify.Difference {
	found, err := verify.All(context.Background(), b.store, nil, membership.Check())
	if err != nil {
		b.t.Fatal(err)
	}
	return found.First
}

func (b *bench) verify() {
	for _, d := range b.differences() {
		b.t.Error(d)
	}
}

func (b *bench) extend(plan membership.Plan, source string) membership.Span {
	b.t.Helper()
	out, err := store.Do(context.Background(), b.store, member.Bucket(), func(tx *store.Tx) (membership.Span, error) {
		return membership.Extend(tx, membership.ExtendCmd{Member: member, Plan: plan, Source: source})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) shorten(source string) time.Duration {
	b.t.Helper()
	out, err := store.Do(context.Background(), b.store, member.Bucket(), func(tx *store.Tx) (time.Duration, error) {
		return membership.Shorten(tx, member, source)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) restore(source string) {
	b.t.Helper()
	err := b.store.Write(context.Background(), member.Bucket(), func(tx *store.Tx) error { return membership.Restore(tx, member, source) })
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) now() membership.Membership {
	b.t.Helper()
	m, err := membership.Load(context.Background(), b.store, member)
	if err != nil {
		b.t.Fatal(err)
	}
	return m
}

// Each step is at a time: "+plan source", "-source", "^source" (restore). What
// follows is the end, the plan, and whether the member is one then.
func TestMembershipsExtendAndShorten(t *testing.T) {
	for name, steps := range map[string][][3]string{
		"from the end of a running one": {
			{"2026-01-22T10:00:00", "+monthly A", "2026-02-22T10:00:00 monthly true"},
			{"2026-02-01T00:00:00", "+quarterly B", "2026-05-22T10:00:00 quarterly true"},
		},
		"from now where it lapsed": {
			{"2026-01-31T10:00:00", "+monthly A", "2026-02-28T10:00:00 monthly true"},
			{"2026-02-28T10:00:00", "+monthly B", "2026-03-28T10:00:00 monthly true"},
			{"2026-04-01T08:00:00", "+yearly C", "2027-04-01T08:00:00 yearly true"},
		},
		"a refund of the only one": {
			{"2026-01-10T10:00:00", "+monthly A", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-20T10:00:00", "-A 744h", "2026-01-10T10:00:00 monthly false"},
			{"2026-01-20T10:00:00", "-A 0s", "2026-01-10T10:00:00 monthly false"},
		},
		"a refund in the middle": {
			{"2026-01-10T10:00:00", "+monthly A", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-11T10:00:00", "+yearly B", "2027-02-10T10:00:00 yearly true"},
			{"2026-01-12T10:00:00", "+monthly C", "2027-03-10T10:00:00 monthly true"},
			{"2026-01-13T10:00:00", "-B 8760h", "2026-03-10T10:00:00 monthly true"},
			{"2026-01-14T10:00:00", "-C 672h", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-15T10:00:00", "-A 744h", "2026-01-10T10:00:00 monthly false"},
		},
		"the plan of a refunded one is over": {
			{"2026-01-10T10:00:00", "+monthly A", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-11T10:00:00", "+yearly B", "2027-02-10T10:00:00 yearly true"},
			{"2026-01-12T10:00:00", "-B 8760h", "2026-02-10T10:00:00 monthly true"},
		},
		"a later run is not touched": {
			{"2026-01-10T10:00:00", "+monthly A", "2026-02-10T10:00:00 monthly true"},
			{"2026-03-05T10:00:00", "+monthly B", "2026-04-05T10:00:00 monthly true"},
			{"2026-03-10T10:00:00", "-A 0s", "2026-04-05T10:00:00 monthly true"},
		},
		"a refund that failed at once": {
			{"2026-01-10T10:00:00", "+monthly A", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-20T10:00:00", "-A 744h", "2026-01-10T10:00:00 monthly false"},
			{"2026-01-20T10:00:00", "^A", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-20T10:00:00", "^A", "2026-02-10T10:00:00 monthly true"},
		},
		"a refund that failed later gives what was to come": {
			{"2026-01-10T10:00:00", "+monthly A", "2026-02-10T10:00:00 monthly true"},
			{"2026-01-20T10:00:00", "-A 744h", "2026-01-10T10:00:00 monthly false"},
			{"2026-02-01T10:00:00", "^A", "2026-02-22T10:00:00 monthly true"},
			{"2026-02-02T10:00:00", "-A 504h", "2026-02-01T10:00:00 monthly false"},
		},
		"a leap February": {
			{"2028-01-31T10:00:00", "+monthly A", "2028-02-29T10:00:00 monthly true"},
			{"2028-02-01T10:00:00", "+monthly B", "2028-03-29T10:00:00 monthly true"},
			{"2028-02-02T10:00:00", "-A 696h", "2028-02-29T10:00:00 monthly true"},
		},
		"nothing to take": {{"2026-01-10T10:00:00", "-A 0s", "1970-01-01T08:00:00  false"}, {"2026-01-10T10:00:00", "^A", "1970-01-01T08:00:00  false"}},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				for i, s := range steps {
					b.clock.Set(at(t, s[0]))
					verb, rest, _ := strings.Cut(s[1], " ")
					switch verb[0] {
					case '+':
						if span := b.extend(membership.Plan(verb[1:]), rest); span.End != b.now().EndsAt {
							t.Errorf("step %d gave a span to %s", i, span.End.Time())
						}
					case '-':
						if took := b.shorten(verb[1:]); rest != "" && took.String() != shown(t, rest) {
							t.Errorf("step %d took %s, want %s", i, took, rest)
						}
					case '^':
						b.restore(verb[1:])
					}
					m := b.now()
					got := m.EndsAt.Time().In(time.FixedZone("", 8*3600)).Format("2006-01-02T15:04:05") + " " + string(m.Plan) + map[bool]string{true: " true", false: " false"}[m.IsActive(b.clock.Now())]
					if got != s[2] {
						t.Errorf("step %d (%s): %q, want %q", i, s[1], got, s[2])
					}
				}
			})
		})
	}
}

func shown(t *testing.T, text string) string {
	t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}

// Whatever happens in whatever order, the changes make the membership, and
// taking everything back leaves nothing to come.
func TestRandomHistoriesVerify(t *testing.T) {
	c := clock.NewManual(0)
	s := storetest.SQLite(t, store.Options{Now: c.Now})
	b := &bench{t, s, c}
	begin := at(t, "2026-01-31T10:00:00")
	rapid.Check(t, func(t *rapid.T) {
		sources := []string{"A", "B", "C", "D"}
		begin = max(begin, c.Now())
		c.Set(begin)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			source := rapid.SampledFrom(sources).Draw(t, "source")
			switch rapid.IntRange(0, 3).Draw(t, "verb") {
			case 0:
				b.extend(rapid.SampledFrom(membership.Plans()).Draw(t, "plan"), source)
			case 1:
				b.shorten(source)
			case 2:
				b.restore(source)
			case 3:
				c.Advance(time.Duration(rapid.Int64Range(0, 90*24).Draw(t, "hours")) * time.Hour)
			}
		}
		for _, source := range sources {
			b.shorten(source)
		}
		if m := b.now(); m.IsActive(c.Now()) {
			t.Fatalf("all was taken back, and it runs until %s", m.EndsAt.Time())
		}
		if found := b.differences(); len(found) > 0 {
			t.Fatal(found)
		}
	})
}

func TestTheCheckSeesWhatNoChangeMade(t *testing.T) {
	c := clock.NewManual(at(t, "2026-01-31T10:00:00"))
	b := &bench{t, storetest.SQLite(t, store.Options{Now: c.Now}), c}
	b.extend(membership.Monthly, "A")
	err := b.store.Write(t.Context(), member.Bucket(), func(tx *store.Tx) error {
		m, err := membership.Get(tx, member)
		m.EndsAt = m.EndsAt.Add(time.Hour)
		membership.Lengthen(tx, m)
		return err
	})
	if err != nil || len(b.differences()) != 1 {
		t.Errorf("%v, %v", err, b.differences())
	}
}

func TestPlans(t *testing.T) {
	for _, p := range membership.Plans() {
		if got, err := membership.ParsePlan(string(p)); got != p || err != nil {
			t.Error(p, got, err)
		}
	}
	if _, err := membership.ParsePlan("weekly"); err == nil {
		t.Error("weekly is no plan")
	}
	if (membership.Membership{}).Require(instant.Instant(1)) == nil {
		t.Error("nobody is a member")
	}
}
