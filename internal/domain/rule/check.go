package rule

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds the counters of every member and rule, in total and by day, to
// the awards that there are by their natural keys.
func Check() verify.Check {
	return verify.Check{
		Name: "rule",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM rule_use")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				for b := id.Bucket(0); b < id.Buckets; b++ {
					if err := checkBucket(ctx, v, b, r); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// counts are three ways to count the same awards.
type counts struct{ awards, total, byDay int64 }

func checkBucket(ctx context.Context, v *store.View, b id.Bucket, r *verify.Run) error {
	found := map[useKey]*counts{}
	of := func(k useKey) *counts {
		if found[k] == nil {
			found[k] = &counts{}
		}
		return found[k]
	}
	err := store.Each(ctx, v, func(key string) error {
		if k, ok := useOf(b, key); ok {
			of(k).awards++
		}
		return nil
	}, "SELECT key FROM ledger_key WHERE bucket = ? AND key LIKE ?", b, keyPrefix+"%")
	if err != nil {
		return err
	}
	err = store.Each(ctx, v, func(u use) error { of(u.useKey).total = u.Total; return nil },
		"SELECT bucket, member, rule, total FROM rule_use WHERE bucket = ?", b)
	if err != nil {
		return err
	}
	err = store.Each(ctx, v, func(d dayUse) error {
		of(useKey{d.Bucket, d.Member, d.Rule}).byDay += d.Used
		return nil
	}, "SELECT bucket, member, rule, day, used FROM rule_day WHERE bucket = ?", b)
	r.Step(int64(len(found)))
	for k, n := range found {
		if n.total != n.awards || n.byDay != n.awards {
			r.Differ(fmt.Sprintf("member %d, rule %s", k.Member, k.Rule), "%d awards are counted as %d, and by day as %d", n.awards, n.total, n.byDay)
		}
	}
	return err
}

// useOf reads what sourceKey wrote.
func useOf(b id.Bucket, key string) (useKey, bool) {
	member, rest, _ := strings.Cut(strings.TrimPrefix(key, keyPrefix), ":")
	name, _, ok := strings.Cut(rest, ":")
	n, err := strconv.ParseInt(member, 10, 64)
	return useKey{b, id.ID(n), name}, ok && err == nil
}
