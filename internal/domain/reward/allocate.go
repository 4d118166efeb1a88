package reward

import (
	"strconv"
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

type adoptionKey struct {
	Bucket id.Bucket `db:"bucket"`
	Event  string    `db:"event"`
}

// adoption is an event that was allocated.
type adoption struct {
	adoptionKey
	Member     id.ID           `db:"member"`
	Trees      int64           `db:"trees"`
	Province   string          `db:"province"`
	City       string          `db:"city"`
	Version    int64           `db:"version"`
	Rewards    string          `db:"rewards"` // ids in the order of Rights, apart by spaces
	PaidAt     instant.Instant `db:"paid_at"`
	RecordedAt instant.Instant `db:"recorded_at"`
}

func adoptionOf(event string) adoptionKey {
	return adoptionKey{id.BucketOf(string(AdoptionEvent) + ":" + event), event}
}

// AllocateCmd tells of an adoption that was paid.
type AllocateCmd struct {
	Event    string // the sender's id of it
	Member   id.ID  // who adopted
	Trees    int64
	Province string
	City     string
	PaidAt   instant.Instant
	By       actor.Actor
}

// Allocation is what an adoption gave. Repeated says that it was allocated
// before; the rewards are those of the first time, as they are now.
type Allocation struct {
	Repeated bool
	Rewards  []Reward
	Claimed  int // how many of the adopter's own waiting rewards became settleable
}

// Allocate makes the adopter's waiting rewards settleable and allocates the
// six rewards of the adoption, or answers as the first time.
// Faults: ErrTrees, ErrRegion, amount.ErrOverflow, member.ErrNotFound.
// contract: S1-M1, S1-M2
func (s *Service) Allocate(tx *store.Tx, cmd AllocateCmd) (Allocation, error) {
	if cmd.Trees < 1 || cmd.Trees > treesMax {
		return Allocation{}, ErrTrees
	}
	if !member.ValidRegion(cmd.Province) || !member.ValidRegion(cmd.City) {
		return Allocation{}, ErrRegion
	}
	adoptions.Want(tx, adoptionOf(cmd.Event))
	books.Want(tx, bookOf(cmd.Member))
	member.Want(tx, cmd.Member)
	nows.WantRead(tx, current)
	first, found, err := adoptions.Get(tx, adoptionOf(cmd.Event))
	if err != nil {
		return Allocation{}, err
	}
	if found {
		return first.allocation(tx)
	}
	adopter, err := member.Get(tx, cmd.Member)
	if err != nil {
		return Allocation{}, err
	}
	to, err := s.recipients(tx, adopter, place{cmd.Province, cmd.City})
	if err != nil {
		return Allocation{}, err
	}
	for _, one := range to {
		if one.member != 0 {
			books.Want(tx, bookOf(one.member))
		}
	}
	terms, err := termsOf(tx)
	if err != nil {
		return Allocation{}, err
	}
	claimed, err := s.claim(tx, cmd.Member)
	if err != nil {
		return Allocation{}, err
	}
	out := Allocation{Claimed: claimed}
	for _, right := range Rights() {
		r, err := s.grant(tx, cmd, right, to[right], terms)
		if err != nil {
			return Allocation{}, err
		}
		out.Rewards = append(out.Rewards, r)
	}
	adoptions.Put(tx, adoption{
		adoptionOf(cmd.Event), cmd.Member, cmd.Trees, cmd.Province, cmd.City, terms.Version, idsOf(out.Rewards), cmd.PaidAt, tx.Now(),
	})
	return out, nil
}

// grant gives a right's reward to its recipient.
func (s *Service) grant(tx *store.Tx, cmd AllocateCmd, right Right, to recipient, terms Terms) (Reward, error) {
	term := terms.Of[right]
	usdt, hashpower, err := term.Worth(cmd.Trees)
	if err != nil {
		return Reward{}, err
	}
	r := Reward{
		Owner: to.member, Account: to.account, Event: cmd.Event, Adopter: cmd.Member, Right: right,
		USDT: usdt, Hashpower: hashpower, Version: terms.Version, CreatedAt: tx.Now(),
	}
	if to.member == 0 {
		return s.grantSystem(tx, r, adoptionOf(cmd.Event).Bucket, cmd.By)
	}
	r.Account = ledger.Main
	book, err := openBook(tx, to.member)
	if err != nil {
		return Reward{}, err
	}
	rid, err := tx.NewID(to.member.Bucket())
	if err != nil {
		return Reward{}, err
	}
	r.rewardKey = keyOf(rid)
	if term.Claim > 0 && book.AdoptedAt == 0 {
		r.State, r.ExpireAt = Pending, tx.Now().Add(term.Claim)
		pendings.Add(tx, r.pending())
	} else {
		book.number(&r)
	}
	book.add(r.State, usdt, hashpower)
	books.Put(tx, book)
	rewards.Add(tx, r)
	return r, nil
}

// grantSystem gives a reward to a system account, on the ledger at once.
func (s *Service) grantSystem(tx *store.Tx, r Reward, at id.Bucket, by actor.Actor) (Reward, error) {
	rid, err := tx.NewID(at)
	if err != nil {
		return Reward{}, err
	}
	r.rewardKey, r.State = keyOf(rid), Settleable
	rewards.Add(tx, r)
	for _, part := range []struct {
		asset ledger.Asset
		worth amount.Amount
	}{{ledger.USDT, r.USDT}, {ledger.Hashpower, r.Hashpower}} {
		if part.worth == 0 {
			continue
		}
		_, err := s.ledger.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Ref{Purpose: r.Account}, Asset: part.asset, Amount: part.worth, Kind: ledger.Earn,
			Reason: "reward." + string(r.Right), Source: sourceOf(rid), Actor: by,
		})
		if err != nil {
			return Reward{}, err
		}
	}
	return r, nil
}

func sourceOf(reward id.ID) string { return sourcePrefix + strconv.FormatInt(int64(reward), 10) }

const sourcePrefix = "reward:"

// allocation is what the adoption gave, as it is now.
func (a adoption) allocation(tx *store.Tx) (Allocation, error) {
	out := Allocation{Repeated: true}
	list := parseIDs(a.Rewards)
	for _, rid := range list {
		rewards.WantRead(tx, keyOf(rid))
	}
	for _, rid := range list {
		r, _, err := rewards.Read(tx, keyOf(rid))
		if err != nil {
			return Allocation{}, err
		}
		out.Rewards = append(out.Rewards, r)
	}
	return out, nil
}

func idsOf(list []Reward) string {
	parts := make([]string, len(list))
	for i, r := range list {
		parts[i] = strconv.FormatInt(int64(r.ID), 10)
	}
	return strings.Join(parts, " ")
}

func parseIDs(text string) []id.ID {
	var out []id.ID
	for part := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			panic("reward: an adoption with unreadable rewards")
		}
		out = append(out, id.ID(n))
	}
	return out
}
