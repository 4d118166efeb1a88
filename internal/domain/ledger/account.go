package ledger

import (
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Main is the purpose of a member's ordinary account.
const Main = "main"

// Ref names one side of a transfer: a member's account or a system account.
// A system account has no owner, and its name is its purpose.
type Ref struct {
	Owner   id.ID
	Purpose string
}

// Member is the member's ordinary account.
func Member(owner id.ID) Ref { return Ref{Owner: owner, Purpose: Main} }

// The system accounts.
var (
	Issuance     = Ref{Purpose: "issuance"}     // where grants come from
	Revenue      = Ref{Purpose: "revenue"}      // where spends go
	Breakage     = Ref{Purpose: "breakage"}     // what expired
	Escrow       = Ref{Purpose: "escrow"}       // held for a third party
	Payout       = Ref{Purpose: "payout"}       // owed or paid outside
	Headquarters = Ref{Purpose: "headquarters"} // the platform's own share
)

// Region is the system account of a region that nobody holds.
func Region(code string) Ref { return Ref{Purpose: "region:" + code} }

// IsSystem reports whether the side is a system account.
func (r Ref) IsSystem() bool { return r.Owner == 0 }

// String is the stored form: "issuance", or "123:main" for a member.
func (r Ref) String() string {
	if r.IsSystem() {
		return r.Purpose
	}
	return strconv.FormatInt(int64(r.Owner), 10) + ":" + r.Purpose
}

// ParseRef reads what String wrote.
func ParseRef(s string) Ref {
	head, purpose, _ := strings.Cut(s, ":")
	if owner, err := strconv.ParseInt(head, 10, 64); err == nil && owner > 0 {
		return Ref{Owner: id.ID(owner), Purpose: purpose}
	}
	return Ref{Purpose: s}
}

// accountKey is the key of an account's row.
type accountKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Owner   id.ID     `db:"owner"`
	Asset   Asset     `db:"asset"`
	Purpose string    `db:"purpose"`
}

func keyOf(r Ref, a Asset) accountKey { return accountKey{r.Owner.Bucket(), r.Owner, a, r.Purpose} }

// Account is a member's account. Earned and Spent are lifetime sums; the
// others of that kind belong to the period whose number stands beside them.
type Account struct {
	accountKey
	Posted      amount.Amount   `db:"posted"`
	Held        amount.Amount   `db:"held"`
	Seq         int64           `db:"seq"`
	Mark        []byte          `db:"mark"`
	Earned      amount.Amount   `db:"earned"`
	Spent       amount.Amount   `db:"spent"`
	Day         int32           `db:"day"`
	DayEarned   amount.Amount   `db:"day_earned"`
	Week        int32           `db:"week"`
	WeekEarned  amount.Amount   `db:"week_earned"`
	Month       int32           `db:"month"`
	MonthEarned amount.Amount   `db:"month_earned"`
	OpenedAt    instant.Instant `db:"opened_at"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

// Available is what may be spent.
func (a Account) Available() amount.Amount { return a.Posted - a.Held }

// EarnedIn gives what was earned in the period, or 0 where the figure on the
// row belongs to an earlier one.
func (a Account) EarnedIn(p Period) (day, week, month amount.Amount) {
	if a.Day == p.Day {
		day = a.DayEarned
	}
	if a.Week == p.Week {
		week = a.WeekEarned
	}
	if a.Month == p.Month {
		month = a.MonthEarned
	}
	return day, week, month
}

// Period numbers the calendar periods that an instant lies in: Day and Week
// (its Monday) as yyyymmdd, Month as yyyymm.
type Period struct{ Day, Week, Month int32 }

// PeriodOf numbers the periods of an instant in a zone.
func PeriodOf(at instant.Instant, zone *time.Location) Period {
	t := at.Time().In(zone)
	y, m, d := t.Date()
	monday := time.Date(y, m, d-(int(t.Weekday())+6)%7, 12, 0, 0, 0, time.UTC)
	wy, wm, wd := monday.Date()
	return Period{Day: int32(y*10000 + int(m)*100 + d), Week: int32(wy*10000 + int(wm)*100 + wd), Month: int32(y*100 + int(m))}
}

var accounts = store.Define[accountKey, Account]("account")
