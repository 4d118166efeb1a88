package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// campaignRoutes are there where something is sold: what orders can have off,
// and what they bring in.
func (a *API) campaignRoutes() {
	if a.Coupons == nil || a.Activities == nil {
		return
	}
	a.couponRoutes()
	a.activityRoutes()
	a.revenueRoutes()
}

// moneyField is an amount of a body at a scale; one that was not sent is nil.
func moneyField(m httpx.Money, scale int) (*amount.Amount, error) {
	if !m.IsSet() {
		return nil, nil
	}
	v, err := m.Amount(scale)
	return &v, err
}

// timeField is an instant of a body; one that was not sent is nil.
// Faults: errAt.
func timeField(text *string) (*instant.Instant, error) {
	if text == nil {
		return nil, nil
	}
	at, err := parseTime(*text)
	if err != nil {
		return nil, errAt
	}
	return &at, nil
}

// unit shows an amount that has the scale of something else than an asset.
func unit(n amount.Amount, scale int) string { return n.Format(scale) }

// onObject is a write on the object of the address, which answers with it.
func (a *API) onObject(do func(tx *store.Tx, i id.ID, c caller) (any, error)) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		i, err := pathID(r)
		if err != nil {
			return err
		}
		return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) { return do(tx, i, c) })
	}
}
