package chain

import (
	"errors"
	"testing"
	"time"
)

// A payout is proved by what the wallet gained, whoever paid it.
func TestVerifyPayout(t *testing.T) {
	good := Payout{Signature: hash, To: target, Lamports: fee, Since: noon.Add(-time.Hour)}
	for name, c := range map[string]struct {
		change func(t *Transaction, p *Payout)
		cause  error
	}{
		"paid":           {func(*Transaction, *Payout) {}, nil},
		"paid by others": {func(_ *Transaction, p *Payout) { p.Lamports = 1 }, nil},
		"another hash":   {func(_ *Transaction, p *Payout) { p.Signature[5] = 9 }, CauseOtherTransaction},
		"failed":         {func(t *Transaction, _ *Payout) { t.Failed = true }, CauseFailed},
		"too little":     {func(_ *Transaction, p *Payout) { p.Lamports = fee + 1 }, CauseBalance},
		"nothing asked":  {func(_ *Transaction, p *Payout) { p.Lamports = 0 }, CauseBalance},
		"another wallet": {func(_ *Transaction, p *Payout) { p.To = stranger }, CauseBalance},
		"older":          {func(_ *Transaction, p *Payout) { p.Since = noon.Add(ClockSkew + time.Second) }, CauseTooOld},
		"a little older": {func(_ *Transaction, p *Payout) { p.Since = noon.Add(ClockSkew) }, nil},
		"no keys":        {func(t *Transaction, _ *Payout) { t.Keys = nil }, ErrUnavailable},
		"no time":        {func(t *Transaction, _ *Payout) { t.BlockTime = 0 }, ErrUnavailable},
	} {
		transaction, want := paid(uint64(fee)), good
		c.change(&transaction, &want)
		if err := VerifyPayout(transaction, want); !errors.Is(err, c.cause) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
