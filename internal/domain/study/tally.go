package study

import (
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// The figures of a domain are sums over small rows that are kept in the write
// that they count. The rows are divided by the members' buckets, as lanes are,
// so that lanes do not wait for each other's.

// shardWidth is how many buckets of members share a row of figures, and how
// many a verification reads on one snapshot.
const shardWidth = 64

type domainDayKey struct {
	Bucket id.Bucket `db:"bucket"`
	Domain int32     `db:"domain"`
	Day    Day       `db:"day"`
}

// domainDay is what the members of a shard did in a domain on a day.
type domainDay struct {
	domainDayKey
	Members   int64         `db:"members"` // whose first session of the day was in the domain
	Sessions  int64         `db:"sessions"`
	Minutes   int64         `db:"minutes"` // what overlaps once
	Completed int64         `db:"completed"`
	Points    amount.Amount `db:"points"` // by the day's sessions and their reversals
}

var domainDays = store.Define[domainDayKey, domainDay]("study_domain_day")

func domainDayOf(member id.ID, domain int32, day Day) domainDayKey {
	return domainDayKey{member.Bucket().Shard(shardWidth), domain, day}
}

// plus is the row with the figures of another one added.
func (d domainDay) plus(e domainDay) domainDay {
	d.Members += e.Members
	d.Sessions += e.Sessions
	d.Minutes += e.Minutes
	d.Completed += e.Completed
	d.Points += e.Points
	return d
}

// tally adds what the visit made of the day, and what it earned, to the
// figures. A member who has moved to another domain since the day began is
// still one of the first that day; projects and points are the new one's.
func (v *visit) tally(row *Session, was, is *dayRow) error {
	day := domainDay{
		domainDayKey: domainDayOf(row.Member, is.Domain, row.Day),
		Members:      signOf(is.Sessions) - signOf(was.Sessions), Sessions: int64(is.Sessions - was.Sessions), Minutes: int64(is.Minutes - was.Minutes),
	}
	own := domainDay{domainDayKey: domainDayOf(row.Member, row.Domain, row.Day), Points: v.earned}
	if row.Completed {
		own.Completed = day.Sessions
	}
	if own.domainDayKey == day.domainDayKey {
		return addFigures(v.tx, day.plus(own))
	}
	if err := addFigures(v.tx, day); err != nil {
		return err
	}
	return addFigures(v.tx, own)
}

func signOf(sessions int32) int64 { return int64(min(sessions, 1)) }

func addFigures(tx *store.Tx, more domainDay) error {
	was, _, err := domainDays.Get(tx, more.domainDayKey)
	if err == nil {
		domainDays.Put(tx, more.plus(was))
	}
	return err
}

// tallyDay counts a day for the figures as they should be.
func (c *check) tallyDay(d *dayRow) {
	if d.Sessions == 0 {
		return
	}
	more := domainDay{domainDayKey: domainDayOf(d.Member, d.Domain, d.Day), Members: 1, Sessions: int64(d.Sessions), Minutes: int64(d.Minutes)}
	c.tallies[more.domainDayKey] = more.plus(c.tallies[more.domainDayKey])
}

// compareTallies holds the figures to the days, and their sums to the projects
// and the awards.
func (c *check) compareTallies() error {
	var total domainDay
	err := each(c, "SELECT "+domainDayColumns+" FROM study_domain_day WHERE bucket BETWEEN ? AND ?", func(d domainDay) {
		c.Step(1)
		want := c.tallies[d.domainDayKey]
		delete(c.tallies, d.domainDayKey)
		if d.Members != want.Members || d.Sessions != want.Sessions || d.Minutes != want.Minutes {
			c.Differ(fmt.Sprintf("figures of domain %d on %s", d.Domain, d.Day), "are %d members, %d sessions, %d minutes; its days make %d, %d, %d",
				d.Members, d.Sessions, d.Minutes, want.Members, want.Sessions, want.Minutes)
		}
		total = total.plus(d)
	})
	for key := range c.tallies {
		c.Differ(fmt.Sprintf("figures of domain %d on %s", key.Domain, key.Day), "are missing")
	}
	if total.Completed != c.total.Completed || total.Points != c.total.Points {
		c.Differ(fmt.Sprintf("figures of buckets %d to %d", c.from, c.to), "are %d completions and %d points; projects and awards make %d and %d",
			total.Completed, total.Points, c.total.Completed, c.total.Points)
	}
	return err
}
