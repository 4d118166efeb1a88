package study

// daysAfter are the days that follow one without a gap, whose runs changed
// with it: all of them, or where something may have become due, those where it
// may.
func (v *visit) daysAfter(d Day) ([]dayRow, error) {
	from, to := int32(1), v.anchor.Studied.after(d)
	if !v.reversing {
		from = max(from, v.leastRun()-v.anchor.Studied.run(d))
	}
	for n := from; n <= to; n++ {
		days.Want(v.tx, dayOf(v.member, d+Day(n)))
	}
	var list []dayRow
	for n := from; n <= to; n++ {
		row, found, err := days.Get(v.tx, dayOf(v.member, d+Day(n)))
		if err != nil {
			return nil, err
		}
		if !found {
			panic("study: a day of study that has no row")
		}
		list = append(list, row)
	}
	return list, nil
}

// leastRun is how many days in a row some rule awards, at the least; without
// one, more than there can be.
func (v *visit) leastRun() int32 {
	least := int32(2 * daysInARowMax)
	for i := range v.rules {
		if r := &v.rules[i]; r.Trigger == ContinuousStudy {
			least = min(least, r.Threshold)
		}
	}
	return least
}
