package study

import (
	"encoding/binary"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
)

// award is what a rule granted for a day or for a project, and whether that
// was taken back; it may then be granted again, for another session.
type award struct {
	Rule     id.ID
	Version  int64         // of the rule, that granted it last
	Amount   amount.Amount // 0 for a rating that is worth nothing
	Transfer id.ID         // 0 where the amount is
	Reversed bool
}

// packAwards writes awards for the row of their day or project, in the order
// in which their rules first granted something.
func packAwards(list []award) []byte {
	var out []byte
	for _, a := range list {
		reversed := uint64(0)
		if a.Reversed {
			reversed = 1
		}
		for _, n := range [...]uint64{uint64(a.Rule), uint64(a.Version), uint64(a.Amount), uint64(a.Transfer), reversed} {
			out = binary.AppendUvarint(out, n)
		}
	}
	return out
}

// unpackAwards reads what packAwards wrote; ok is false for anything else.
func unpackAwards(b []byte) (list []award, ok bool) {
	for len(b) > 0 {
		var f [5]uint64
		for i := range f {
			n, size := binary.Uvarint(b)
			if size <= 0 {
				return nil, false
			}
			f[i], b = n, b[size:]
		}
		list = append(list, award{id.ID(f[0]), int64(f[1]), amount.Amount(f[2]), id.ID(f[3]), f[4] == 1})
	}
	return list, true
}

// awardsIn reads a row's awards.
func awardsIn(b []byte) []award {
	list, ok := unpackAwards(b)
	if !ok {
		panic("study: stored awards that cannot be read")
	}
	return list
}

// Effect is that an award was granted or taken back, and by which transfer.
type Effect struct {
	Trigger  Trigger
	Amount   amount.Amount
	Reversed bool
	Transfer id.ID
}

// post moves an award's points to the member. The row that keeps the award is
// the natural key of the movement, so that the ledger needs none.
func (v *visit) post(t Trigger, name string, points amount.Amount) (id.ID, error) {
	if points == 0 {
		return 0, nil
	}
	post, err := v.ledger.Post(v.tx, ledger.PostCmd{
		Debit: ledger.Issuance, Credit: ledger.Member(v.member), Asset: ledger.Study, Amount: points, Kind: ledger.Earn,
		Reason: "study." + string(t) + ":" + name, Source: "study:" + v.event, Actor: v.by,
	})
	if err == nil {
		v.effects = append(v.effects, Effect{Trigger: t, Amount: points, Transfer: post.ID})
		v.earned += points
	}
	return post.ID, err
}

// takeBack reverses an award. The member may have spent it, and owes it then.
// An operator may have reversed the transfer before.
func (v *visit) takeBack(a *award, r *ruleVersion) error {
	if a.Transfer == 0 {
		return nil
	}
	reason := "study." + string(r.Trigger) + ".reversed:" + r.Name
	post, err := v.ledger.Reverse(v.tx, ledger.ReverseCmd{Transfer: a.Transfer, Reason: reason, Actor: v.by, AllowDebt: true})
	switch {
	case err == nil:
		v.effects = append(v.effects, Effect{Trigger: r.Trigger, Amount: a.Amount, Reversed: true, Transfer: post.ID})
	case !errors.Is(err, ledger.ErrReversed):
		return err
	}
	v.earned -= a.Amount
	return nil
}
