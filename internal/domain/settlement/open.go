package settlement

import (
	"encoding/hex"
	"strconv"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// OpenCmd asks to pay a member Amount (USDT, SourceScale) in a currency.
type OpenCmd struct {
	Purpose  string
	Member   id.ID
	Amount   amount.Amount
	Currency Currency
}

// jobTriesMax bounds the attempts that fail on our own side. A settlement that
// is looked up again has not failed.
const jobTriesMax = 1000

// Open writes the intent and the job that carries it out. The caller has
// reserved what is paid, in the same write.
// Faults: ErrNoProvider, ErrPaused, amount.ErrInvalid.
// contract: S1-05
func (s *Service) Open(tx *store.Tx, cmd OpenCmd) (Settlement, error) {
	if s.provider == nil {
		return Settlement{}, ErrNoProvider
	}
	if cmd.Amount <= 0 || cmd.Amount > amount.Max {
		return Settlement{}, amount.ErrInvalid
	}
	if s.claimants[cmd.Purpose] == nil {
		panic("settlement: nobody claims " + cmd.Purpose)
	}
	addresses.WantRead(tx, addressKey{cmd.Member.Bucket(), cmd.Member, cmd.Currency})
	paused, err := isPaused(tx, cmd.Currency)
	if err != nil {
		return Settlement{}, err
	}
	if paused {
		return Settlement{}, ErrPaused
	}
	to, _, err := addresses.Read(tx, addressKey{cmd.Member.Bucket(), cmd.Member, cmd.Currency})
	if err != nil {
		return Settlement{}, err
	}
	waits, err := waits(tx, cmd.Amount)
	if err != nil {
		return Settlement{}, err
	}
	sid, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Settlement{}, err
	}
	var random [8]byte
	_, _ = tx.Dice().Read(random[:])
	st := Settlement{
		settlementKey: keyOf(sid), Member: cmd.Member, Purpose: cmd.Purpose, Client: clientOf(sid, hex.EncodeToString(random[:])), Provider: s.provider.Name(),
		Amount: cmd.Amount, Currency: cmd.Currency, Address: to.Address, State: Approved, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if waits {
		st.State = Requested
	}
	settlements.Add(tx, st)
	if waits {
		return st, nil
	}
	return st, s.enqueue(tx, sid)
}

// waits reports whether an operator must approve the amount.
func waits(tx *store.Tx, of amount.Amount) (bool, error) {
	text, err := approveAbove().Read(tx)
	if err != nil || text == "" {
		return false, err
	}
	above, err := amount.Parse(text, SourceScale)
	return of > above, err
}

// enqueue asks for the job of a settlement.
func (s *Service) enqueue(tx *store.Tx, sid id.ID) error {
	text := strconv.FormatInt(int64(sid), 10)
	_, err := s.queue.Enqueue(tx, job.EnqueueCmd{Kind: JobRun, Route: sid.Bucket(), Key: text, Payload: []byte(text), AttemptsMax: jobTriesMax})
	return err
}

// Get reads a settlement inside a write, not locked. Faults: ErrNotFound.
func Get(tx *store.Tx, sid id.ID) (Settlement, error) {
	st, found, err := settlements.Read(tx, keyOf(sid))
	if err == nil && !found {
		err = ErrNotFound
	}
	return st, err
}
