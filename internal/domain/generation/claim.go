package generation

import (
	"errors"
	"strconv"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/store"
)

// What may be claimed: tasks of the last claimWithin, at most openMax of one
// member and product.
const (
	claimWithin = 24 * time.Hour
	openMax     = 32
)

// ClaimCmd says that a member tried a product.
type ClaimCmd struct {
	Member  id.ID
	Product Product
}

// Claim is what it earned. Remaining is how often the product will earn more
// today, -1 for any number; Balance is the balance of points after it.
type Claim struct {
	Points    amount.Amount
	Remaining int64
	Balance   amount.Amount
}

// Claim rewards a member for trying a product, within the same daily limit
// that tasks rewarded at once count against. Where a task is required, it
// takes the member's oldest open one, or earns nothing: that is no fault.
// Faults: ErrProduct, member.ErrNotFound, member.ErrSuspended.
// contract: S0-25
func (s *Service) Claim(tx *store.Tx, cmd ClaimCmd) (Claim, error) {
	if !cmd.Product.valid() {
		return Claim{}, ErrProduct
	}
	loads.Want(tx, loadOf(cmd.Member))
	required, err := s.required.Read(tx)
	_, err2 := member.Require(tx, cmd.Member)
	if err := errors.Join(err, err2); err != nil {
		return Claim{}, err
	}
	if required == "true" {
		return s.claimTask(tx, cmd)
	}
	n, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Claim{}, err
	}
	return claimOf(s.award(tx, cmd.award("experience:"+strconv.FormatInt(int64(n), 10))))
}

// claimTask takes an open task. Beyond the limit it stays open.
func (s *Service) claimTask(tx *store.Tx, cmd ClaimCmd) (Claim, error) {
	g, found, err := s.claimable(tx, cmd)
	if err != nil {
		return Claim{}, err
	}
	if !found {
		return s.standing(tx, cmd)
	}
	a, err := s.award(tx, cmd.award(sourceOf(g.ID)))
	if err == nil && a.Amount > 0 {
		g.granted(a)
		generations.Put(tx, g)
	}
	return claimOf(a, err)
}

// claimable is the open task that finished first, of those that still count.
func (s *Service) claimable(tx *store.Tx, cmd ClaimCmd) (g Generation, found bool, err error) {
	list, err := openTasks(tx, cmd.Member, cmd.Product)
	since := tx.Now().Add(-claimWithin)
	for _, one := range list {
		if one.FinishedAt > since && (!found || one.FinishedAt < g.FinishedAt) {
			g, found = one, true
		}
	}
	return g, found, err
}

// openTasks are a member's tasks of a product that nobody has claimed. The
// member's own row is locked first, so that no other process adds one unseen.
func openTasks(tx *store.Tx, member id.ID, p Product) ([]Generation, error) {
	group := openKey{member.Bucket(), member, p, Open}
	byReward.Want(tx, group)
	if _, err := shift(tx, member, 0); err != nil {
		return nil, err
	}
	return byReward.By(tx, group)
}

// makeRoom lapses the oldest open task where there are too many for one more.
func makeRoom(tx *store.Tx, g Generation) error {
	list, err := openTasks(tx, g.Member, g.Product)
	if err != nil || len(list) < openMax {
		return err
	}
	oldest := list[0]
	for _, one := range list {
		if one.FinishedAt < oldest.FinishedAt {
			oldest = one
		}
	}
	oldest.Reward = Lapsed
	generations.Put(tx, oldest)
	return nil
}

// errStanding ends the dry run of an award.
var errStanding = errors.New("generation: dry run")

// standing is a claim of nothing: what an award would leave tells how much is
// left, and is taken back.
func (s *Service) standing(tx *store.Tx, cmd ClaimCmd) (Claim, error) {
	var a rule.Award
	err := tx.Sub(func() (err error) {
		if a, err = s.award(tx, cmd.award("")); err == nil {
			err = errStanding
		}
		return err
	})
	if !errors.Is(err, errStanding) {
		return Claim{}, err
	}
	if a.Amount > 0 {
		a.Balance -= a.Amount
		if a.Remaining >= 0 {
			a.Remaining++
		}
	}
	a.Amount = 0
	return claimOf(a, nil)
}

func (cmd ClaimCmd) award(source string) rule.AwardCmd {
	return rule.AwardCmd{Member: cmd.Member, Rule: string(cmd.Product), Source: source, By: actor.OfMember(cmd.Member)}
}

func claimOf(a rule.Award, err error) (Claim, error) {
	return Claim{Points: a.Amount, Remaining: a.Remaining, Balance: a.Balance}, err
}
