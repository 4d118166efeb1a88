package ledger

import (
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Ledger posts transfers. Its zone decides where days, weeks and months end.
type Ledger struct{ zone *time.Location }

// New makes a ledger for the project's zone.
func New(zone *time.Location) *Ledger { return &Ledger{zone: zone} }

// Zone is the project's zone.
func (l *Ledger) Zone() *time.Location { return l.zone }

// PostCmd asks for one transfer. Key, where set, is the natural key of what
// happened: a second Post with it, in the bucket of the member concerned,
// changes nothing and answers as the first did.
type PostCmd struct {
	Debit  Ref
	Credit Ref
	Asset  Asset
	Amount amount.Amount
	Kind   Kind
	Reason string
	Source string
	Actor  actor.Actor
	Key    string
	// AllowDebt lets the debit account go below zero (reversals only).
	AllowDebt bool

	reverses id.ID
	reversed reversed
}

// reversed is what a reversal must know of the line that it takes back.
type reversed struct {
	kind Kind
	at   instant.Instant
}

// Posting is what a transfer did. Balance is the member's posted balance
// after it: the debit side's, or the credit side's where a system account
// was debited. Repeated says that the natural key was there before; the
// balance is then that of the first time, and holds do not count.
type Posting struct {
	ID        id.ID
	Balance   amount.Amount
	Available amount.Amount
	Repeated  bool
}

// Post moves cmd.Amount from cmd.Debit to cmd.Credit, or changes nothing.
// Faults: ErrAmount, ErrText, ErrInsufficient, ErrLotSpent.
func (l *Ledger) Post(tx *store.Tx, cmd PostCmd) (Posting, error) {
	if err := cmd.check(); err != nil {
		return Posting{}, err
	}
	cmd.want(tx)
	done, err := l.repeated(tx, &cmd)
	if err != nil || done.Repeated {
		return done, err
	}
	tid, err := tx.NewID(cmd.bucket())
	if err != nil {
		return Posting{}, err
	}
	out, err := l.move(tx, &cmd, tid)
	if err == nil && cmd.Key != "" {
		keys.Put(tx, naturalKey{keyID: keyID{cmd.bucket(), cmd.Key}, Transfer: tid})
	}
	return out, err
}

// move writes the lines of both sides.
func (l *Ledger) move(tx *store.Tx, cmd *PostCmd, tid id.ID) (Posting, error) {
	out := Posting{ID: tid}
	if !cmd.Debit.IsSystem() {
		acc, err := l.line(tx, cmd, tid, cmd.Debit, cmd.Credit, -cmd.Amount)
		if err != nil {
			return Posting{}, err
		}
		out.Balance, out.Available = acc.Posted, acc.Available()
	}
	if !cmd.Credit.IsSystem() {
		acc, err := l.line(tx, cmd, tid, cmd.Credit, cmd.Debit, cmd.Amount)
		if err != nil {
			return Posting{}, err
		}
		if cmd.Debit.IsSystem() {
			out.Balance, out.Available = acc.Posted, acc.Available()
		}
	}
	if cmd.Debit.IsSystem() && cmd.Credit.IsSystem() {
		systemLine(tx, cmd, tid)
	}
	return out, nil
}

// line appends one line to a member's account and updates its row.
func (l *Ledger) line(tx *store.Tx, cmd *PostCmd, tid id.ID, on, other Ref, by amount.Amount) (Account, error) {
	acc, err := l.open(tx, on, cmd.Asset)
	if err != nil {
		return acc, err
	}
	if by < 0 && acc.Available() < -by && !cmd.AllowDebt {
		return acc, ErrInsufficient.With("asset", string(cmd.Asset)).With("available", int64(acc.Available())).With("needed", int64(-by))
	}
	if acc.Posted, err = amount.Add(acc.Posted, by); err != nil || acc.Posted > amount.Max {
		return acc, ErrAmount
	}
	acc.Seq++
	acc.ChangedAt = tx.Now()
	t := Transfer{
		transferKey: transferKey{acc.accountKey, acc.Seq}, ID: tid, Amount: by, Balance: acc.Posted, Counter: other.String(),
		Kind: cmd.Kind, Reason: cmd.Reason, Source: cmd.Source, Actor: cmd.Actor.String(), Reverses: cmd.reverses, At: tx.Now(),
	}
	if err := l.carve(tx, acc.accountKey, cmd.Kind, by, acc.Posted); err != nil {
		return acc, err
	}
	t.Mark = markOf(acc.Mark, &t)
	acc.Mark = t.Mark
	acc.count(cmd.Kind, cmd.reversed, by, tx.Now(), l.zone)
	accounts.Put(tx, acc)
	transfers.Add(tx, t)
	return acc, nil
}

// systemLine records a movement between two system accounts. It belongs to
// no member, so it stands under the credit account, numbered by its own id.
func systemLine(tx *store.Tx, cmd *PostCmd, tid id.ID) {
	key := accountKey{tid.Bucket(), 0, cmd.Asset, cmd.Credit.Purpose}
	t := Transfer{
		transferKey: transferKey{key, int64(tid)}, ID: tid, Amount: cmd.Amount, Counter: cmd.Debit.String(),
		Kind: cmd.Kind, Reason: cmd.Reason, Source: cmd.Source, Actor: cmd.Actor.String(), Reverses: cmd.reverses, At: tx.Now(),
	}
	t.Mark = markOf(nil, &t)
	transfers.Add(tx, t)
}

// open gets an account's row, or a new one.
func (l *Ledger) open(tx *store.Tx, r Ref, a Asset) (Account, error) {
	key := keyOf(r, a)
	acc, found, err := accounts.Get(tx, key)
	if err == nil && !found {
		acc = Account{accountKey: key, OpenedAt: tx.Now(), ChangedAt: tx.Now()}
	}
	return acc, err
}

// Balance reads an account inside a write, and locks it.
func (l *Ledger) Balance(tx *store.Tx, r Ref, a Asset) (Account, error) { return l.open(tx, r, a) }

// Want asks for an account that a later verb of this write will need.
func (l *Ledger) Want(tx *store.Tx, r Ref, a Asset) { accounts.Want(tx, keyOf(r, a)) }

func (c *PostCmd) check() error {
	if c.Amount <= 0 || c.Amount > amount.Max {
		return ErrAmount
	}
	if len(c.Reason) > TextMax || len(c.Source) > TextMax || len(c.Key) > TextMax {
		return ErrText
	}
	if c.Debit == c.Credit {
		return ErrAmount
	}
	return nil
}

// bucket is where the movement belongs: with the member who pays, else with
// the one who receives, else (between system accounts) by its source.
func (c *PostCmd) bucket() id.Bucket {
	switch {
	case !c.Debit.IsSystem():
		return c.Debit.Owner.Bucket()
	case !c.Credit.IsSystem():
		return c.Credit.Owner.Bucket()
	}
	return id.BucketOf(c.Source)
}

func (c *PostCmd) want(tx *store.Tx) {
	for _, r := range [...]Ref{c.Debit, c.Credit} {
		if !r.IsSystem() {
			accounts.Want(tx, keyOf(r, c.Asset))
			wantLot(tx, r, c.Asset)
		}
	}
	if c.Key != "" {
		keys.Want(tx, keyID{c.bucket(), c.Key})
	}
}
