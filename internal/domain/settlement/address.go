package settlement

import (
	"context"
	"errors"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type addressKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Member   id.ID     `db:"member"`
	Currency Currency  `db:"currency"`
}

// Address is where a member wants a currency.
type Address struct {
	addressKey
	Address   string          `db:"address"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var addresses = store.Define[addressKey, Address]("settlement_address")

const addressMax = 200 // bytes

// CheckAddress asks the provider whether it can pay to an address.
// Faults: ErrAddress, ErrNoProvider, ErrNotAnswering.
func (s *Service) CheckAddress(ctx context.Context, c Currency, address string) error {
	if s.provider == nil {
		return ErrNoProvider
	}
	if address == "" || len(address) > addressMax {
		return ErrAddress
	}
	ctx, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	err := s.provider.ValidateAddress(ctx, c, address)
	var no Refusal
	switch {
	case errors.As(err, &no):
		return ErrAddress
	case err != nil:
		return ErrNotAnswering.Because(err)
	}
	return nil
}

// SetAddress says where a member wants a currency, from the next settlement
// on. The caller has asked CheckAddress.
// contract: N-16
func SetAddress(tx *store.Tx, member id.ID, c Currency, address string) (before string, err error) {
	row, _, err := addresses.Get(tx, addressKey{member.Bucket(), member, c})
	if err != nil {
		return "", err
	}
	addresses.Put(tx, Address{addressKey{member.Bucket(), member, c}, address, tx.Now()})
	return row.Address, nil
}

// Addresses are where a member wants which currency.
func Addresses(ctx context.Context, q store.Querier, member id.ID) ([]Address, error) {
	return store.Select[Address](ctx, q, "SELECT bucket, member, currency, address, changed_at FROM settlement_address WHERE bucket = ? AND member = ? ORDER BY currency", member.Bucket(), member)
}
