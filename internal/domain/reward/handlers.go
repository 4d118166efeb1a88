package reward

import (
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// AdoptionEvent is the type of event that this package handles: data trees,
// province_code, city_code.
const AdoptionEvent event.Type = "adoption.paid"

// RewardedEffect is the kind of an effect that gave a reward, whoever to; its
// rule is the right.
const RewardedEffect event.EffectKind = "rewarded"

// RegisterEvents adds the handler of AdoptionEvent.
func RegisterEvents(r *event.Registry, s *Service) { r.Register(AdoptionEvent, adoptionHandler{s}) }

type adoptionHandler struct{ rewards *Service }

// Apply allocates an adoption. Faults: event.ErrData, and those of Allocate.
// contract: N-01
func (h adoptionHandler) Apply(tx *store.Tx, e event.Event) ([]event.Effect, error) {
	cmd := AllocateCmd{Event: e.ID, Member: e.Member, PaidAt: e.At, By: e.By}
	var err error
	if cmd.Trees, err = e.Data.Int("trees", 1, treesMax); err != nil {
		return nil, err
	}
	if cmd.Province, err = e.Data.Text("province_code", 20); err != nil {
		return nil, err
	}
	if cmd.City, err = e.Data.Text("city_code", 20); err != nil {
		return nil, err
	}
	done, err := h.rewards.Allocate(tx, cmd)
	if err != nil {
		return nil, err
	}
	effects := make([]event.Effect, len(done.Rewards))
	for i, r := range done.Rewards {
		effects[i] = event.Effect{Kind: RewardedEffect, Rule: string(r.Right), Asset: ledger.USDT, Amount: r.USDT}
	}
	return effects, nil
}
