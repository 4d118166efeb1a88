package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) couponRoutes() {
	missing := []*fault.Fault{coupon.ErrNotFound}
	invalid := []*fault.Fault{coupon.ErrField, errAt, amount.ErrInvalid, amount.ErrOverflow}
	a.add(toRead, a.listCoupons, operation{
		Method: http.MethodGet, Path: "/v1/coupons", ID: "N-14", Summary: "Coupons that are not deleted, newest first.",
		Query: paging(param{"status", "string", "active, paused, upcoming, expired or exhausted."}),
		Out:   list[couponReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{coupon.ErrField},
	})
	a.add(toManage, a.createCoupon, operation{
		Method: http.MethodPost, Path: "/v1/coupons", ID: "N-14", Summary: "Make a coupon.",
		In: couponRequest{}, Out: couponReply{}, Status: http.StatusCreated, Faults: append(invalid, coupon.ErrCodeTaken),
	})
	a.add(toRead, a.getCoupon, operation{
		Method: http.MethodGet, Path: "/v1/coupons/{id}", ID: "N-14", Summary: "One coupon.",
		Out: couponReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.editCoupon, operation{
		Method: http.MethodPut, Path: "/v1/coupons/{id}", ID: "N-14", Summary: "Change what the body names, but code and type. Orders that hold the coupon keep what they were promised.",
		In: couponRequest{}, Out: couponReply{}, Status: http.StatusOK, Faults: append(append(missing, coupon.ErrLimit), invalid...),
	})
	a.add(toManage, a.stateOfCoupon(coupon.Paused), operation{
		Method: http.MethodPost, Path: "/v1/coupons/{id}/pause", ID: "N-14", Summary: "Let nobody claim or use a coupon; orders that hold it go on.",
		Out: couponReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.stateOfCoupon(coupon.Active), operation{
		Method: http.MethodPost, Path: "/v1/coupons/{id}/resume", ID: "N-14", Summary: "Let a paused coupon be claimed and used again.",
		Out: couponReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.onObject(func(tx *store.Tx, i id.ID, c caller) (any, error) {
		return struct{}{}, a.Coupons.Delete(tx, i, c.Actor)
	}), operation{
		Method: http.MethodDelete, Path: "/v1/coupons/{id}", ID: "N-14", Summary: "Take a coupon from everybody who has not used it.",
		Out: struct{}{}, Status: http.StatusOK, Faults: missing,
	})
}

// couponReply is a coupon.
type couponReply struct {
	ID         int64    `json:"id"`
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Type       string   `json:"type" enum:"discount,deduction,credit_bonus"`
	Value      string   `json:"value" doc:"Percent off, CNY off, or credits in addition."`
	MinAmount  string   `json:"min_amount" doc:"CNY."`
	MaxUsage   int64    `json:"max_usage"`
	Claimed    int64    `json:"claimed" doc:"Members who have it."`
	Reserved   int64    `json:"reserved" doc:"Orders that wait for payment."`
	Used       int64    `json:"used"`
	ValidFrom  wireTime `json:"valid_from"`
	ValidUntil wireTime `json:"valid_until" doc:"Its last second."`
	Visibility string   `json:"visibility" enum:"public,private"`
	Status     string   `json:"status" enum:"active,paused,upcoming,expired,exhausted"`
	CreatedAt  wireTime `json:"created_at"`
	ChangedAt  wireTime `json:"changed_at"`
}

func (a *API) showCoupon(c coupon.Coupon) couponReply {
	return couponReply{
		int64(c.ID), c.Code, c.Name, string(c.Kind), unit(c.Value, c.Kind.Scale()), unit(c.MinAmount, 2), c.MaxUsage, c.Claimed, c.Reserved, c.Used,
		wireTime(c.ValidFrom), wireTime(c.ValidUntil), string(c.Visibility), string(c.Status(a.Clock.Now())), wireTime(c.CreatedAt), wireTime(c.ChangedAt),
	}
}

// couponRequest is a new coupon, or what is to change of one.
type couponRequest struct {
	Code       *string      `json:"code,omitempty" doc:"1 to 64 letters, digits, dashes, dots and underscores, in any case. Cannot be changed."`
	Name       *string      `json:"name,omitempty" maxLength:"200"`
	Type       *coupon.Kind `json:"type,omitempty" enum:"discount,deduction,credit_bonus" doc:"Cannot be changed."`
	Value      httpx.Money  `json:"value,omitempty" doc:"Percent off (at most 100), CNY off, or credits in addition."`
	MinAmount  httpx.Money  `json:"min_amount,omitempty" doc:"CNY; 0 where it is not said."`
	MaxUsage   *int64       `json:"max_usage,omitempty" doc:"How often it may be used, and how many members may have it."`
	ValidFrom  *string      `json:"valid_from,omitempty" doc:"RFC 3339."`
	ValidUntil *string      `json:"valid_until,omitempty" doc:"RFC 3339; the last second of it."`
	Visibility *string      `json:"visibility,omitempty" enum:"public,private" doc:"public where it is not said."`
}

// edit is what the request changes of a coupon of a kind.
func (q *couponRequest) edit(k coupon.Kind) (cmd coupon.EditCmd, err error) {
	cmd = coupon.EditCmd{Name: q.Name, MaxUsage: q.MaxUsage, Visibility: (*coupon.Visibility)(q.Visibility)}
	if cmd.Value, err = moneyField(q.Value, k.Scale()); err != nil {
		return cmd, err
	}
	if cmd.MinAmount, err = moneyField(q.MinAmount, 2); err != nil {
		return cmd, err
	}
	if cmd.ValidFrom, err = timeField(q.ValidFrom); err != nil {
		return cmd, err
	}
	cmd.ValidUntil, err = timeField(q.ValidUntil)
	return cmd, err
}

// listCoupons is a page of coupons.
// contract: N-14
func (a *API) listCoupons(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	cmd := coupon.ListCmd{All: true, Status: coupon.Status(q.text("status")), Now: a.Clock.Now(), Page: q.numbered("co")}
	if q.err != nil {
		return q.err
	}
	found, err := coupon.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, numberedOf(found, cmd.Page, "co", func(l coupon.Line) couponReply { return a.showCoupon(l.Coupon) }))
}

// createCoupon makes a coupon.
// contract: N-14
func (a *API) createCoupon(w http.ResponseWriter, r *http.Request, c caller) error {
	var req couponRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	e, err := req.edit(orZero(req.Type))
	if err != nil {
		return err
	}
	cmd := coupon.CreateCmd{
		Code: orZero(req.Code), Name: orZero(e.Name), Kind: orZero(req.Type), Value: orZero(e.Value), MinAmount: orZero(e.MinAmount), MaxUsage: orZero(e.MaxUsage),
		ValidFrom: orZero(e.ValidFrom), ValidUntil: orZero(e.ValidUntil), Visibility: orZero(e.Visibility), Actor: c.Actor,
	}
	return a.write(w, r, c, call{route: id.BucketOf(cmd.Code), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		made, err := a.Coupons.Create(tx, cmd)
		return a.showCoupon(made), err
	})
}

// getCoupon shows a coupon.
// contract: N-14
func (a *API) getCoupon(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	found, err := coupon.Load(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, a.showCoupon(found))
}

// editCoupon changes a coupon.
// contract: N-14
func (a *API) editCoupon(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req couponRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		now, err := coupon.Get(tx, i)
		if err != nil {
			return nil, err
		}
		if err := req.repeats(now); err != nil {
			return nil, err
		}
		cmd, err := req.edit(now.Kind)
		if err != nil {
			return nil, err
		}
		cmd.ID, cmd.Actor = i, c.Actor
		edited, err := a.Coupons.Edit(tx, cmd)
		return a.showCoupon(edited), err
	})
}

// repeats holds code and type to those that the coupon has.
func (q *couponRequest) repeats(c coupon.Coupon) error {
	if q.Type != nil && *q.Type != c.Kind {
		return coupon.ErrField.With("field", "type")
	}
	if q.Code == nil {
		return nil
	}
	if code, err := coupon.Normal(*q.Code); err != nil || code != c.Code {
		return coupon.ErrField.With("field", "code")
	}
	return nil
}

// stateOfCoupon pauses a coupon, or lets it run again.
func (a *API) stateOfCoupon(to coupon.State) handler {
	return a.onObject(func(tx *store.Tx, i id.ID, c caller) (any, error) {
		changed, err := a.Coupons.SetState(tx, coupon.SetStateCmd{ID: i, State: to, Actor: c.Actor})
		return a.showCoupon(changed), err
	})
}
