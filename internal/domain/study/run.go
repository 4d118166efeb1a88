package study

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// lookahead is how many days are asked for at first when a run changes; each
// further time twice as many.
const lookahead = 8

// renumber sets the run of a day that has begun or ceased to be one of study,
// and of the days that follow it without a gap. It returns those that changed,
// the day itself first.
func renumber(tx *store.Tx, d dayRow) (changed []dayRow, err error) {
	d.Run = 0
	if d.Minutes > 0 {
		before, _, err := days.Get(tx, dayOf(d.Member, d.Day-1))
		if err != nil {
			return nil, err
		}
		d.Run = min(before.Run+1, daysInARowMax)
	}
	days.Put(tx, d)
	changed = []dayRow{d}
	next, ahead := d.Day+1, Day(1)
	for run := d.Run; ; next++ {
		if next == d.Day+ahead {
			ahead = max(lookahead, 2*ahead)
			wantDays(tx, d.Member, next, d.Day+ahead)
		}
		row, found, err := days.Get(tx, dayOf(d.Member, next))
		if err != nil {
			return nil, err
		}
		if run = min(run+1, daysInARowMax); !found || row.Run == 0 || row.Run == run {
			return changed, nil
		}
		row.Run = run
		days.Put(tx, row)
		changed = append(changed, row)
	}
}

func wantDays(tx *store.Tx, member id.ID, from, to Day) {
	for d := from; d < to; d++ {
		days.Want(tx, dayOf(member, d))
	}
}
