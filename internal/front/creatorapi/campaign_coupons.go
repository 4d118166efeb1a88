package creatorapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// couponItem is a coupon as it is listed. The counters are for admins.
type couponItem struct {
	ID            id.ID    `json:"id"`
	Code          string   `json:"code"`
	Name          string   `json:"name"`
	Type          string   `json:"type"`
	Value         decimal  `json:"value"`
	MinAmount     decimal  `json:"min_amount"`
	MaxUsage      int64    `json:"max_usage"`
	ValidFrom     wireTime `json:"valid_from"`
	ValidUntil    wireTime `json:"valid_until"`
	Status        string   `json:"status"`
	IsClaimed     bool     `json:"is_claimed"`
	CreatedAt     wireTime `json:"created_at"`
	Visibility    string   `json:"visibility,omitempty"`
	ClaimedCount  *int64   `json:"claimed_count,omitempty"`
	ReservedCount *int64   `json:"reserved_count,omitempty"`
	UsedCount     *int64   `json:"used_count,omitempty"`
}

func (a *API) couponItem(c caller, l coupon.Line) couponItem {
	item := couponItem{
		ID: l.ID, Code: l.Code, Name: l.Name, Type: string(l.Kind), Value: couponValue(l.Kind, l.Value), MinAmount: decimal(l.MinAmount), MaxUsage: l.MaxUsage,
		ValidFrom: wireTime(l.ValidFrom), ValidUntil: wireTime(l.ValidUntil), Status: string(l.Status(a.Clock.Now())), IsClaimed: l.Mine, CreatedAt: wireTime(l.CreatedAt),
		ClaimedCount: counted(c, l.Claimed), ReservedCount: counted(c, l.Reserved), UsedCount: counted(c, l.Used),
	}
	if c.IsAdmin() {
		item.Visibility = string(l.Visibility)
	}
	return item
}

// couponValue is a value of any kind with two digits.
func couponValue(k coupon.Kind, v amount.Amount) decimal {
	if k.Scale() == 0 {
		v *= 100 // bounded: a coupon's value is at most 10^12
	}
	return decimal(v)
}

// couponRequest is the body of POST and PUT.
type couponRequest struct {
	Code       *string      `json:"code"`
	Name       *string      `json:"name"`
	Type       *coupon.Kind `json:"type"`
	Value      httpx.Money  `json:"value"`
	MinAmount  httpx.Money  `json:"min_amount"`
	MaxUsage   httpx.Int    `json:"max_usage"`
	ValidFrom  *wireTime    `json:"valid_from"`
	ValidUntil *wireTime    `json:"valid_until"`
	Visibility *string      `json:"visibility"`
	Status     *string      `json:"status"` // PUT: active or paused
}

// createCoupon makes a coupon. contract: S2-29
func (a *API) createCoupon(w http.ResponseWriter, r *http.Request, c caller) error {
	var req couponRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if err := allSent(
		sentField{"code", req.Code != nil}, sentField{"name", req.Name != nil}, sentField{"type", req.Type != nil}, sentField{"value", req.Value.IsSet()},
		sentField{"max_usage", req.MaxUsage.Set}, sentField{"valid_from", fieldTime(req.ValidFrom) != nil}, sentField{"valid_until", fieldTime(req.ValidUntil) != nil},
	); err != nil {
		return err
	}
	value, err := fieldAmount("value", req.Value, req.Type.Scale())
	if err != nil {
		return err
	}
	least, err := fieldAmount("min_amount", req.MinAmount, 2)
	if err != nil {
		return err
	}
	cmd := coupon.CreateCmd{
		Code: *req.Code, Name: *req.Name, Kind: *req.Type, Value: *value, MinAmount: valueOr(least, 0), MaxUsage: req.MaxUsage.Value,
		ValidFrom: *fieldTime(req.ValidFrom), ValidUntil: *fieldTime(req.ValidUntil), Visibility: coupon.Visibility(valueOr(req.Visibility, "")), Actor: c.actor(),
	}
	return a.write(w, r, c, id.BucketOf(cmd.Code), "优惠券创建成功", func(tx *store.Tx) (any, error) {
		made, err := a.Coupons.Create(tx, cmd)
		return struct {
			ID     id.ID  `json:"id"`
			Code   string `json:"code"`
			Status string `json:"status"`
		}{made.ID, made.Code, string(made.Status(tx.Now()))}, err
	})
}

// editCoupon changes what the body names. contract: N-14
func (a *API) editCoupon(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "coupon_id", coupon.ErrNotFound)
	if err != nil {
		return err
	}
	var req couponRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), success, func(tx *store.Tx) (any, error) {
		edited, err := a.applyCoupon(tx, i, &req, c)
		return a.couponItem(c, coupon.Line{Coupon: edited}), err
	})
}

// applyCoupon edits a coupon. A value is read as its kind has it; code and
// type may be repeated, not changed.
func (a *API) applyCoupon(tx *store.Tx, i id.ID, req *couponRequest, c caller) (coupon.Coupon, error) {
	now, err := coupon.Get(tx, i)
	if err != nil {
		return coupon.Coupon{}, err
	}
	if req.Type != nil && *req.Type != now.Kind {
		return coupon.Coupon{}, errField.With("field", "type")
	}
	if req.Code != nil {
		if code, err := coupon.Normal(*req.Code); err != nil || code != now.Code {
			return coupon.Coupon{}, errField.With("field", "code")
		}
	}
	value, err := fieldAmount("value", req.Value, now.Kind.Scale())
	if err != nil {
		return coupon.Coupon{}, err
	}
	least, err := fieldAmount("min_amount", req.MinAmount, 2)
	if err != nil {
		return coupon.Coupon{}, err
	}
	cmd := coupon.EditCmd{
		ID: i, Name: req.Name, Value: value, MinAmount: least, ValidFrom: fieldTime(req.ValidFrom), ValidUntil: fieldTime(req.ValidUntil),
		Visibility: (*coupon.Visibility)(req.Visibility), State: (*coupon.State)(req.Status), Actor: c.actor(),
	}
	if req.MaxUsage.Set {
		cmd.MaxUsage = &req.MaxUsage.Value
	}
	return a.Coupons.Edit(tx, cmd)
}

// deleteCoupon takes a coupon away. contract: N-14
func (a *API) deleteCoupon(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "coupon_id", coupon.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), success, func(tx *store.Tx) (any, error) {
		return nil, a.Coupons.Delete(tx, i, c.actor())
	})
}

// listCoupons lists the public coupons and the caller's own, or to an admin
// all. contract: S2-30
func (a *API) listCoupons(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	cmd := coupon.ListCmd{Viewer: c.Member, Status: coupon.Status(r.URL.Query().Get("status")), All: c.IsAdmin(), Now: a.Clock.Now(), Page: p}
	found, err := coupon.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return replyList(w, p, found, func(l coupon.Line) couponItem { return a.couponItem(c, l) })
}

// claimCoupon gives the caller a coupon. contract: S2-31
func (a *API) claimCoupon(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "coupon_id", coupon.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), "领取成功", func(tx *store.Tx) (any, error) {
		had, of, err := a.Coupons.Claim(tx, coupon.ClaimCmd{Member: c.Member, Coupon: i})
		return struct {
			UserCouponID id.ID    `json:"user_coupon_id"`
			CouponID     id.ID    `json:"coupon_id"`
			Code         string   `json:"code"`
			Status       string   `json:"status"`
			ValidUntil   wireTime `json:"valid_until"`
		}{had.ID, of.ID, of.Code, string(had.State), wireTime(of.ValidUntil)}, err
	})
}

// ownedCoupon is a coupon that the caller has.
type ownedCoupon struct {
	ID         id.ID    `json:"id"`
	CouponID   id.ID    `json:"coupon_id"`
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Type       string   `json:"type"`
	Value      decimal  `json:"value"`
	MinAmount  decimal  `json:"min_amount"`
	Status     string   `json:"status"`
	OrderID    text     `json:"order_id"`
	ValidFrom  wireTime `json:"valid_from"`
	ValidUntil wireTime `json:"valid_until"`
	ClaimedAt  wireTime `json:"claimed_at"`
	UsedAt     wireTime `json:"used_at"`
}

func ownedCouponOf(o coupon.Owned) ownedCoupon {
	item := ownedCoupon{
		ID: o.ID, CouponID: o.Coupon, Code: o.Code, Name: o.Name, Type: string(o.Kind), Value: couponValue(o.Kind, o.Value), MinAmount: decimal(o.MinAmount),
		Status: string(o.State), OrderID: text(o.OrderID), ValidFrom: wireTime(o.ValidFrom), ValidUntil: wireTime(o.ValidUntil), ClaimedAt: wireTime(o.ClaimedAt),
	}
	if o.State == coupon.Used {
		item.UsedAt = wireTime(o.ChangedAt)
	}
	return item
}

// listMyCoupons lists the caller's coupons. contract: S2-32
func (a *API) listMyCoupons(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	cmd := coupon.MineCmd{Member: c.Member, State: coupon.HoldState(r.URL.Query().Get("status")), Now: a.Clock.Now(), Page: p}
	found, err := coupon.Mine(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return replyList(w, p, found, ownedCouponOf)
}
