package study

import (
	"bytes"
	"fmt"

	"guerdon/internal/base/amount"
)

func (c *check) readAnchors() error {
	return each(c, "SELECT bucket, member, early, studied FROM study_member WHERE bucket BETWEEN ? AND ?", func(a anchor) { c.anchors[a.memberKey] = a })
}

func (c *check) compareDays() error {
	return each(c, "SELECT bucket, member, day, domain, sessions, minutes, spans, awards FROM study_day WHERE bucket BETWEEN ? AND ?", func(d dayRow) {
		c.Step(1)
		where := fmt.Sprintf("day %s of member %d", d.Day, d.Member)
		want := dayRow{dayKey: d.dayKey}.of(unpackSpans(d.Spans))
		if d.Sessions != want.Sessions || d.Minutes != want.Minutes || !bytes.Equal(d.Spans, want.Spans) {
			c.Differ(where, "has %d sessions, %d minutes; its spans make %d, %d", d.Sessions, d.Minutes, want.Sessions, want.Minutes)
		}
		if want.Minutes > 0 {
			c.studied[keyOf(d.Member)] = c.studied[keyOf(d.Member)].flipped(d.Day)
		}
		c.tallyDay(&d)
		run := c.anchors[keyOf(d.Member)].Studied.run(d.Day)
		c.awards(where, d.Member, d.Awards, func(on *Conditions) amount.Amount { return on.dueOn(&want, run) })
	})
}

func (c *check) compareAnchors() error {
	for key, a := range c.anchors {
		if !bytes.Equal(a.Studied, c.studied[key]) {
			c.Differ(fmt.Sprintf("study of member %d", key.Member), "has other days than those with minutes")
		}
		delete(c.studied, key)
	}
	for key := range c.studied {
		c.Differ(fmt.Sprintf("study of member %d", key.Member), "has days, and no row")
	}
	return nil
}

func (c *check) readResults() error {
	return each(c, "SELECT bucket, member, project, event, at, completed, rating FROM study_result WHERE bucket BETWEEN ? AND ?", func(r result) {
		p := c.projects[r.projectOf]
		p.projectOf = r.projectOf
		c.projects[r.projectOf] = p.with(&r)
	})
}

func (c *check) compareProjects() error {
	left := len(c.projects)
	err := each(c, "SELECT bucket, member, project, completed, first_at, first_event, rating, awards FROM study_progress WHERE bucket BETWEEN ? AND ?", func(p progress) {
		c.Step(1)
		where := fmt.Sprintf("project %s of member %d", p.Project, p.Member)
		c.total.Completed += int64(p.Completed)
		want, ok := c.projects[p.projectOf]
		if ok {
			left--
		}
		if p.Completed != want.Completed || p.FirstAt != want.FirstAt || p.First != want.First || p.Rating != want.Rating {
			c.Differ(where, "has %d completions, rating %q of %q; its results make %d, %q of %q",
				p.Completed, p.Rating, p.First, want.Completed, want.Rating, want.First)
		}
		c.awards(where, p.Member, p.Awards, func(on *Conditions) amount.Amount { due, _ := on.dueFor(&want); return due })
	})
	if left > 0 {
		c.Differ("projects", "%d projects with results have no row", left)
	}
	return err
}
