package rule

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// AwardCmd asks to award a member by a rule. Source says what for; one source
// awards once. By says who caused it.
type AwardCmd struct {
	Member id.ID
	Rule   string
	Source string
	By     actor.Actor
	// IfAllowed makes an inactive or missing rule award zero instead of
	// being a fault.
	IfAllowed bool
}

// Award is what a rule gave. Amount is 0 beyond a limit. Remaining is how
// often it will give more today, -1 for any number. Balance is the member's
// posted balance after it.
type Award struct {
	Asset     ledger.Asset
	Amount    amount.Amount
	Remaining int64
	Balance   amount.Amount
	Transfer  id.ID
}

// Award gives the rule's amount, within its limits.
// Faults: ErrNotFound, ErrInactive.
// contract: S0-25
func (s *Service) Award(tx *store.Tx, cmd AwardCmd) (Award, error) {
	key := useKey{cmd.Member.Bucket(), cmd.Member, cmd.Rule}
	uses.Want(tx, key)
	r, found, err := rules.Read(tx, ruleKey{cmd.Rule})
	if err != nil {
		return Award{}, err
	}
	if !found || r.Status != Active {
		return s.notAllowed(tx, cmd, r, found)
	}
	s.ledger.Want(tx, ledger.Member(cmd.Member), r.Asset)
	u, err := s.useToday(tx, key)
	if err != nil {
		return Award{}, err
	}
	if r.remaining(u) == 0 {
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
		return s.nothing(tx, cmd.Member, r, r.remaining(u))
	}
	u.Today++
	u.Total++
	uses.Put(tx, u)
	return Award{r.Asset, r.Amount, r.remaining(u), post.Balance, post.ID}, nil
}

// useToday is the member's count, with today's part begun anew where it is
// of an earlier day.
func (s *Service) useToday(tx *store.Tx, key useKey) (use, error) {
	u, found, err := uses.Get(tx, key)
	if err != nil {
		return use{}, err
	}
	if !found {
		u = use{useKey: key}
	}
	if day := ledger.PeriodOf(tx.Now(), s.ledger.Zone()).Day; u.Day != day {
		u.Day, u.Today = day, 0
	}
	return u, nil
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

func sourceKey(cmd AwardCmd) string {
	if cmd.Source == "" {
		return ""
	}
	return "rule:" + cmd.Rule + ":" + cmd.Source
}
