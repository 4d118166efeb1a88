package simulated

import (
	"encoding/hex"
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/store"
)

type poolKey struct {
	Currency settlement.Currency `db:"currency"`
}

// pool is what there is of a currency, at its scale.
type pool struct {
	poolKey
	Available amount.Amount `db:"available"`
	Paid      amount.Amount `db:"paid"`
}

type payoutKey struct {
	Bucket id.Bucket `db:"bucket"`
	Client string    `db:"client"`
}

// payout is an order and what became of it, at once.
type payout struct {
	payoutKey
	Body     string              `db:"body"` // the order, to tell another one of the same client id
	Currency settlement.Currency `db:"currency"`
	Status   settlement.Status   `db:"status"`
	Received amount.Amount       `db:"received"`
	TxHash   string              `db:"tx_hash"`
	Code     settlement.Code     `db:"code"`
	At       instant.Instant     `db:"at"`
}

var (
	pools   = store.Define[poolKey, pool]("simulated_pool")
	payouts = store.Define[payoutKey, payout]("simulated_payout")
)

// rate is what one USDT is worth: num/den of the currency.
type rate struct {
	num, den int64
	pool     int64 // whole units that there are in the beginning
}

// The document's example makes one BNB 2000 USDT.
var rates = map[settlement.Currency]rate{
	settlement.BNB:  {1, 2000, 1_000},
	settlement.OG:   {2, 1, 1_000_000},
	settlement.USDT: {1, 1, 1_000_000},
	settlement.DST:  {10, 1, 10_000_000},
}

// worth is what an amount of USDT is worth, cut off toward zero.
func worth(of amount.Amount, c settlement.Currency) (amount.Amount, error) {
	r := rates[c]
	num := r.num
	for range c.Scale() - settlement.SourceScale {
		num *= 10
	}
	return amount.MulDiv(of, num, r.den)
}

func openPool(tx *store.Tx, c settlement.Currency) (pool, error) {
	p, found, err := pools.Get(tx, poolKey{c})
	if err == nil && !found {
		p = pool{poolKey: poolKey{c}, Available: start(c)}
	}
	return p, err
}

func start(c settlement.Currency) amount.Amount {
	n := rates[c].pool
	for range c.Scale() {
		n *= 10
	}
	return amount.Amount(n)
}

func keyOf(client string) payoutKey { return payoutKey{id.BucketOf("simulated:" + client), client} }

// bodyOf is an order as text.
func bodyOf(o settlement.Order) string {
	return fmt.Sprintf("%d %d %s %q %q %d", o.Member, o.Amount, o.Currency, o.Address, o.Quote, o.Least)
}

// settle pays an order out of the pool, or refuses it, once.
func settle(tx *store.Tx, o settlement.Order) (payout, error) {
	key := keyOf(o.Client)
	pools.Want(tx, poolKey{o.Currency})
	was, found, err := payouts.Get(tx, key)
	if err != nil || found {
		return was, err
	}
	out, err := worth(o.Amount, o.Currency)
	if err != nil {
		return payout{}, err
	}
	from, err := openPool(tx, o.Currency)
	if err != nil {
		return payout{}, err
	}
	p := payout{payoutKey: key, Body: bodyOf(o), Currency: o.Currency, Status: settlement.GivenUp, At: tx.Now()}
	switch {
	case out > from.Available:
		p.Code = settlement.InsufficientLiquidity
	case out < o.Least || out == 0:
		p.Code = settlement.Slippage
	default:
		var hash [32]byte
		_, _ = tx.Dice().Read(hash[:])
		p.Status, p.Received, p.TxHash = settlement.Done, out, "sim_"+hex.EncodeToString(hash[:])
		from.Available, from.Paid = from.Available-out, from.Paid+out
	}
	pools.Put(tx, from)
	payouts.Put(tx, p)
	return p, nil
}

// SetPool makes the pool of a currency so large: for trying out what happens
// when it is empty.
func SetPool(tx *store.Tx, c settlement.Currency, available amount.Amount) error {
	p, err := openPool(tx, c)
	if err != nil {
		return err
	}
	p.Available = available
	pools.Put(tx, p)
	return nil
}
