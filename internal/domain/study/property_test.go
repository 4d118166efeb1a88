package study_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// plan is a set of sessions, and those of them that are corrected.
type plan struct {
	sessions []study.RecordCmd
	reversed map[string]bool
	rules    []study.Conditions
}

func drawPlan(rt *rapid.T) plan {
	p := plan{reversed: map[string]bool{}}
	start := time.Date(2025, 3, 5, 0, 0, 0, 0, time.UTC)
	for i := range rapid.IntRange(1, 14).Draw(rt, "sessions") {
		cmd := study.RecordCmd{
			Event:   fmt.Sprintf("e%02d", i),
			At:      instant.Of(start.Add(time.Duration(rapid.IntRange(0, 8*24*4).Draw(rt, "quarter")) * 15 * time.Minute)),
			Minutes: rapid.SampledFrom([]int64{0, 1, 15, 30, 45, 60, 130, 200, 1500}).Draw(rt, "minutes"),
			Project: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "project"),
		}
		cmd.Completed = rapid.Bool().Draw(rt, "completed")
		cmd.Rating = rapid.SampledFrom([]study.Rating{"", "", study.Excellent, study.Good, study.Average, study.Poor}).Draw(rt, "rating")
		p.sessions = append(p.sessions, cmd)
		p.reversed[cmd.Event] = rapid.IntRange(0, 2).Draw(rt, "fate") == 0
	}
	points := rapid.Custom(func(rt *rapid.T) amount.Amount { return amount.Amount(rapid.IntRange(0, 50).Draw(rt, "points")) })
	p.rules = []study.Conditions{
		duration(rapid.Int32Range(0, 90).Draw(rt, "minutes required"), points.Draw(rt, "a day")),
		streak(rapid.Int32Range(0, 4).Draw(rt, "days required"), points.Draw(rt, "a streak")),
		completion(points.Draw(rt, "completion")),
		rating(points.Draw(rt, "excellent"), points.Draw(rt, "good"), points.Draw(rt, "average"), points.Draw(rt, "poor")),
	}
	return p
}

// worth computes, from scratch and in the plainest way, what the sessions that
// were not corrected are worth.
func (p plan) worth(zone *time.Location) (sum amount.Amount) {
	minute := map[string]map[int64]bool{}
	touched := map[string]bool{}
	var kept []study.RecordCmd
	for _, s := range p.sessions {
		if p.reversed[s.Event] {
			continue
		}
		kept = append(kept, s)
		day := string(s.At.DayIn(zone))
		touched[day] = true
		for m := range s.Minutes {
			if minute[day] == nil {
				minute[day] = map[int64]bool{}
			}
			minute[day][int64(s.At)/60_000_000-m] = true
		}
	}
	for day := range touched {
		if min(1440, len(minute[day])) >= int(p.rules[0].Threshold) {
			sum += p.rules[0].Award
		}
		run := int32(0)
		for d := instant.Day(day); len(minute[string(d)]) > 0; d = d.AddDays(-1) {
			run++
		}
		if run >= max(1, p.rules[1].Threshold) {
			sum += p.rules[1].Award
		}
	}
	slices.SortFunc(kept, func(a, b study.RecordCmd) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Event, b.Event))
	})
	for _, project := range []string{"a", "b"} {
		sum += p.worthOf(kept, project)
	}
	return sum
}

// worthOf is what a project's results are worth.
func (p plan) worthOf(kept []study.RecordCmd, project string) (sum amount.Amount) {
	completed, rated := false, study.Rating("")
	for _, s := range kept {
		if s.Project != project {
			continue
		}
		completed = completed || s.Completed
		switch {
		case rated != "":
		case s.Rating != "":
			rated = s.Rating
		case s.Completed:
			rated = study.StandardLimits.Rate(int32(s.Minutes))
		}
	}
	if completed {
		sum += p.rules[2].Award
	}
	r := p.rules[3]
	return sum + map[study.Rating]amount.Amount{study.Excellent: r.Excellent, study.Good: r.Good, study.Average: r.Average, study.Poor: r.Poor}[rated]
}

// play sends sessions, corrections and repetitions of both in any order.
func (p plan) play(rt *rapid.T, b *bundle) {
	var steps []func()
	for _, s := range p.sessions {
		s.Member = b.member
		record := func() { b.record(s) }
		steps = append(steps, record)
		if rapid.Bool().Draw(rt, "twice") {
			steps = append(steps, record)
		}
		if p.reversed[s.Event] {
			for n := range rapid.IntRange(1, 2).Draw(rt, "reversals") {
				steps = append(steps, func() { b.reverse(fmt.Sprintf("r%d-%s", n, s.Event), s.Event) })
			}
		}
	}
	for _, step := range rapid.Permutation(steps).Draw(rt, "order") {
		step()
	}
}

// The same in a database, where every row is held to the others afterwards.
func TestWhateverTheOrderTheRowsAgree(t *testing.T) {
	b := setup(t, storetest.SQLite(t, store.Options{}), zoneOf(t, "America/New_York"))
	n := domain
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlan(rt)
		n++
		b.member = b.join(fmt.Sprint("learner of ", n), n)
		for _, c := range p.rules {
			b.write(func(tx *store.Tx) error {
				_, err := study.CreateRule(tx, study.CreateRuleCmd{Domain: n, Name: string(c.Trigger), Conditions: c})
				return err
			})
		}
		p.play(rt, b)
		if got, want := b.balance(), p.worth(b.ledger.Zone()); got != want {
			rt.Fatalf("the member has %d points; the sessions are worth %d", got, want)
		}
	})
	b.verify()
}

func TestPointsFollowFromTheSessionsAndNotFromTheirOrder(t *testing.T) {
	zone := zoneOf(t, "America/New_York")
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlan(rt)
		s := store.OpenMemory(store.Options{})
		defer s.Close()
		b := setup(t, s, zone)
		for _, c := range p.rules {
			b.rule(c)
		}
		p.play(rt, b)
		if got, want := b.balance(), p.worth(zone); got != want {
			rt.Fatalf("the member has %d points; the sessions are worth %d", got, want)
		}
	})
}
