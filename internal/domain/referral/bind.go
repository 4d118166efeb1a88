package referral

import (
	"net/netip"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// Bind says that a member came with a code, from an address. A referral that
// is rejected is recorded, and leaves the member without a referrer.
// Faults: ErrCode, member.ErrReferrerCycle, member.ErrReferrerSet,
// member.ErrNotFound.
func (s *Service) Bind(tx *store.Tx, invited id.ID, code string, client netip.Addr) error {
	from, err := owner(tx, code)
	if err != nil {
		return err
	}
	if from == invited {
		return member.ErrReferrerCycle
	}
	if _, found, err := referrals.Get(tx, keyOf(invited)); err != nil || found {
		return orSet(err)
	}
	r := Referral{
		memberKey: keyOf(invited), Referrer: from, State: Pending, Network: networkOf(client),
		Day: ledger.PeriodOf(tx.Now(), s.ledger.Zone()).Day, CreatedAt: tx.Now(),
	}
	if r.ID, err = tx.NewID(invited.Bucket()); err != nil {
		return err
	}
	if r.Reward, err = s.reward(tx); err != nil {
		return err
	}
	reason, err := refusal(tx, &r)
	if err != nil {
		return err
	}
	if reason != "" {
		r.reject(tx, reason)
		return nil
	}
	if _, err := member.SetReferrer(tx, invited, from); err != nil {
		return err
	}
	referrals.Put(tx, r)
	return nil
}

// refusal is why a referral is rejected at once, or "": then it is counted.
func refusal(tx *store.Tx, r *Referral) (reason string, err error) {
	m, err := member.Get(tx, r.Referrer)
	if err != nil {
		return "", err
	}
	if m.Status == member.Suspended {
		return bySuspended, nil
	}
	key := networkKey{r.Referrer.Bucket(), r.Referrer, r.Day, r.Network}
	n, _, err := networks.Get(tx, key)
	if err != nil {
		return "", err
	}
	most, err := read(tx, networkSpec)
	if err != nil || n.Counted >= most {
		return byNetwork, err
	}
	networks.Put(tx, network{key, n.Counted + 1})
	return "", nil
}

// networkOf is what addresses are counted under: one customer has an IPv6
// network of 64 bits. Addresses that are unknown count as one.
func networkOf(client netip.Addr) string {
	if !client.IsValid() {
		return ""
	}
	if client.Is6() && !client.Is4In6() {
		if network, err := client.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return client.Unmap().String()
}

func orSet(err error) error {
	if err != nil {
		return err
	}
	return member.ErrReferrerSet
}
