package study

import (
	"context"
	"fmt"
	"slices"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// due is an award beside the conditions of its rule's version.
type due struct {
	Award
	Threshold int32         `db:"threshold"`
	Figure    amount.Amount `db:"figure"`
	Excellent amount.Amount `db:"excellent"`
	Good      amount.Amount `db:"good"`
	Average   amount.Amount `db:"average"`
	Poor      amount.Amount `db:"poor"`
	Points    amount.Amount `db:"points"`
}

func (d *due) conditions() Conditions {
	return Conditions{d.Trigger, d.Threshold, d.Figure, d.Excellent, d.Good, d.Average, d.Poor, d.Points}
}

// compareAwards holds what is granted to what is due by its version.
func (f *facts) compareAwards(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	byDay := make(map[awardsFor]dayRow, len(f.days))
	for _, d := range f.days {
		byDay[dayRef(d.Member, d.Day)] = d
	}
	byProject := map[awardsFor][]result{}
	for _, one := range f.results {
		ref := projectRef(one.Member, one.Project)
		byProject[ref] = append(byProject[ref], one)
	}
	return store.Each(ctx, v, func(d due) error {
		n := d.conditions().dueOn(byDay[d.awardsFor])
		if list, ok := byProject[d.awardsFor]; ok {
			slices.SortFunc(list, earlier)
			n, _ = d.conditions().dueFor(list)
		}
		if n != d.Amount {
			r.Differ(fmt.Sprintf("award %s by rule %d of member %d", d.SourceRef, d.Rule, d.Member), "%d are granted, %d are due", d.Amount, n)
		}
		return nil
	}, `SELECT a.bucket, a.member, a.source_ref, a.rule, a.version, a.trigger_on, a.amount, v.threshold, v.award AS figure, v.excellent, v.good, v.average, v.poor, v.points
		FROM study_award a JOIN study_rule_version v ON v.rule = a.rule AND v.version = a.version AND v.bucket = a.rule % 1024
		WHERE a.state = 'granted' AND a.bucket BETWEEN ? AND ?`, from, to)
}

// checkTransfers holds every award to its movement, and every reversed one to
// the movement back.
func checkTransfers(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	type row struct {
		Member    id.ID      `db:"member"`
		SourceRef string     `db:"source_ref"`
		Rule      id.ID      `db:"rule"`
		State     AwardState `db:"state"`
		Posted    id.ID      `db:"posted"`
		Undone    id.ID      `db:"undone"`
	}
	return store.Each(ctx, v, func(a row) error {
		r.Step(1)
		where := fmt.Sprintf("award %s by rule %d of member %d", a.SourceRef, a.Rule, a.Member)
		if a.Posted == 0 {
			r.Differ(where, "its transfer is missing or another amount")
		}
		if a.State == TakenBack && a.Undone == 0 {
			r.Differ(where, "it is reversed, its transfer is not")
		}
		return nil
	}, `SELECT a.member, a.source_ref, a.rule, a.state, coalesce(t.id, 0) AS posted, coalesce(u.id, 0) AS undone FROM study_award a
		LEFT JOIN transfer t ON t.bucket = a.bucket AND t.id = a.transfer AND t.owner = a.member AND t.amount = a.amount AND t.asset = 'STUDY'
		LEFT JOIN ledger_key k ON k.bucket = a.bucket AND k.key = 'reverse:' || a.transfer
		LEFT JOIN transfer u ON u.bucket = k.bucket AND u.id = k.transfer AND u.owner = a.member
		WHERE a.amount > 0 AND a.bucket BETWEEN ? AND ?`, from, to)
}
