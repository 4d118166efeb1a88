package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// memberLag is how long a day has been over before it is counted: longer than
// a write can take from the instant that it carries to its commit, and than
// clocks of processes may differ.
const memberLag = time.Hour

// memberDaysMax is how many days are counted in one write.
const memberDaysMax = 400

type memberDayKey struct {
	Day int32 `db:"day"`
}

// memberDay is how many members came on a day in UTC+8.
type memberDay struct {
	memberDayKey
	Members int64 `db:"members"`
}

type memberEndKey struct {
	Name string `db:"name"`
}

// memberEnd says how far the days are complete: before this instant, the
// beginning of a day.
type memberEnd struct {
	memberEndKey
	End instant.Instant `db:"complete_to"`
}

var (
	memberDays = store.Define[memberDayKey, memberDay]("member_day")
	memberEnds = store.Define[memberEndKey, memberEnd]("member_day_end")
)

var membersRolled = memberEndKey{"member"}

// RollMembers counts the members of the days that are over. A periodic job
// calls it every few minutes; it works until all is done.
// contract: S2-35
func RollMembers(ctx context.Context, s *store.Store, now instant.Instant) error {
	target, err := now.Add(-memberLag).DayIn(revenue.Zone).Start(revenue.Zone)
	if err != nil {
		return err
	}
	for {
		more, err := rollMembers(ctx, s, target)
		if errors.Is(err, errRolled) {
			return nil
		}
		if err != nil || !more {
			return err
		}
	}
}

func rollMembers(ctx context.Context, s *store.Store, target instant.Instant) (more bool, err error) {
	end, err := readMemberEnd(ctx, s)
	if err != nil || end >= target {
		return false, err
	}
	first, found, err := store.SelectOne[instant.Instant](ctx, s, "SELECT created_at FROM member WHERE created_at >= ? ORDER BY created_at LIMIT 1", end)
	if err != nil {
		return false, err
	}
	to := target
	if found && first < target {
		from, err := first.DayIn(revenue.Zone).Start(revenue.Zone)
		if err != nil {
			return false, err
		}
		to = min(target, from.Add(memberDaysMax*24*time.Hour))
	}
	rows, err := countMembers(ctx, s, end, to)
	if err != nil {
		return false, err
	}
	return to < target, s.Write(ctx, 0, func(tx *store.Tx) error { return putMembers(tx, rows, end, to) })
}

// countMembers counts the members who came from one instant to before
// another, by day.
func countMembers(ctx context.Context, q store.Querier, from, to instant.Instant) ([]memberDay, error) {
	counts := map[int32]int64{}
	type row struct {
		Slot    int64 `db:"slot"` // the day's number since 1970
		Members int64 `db:"n"`
	}
	const day = int64(24 * time.Hour / time.Microsecond)
	_, offset := instant.Instant(0).Time().In(revenue.Zone).Zone()
	shift := int64(offset) * int64(time.Second/time.Microsecond)
	err := store.Each(ctx, q, func(r row) error {
		counts[ledger.PeriodOf(instant.Instant(r.Slot*day-shift), revenue.Zone).Day] += r.Members
		return nil
	}, fmt.Sprintf("SELECT (created_at + %d) / %d AS slot, count(*) AS n FROM member WHERE created_at >= ? AND created_at < ? GROUP BY (created_at + %d) / %d", shift, day, shift, day), from, to)
	out := make([]memberDay, 0, len(counts))
	for d, n := range counts {
		out = append(out, memberDay{memberDayKey{d}, n})
	}
	return out, err
}

func putMembers(tx *store.Tx, rows []memberDay, was, to instant.Instant) error {
	for i := range rows {
		memberDays.Want(tx, rows[i].memberDayKey)
	}
	end, _, err := memberEnds.Get(tx, membersRolled)
	if err != nil {
		return err
	}
	if end.End != was {
		return errRolled
	}
	for i := range rows {
		if _, _, err := memberDays.Get(tx, rows[i].memberDayKey); err != nil {
			return err
		}
		memberDays.Put(tx, rows[i])
	}
	memberEnds.Put(tx, memberEnd{membersRolled, to})
	return nil
}

func readMemberEnd(ctx context.Context, q store.Querier) (instant.Instant, error) {
	end, _, err := store.SelectOne[instant.Instant](ctx, q, "SELECT complete_to FROM member_day_end WHERE name = ?", membersRolled.Name)
	return end, err
}

// addUsers counts the members: the days that are complete from their sums,
// the rest live.
func (p *Platform) addUsers(ctx context.Context, v *store.View, cmd PlatformCmd) error {
	end, err := readMemberEnd(ctx, v)
	if err != nil {
		return err
	}
	type row struct {
		Day     int32 `db:"day"`
		Members int64 `db:"members"`
	}
	from, to := revenue.Number(cmd.From), revenue.Number(cmd.To)
	add := func(r row) error {
		p.TotalUsers += r.Members
		if r.Day <= to {
			p.UsersAtEnd += r.Members
		}
		if r.Day >= from && r.Day <= to {
			p.NewUsers += r.Members
		}
		return nil
	}
	if err := store.Each(ctx, v, add, "SELECT day, members FROM member_day"); err != nil {
		return err
	}
	recent, err := countMembers(ctx, v, end, instant.Instant(1<<62))
	for _, d := range recent {
		_ = add(row{d.Day, d.Members}) // it cannot fail
	}
	return err
}

// CheckMembers holds the days' counts to the members.
func CheckMembers() verify.Check {
	return verify.Check{
		Name: "members by day",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM member_day")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error { return checkMembers(ctx, v, r) })
		},
	}
}

func checkMembers(ctx context.Context, v *store.View, r *verify.Run) error {
	end, err := readMemberEnd(ctx, v)
	if err != nil {
		return err
	}
	counted, err := countMembers(ctx, v, 0, end)
	if err != nil {
		return err
	}
	want := map[int32]int64{}
	for _, d := range counted {
		want[d.Day] = d.Members
	}
	err = store.Each(ctx, v, func(have memberDay) error {
		r.Step(1)
		if n := want[have.Day]; n != have.Members {
			r.Differ(fmt.Sprintf("day %d", have.Day), "%d members are counted, there are %d", have.Members, n)
		}
		delete(want, have.Day)
		return nil
	}, "SELECT day, members FROM member_day")
	for day, n := range want {
		r.Differ(fmt.Sprintf("day %d", day), "%d members are not counted", n)
	}
	return err
}
