package rule

import (
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// AwardCmd asks to award a member by a rule. Source says what for; one source
// awards a member once by one rule. By says who caused it. At is when it was
// earned, and so the day that it counts for; 0 is now.
type AwardCmd struct {
	Member id.ID
	Rule   string
	Source string
	At     instant.Instant
	By     actor.Actor
	// IfAllowed makes an inactive or missing rule award zero instead of
	// being a fault.
	IfAllowed bool
}

// Award is what a rule gave. Amount is 0 beyond a limit, and where Repeated
// says that the source had its award before. Remaining is how often the rule
// will give more for that day, -1 for any number. Balance is the member's
// posted balance after it.
type Award struct {
	Asset     ledger.Asset
	Amount    amount.Amount
	Remaining int64
	Balance   amount.Amount
	Transfer  id.ID
	Repeated  bool
}

// Award gives the rule's amount, within its limits.
// Faults: ErrNotFound, ErrInactive.
// contract: S0-25
// contract: N-01
func (s *Service) Award(tx *store.Tx, cmd AwardCmd) (Award, error) {
	day := s.dayOf(tx, cmd)
	key := useKey{cmd.Member.Bucket(), cmd.Member, cmd.Rule}
	uses.Want(tx, key)
	days.Want(tx, day)
	r, found, err := rules.Read(tx, ruleKey{cmd.Rule})
	if err != nil {
		return Award{}, err
	}
	if !found || r.Status != Active {
		return s.notAllowed(tx, cmd, r, found)
	}
	s.ledger.Want(tx, ledger.Member(cmd.Member), r.Asset)
	all, err := used(tx, key)
	if err != nil {
		return Award{}, err
	}
	today, err := usedOn(tx, day)
	if err != nil {
		return Award{}, err
	}
	if r.remaining(today.Used, all.Total) == 0 {
		return s.nothing(tx, cmd.Member, r, 0)
	}
	post, err := s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Issuance, Credit: ledger.Member(cmd.Member), Asset: r.Asset, Amount: r.Amount, Kind: ledger.Earn,
		Reason: "rule." + r.Name, Source: cmd.Source, Actor: cmd.By, Key: sourceKey(cmd),
	})
	if err != nil {
		return Award{}, err
	}
	if post.Repeated {
		a, err := s.nothing(tx, cmd.Member, r, r.remaining(today.Used, all.Total))
		a.Repeated = true
		return a, err
	}
	today.Used++
	all.Total++
	days.Put(tx, today)
	uses.Put(tx, all)
	return Award{Asset: r.Asset, Amount: r.Amount, Remaining: r.remaining(today.Used, all.Total), Balance: post.Balance, Transfer: post.ID}, nil
}

// dayOf is the day that an award counts for.
func (s *Service) dayOf(tx *store.Tx, cmd AwardCmd) dayKey {
	at := cmd.At
	if at == 0 {
		at = tx.Now()
	}
	return dayKey{cmd.Member.Bucket(), cmd.Member, cmd.Rule, ledger.PeriodOf(at, s.ledger.Zone()).Day}
}

func used(tx *store.Tx, key useKey) (use, error) {
	u, found, err := uses.Get(tx, key)
	if !found {
		u = use{useKey: key}
	}
	return u, err
}

func usedOn(tx *store.Tx, key dayKey) (dayUse, error) {
	u, found, err := days.Get(tx, key)
	if !found {
		u = dayUse{dayKey: key}
	}
	return u, err
}

func (s *Service) notAllowed(tx *store.Tx, cmd AwardCmd, r Rule, found bool) (Award, error) {
	switch {
	case cmd.IfAllowed && found:
		return s.nothing(tx, cmd.Member, r, 0)
	case cmd.IfAllowed:
		return Award{}, nil
	case found:
		return Award{}, ErrInactive
	}
	return Award{}, ErrNotFound
}

// nothing is an award of zero.
func (s *Service) nothing(tx *store.Tx, member id.ID, r Rule, left int64) (Award, error) {
	acc, err := s.ledger.Balance(tx, ledger.Member(member), r.Asset)
	return Award{Asset: r.Asset, Remaining: left, Balance: acc.Posted}, err
}

// keyPrefix begins the natural keys of awards: "rule:MEMBER:NAME:SOURCE".
const keyPrefix = "rule:"

func sourceKey(cmd AwardCmd) string {
	if cmd.Source == "" {
		return ""
	}
	return keyPrefix + strconv.FormatInt(int64(cmd.Member), 10) + ":" + cmd.Rule + ":" + cmd.Source
}
