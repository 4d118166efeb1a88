package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) itemRoutes() {
	invalid := []*fault.Fault{catalog.ErrInvalid, catalog.ErrStale, catalog.ErrNotFound, ledger.ErrAsset, amount.ErrInvalid, amount.ErrOverflow}
	a.add(toRead, a.listItems, operation{
		Method: http.MethodGet, Path: "/v1/items", ID: "N-10", Summary: "The catalogue of virtual items, by id.",
		Query: paging(param{"category", "string", ""}), Out: list[itemReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.createItem, operation{
		Method: http.MethodPost, Path: "/v1/items", ID: "N-10", Summary: "Add to the catalogue.",
		In: itemRequest{}, Out: itemReply{}, Status: http.StatusCreated, Faults: invalid,
	})
	a.add(toRead, a.getItem, operation{
		Method: http.MethodGet, Path: "/v1/items/{id}", ID: "N-10", Summary: "One catalogue item.",
		Out: itemReply{}, Status: http.StatusOK, Faults: []*fault.Fault{catalog.ErrNotFound},
	})
	a.add(toManage, a.editItem, operation{
		Method: http.MethodPut, Path: "/v1/items/{id}", ID: "N-10", Summary: "Edit a catalogue item; items that members have stay as they are.",
		In: itemRequest{}, Out: itemReply{}, Status: http.StatusOK, Faults: invalid,
	})
	a.add(toManage, a.postGift, operation{
		Method: http.MethodPost, Path: "/v1/gifts", ID: "N-10", Summary: "Give a member an item of the catalogue.",
		In: giftRequest{}, Out: inventoryReply{}, Status: http.StatusCreated,
		Faults: []*fault.Fault{catalog.ErrNotFound, errNotOffered, errReason, member.ErrSubject, member.ErrNotFound, member.ErrSuspended},
	})
	a.add(toRead, a.listInventory, operation{
		Method: http.MethodGet, Path: "/v1/inventory", ID: "N-10", Summary: "A member's items, latest first.",
		Query: paging(param{"subject", "string", "Whose. Required."}, param{"status", "string", "not_redeemed, pending or redeemed."}),
		Out:   list[inventoryReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
}

// itemReply is a catalogue item.
type itemReply struct {
	ID             int64    `json:"id"`
	Name           string   `json:"name"`
	Description    string   `json:"description"`
	Category       string   `json:"category"`
	Rarity         string   `json:"rarity" enum:"common,rare,epic,legendary"`
	EstimatedValue string   `json:"estimated_value" doc:"For show only, with two digits after the point."`
	PayoutAsset    string   `json:"payout_asset,omitempty"`
	PayoutAmount   string   `json:"payout_amount,omitempty" doc:"What redeeming it pays out."`
	Status         string   `json:"status" enum:"active,inactive"`
	Version        int64    `json:"version"`
	CreatedAt      wireTime `json:"created_at"`
	ChangedAt      wireTime `json:"changed_at"`
}

// valueScale is that of estimated values.
const valueScale = 2

func showItem(it catalog.Item) itemReply {
	out := itemReply{
		ID: int64(it.ID), Name: it.Name, Description: it.Description, Category: it.Category, Rarity: string(it.Rarity),
		EstimatedValue: amount.Amount(it.EstimatedValue).Format(valueScale), PayoutAsset: string(it.PayoutAsset), Status: string(it.Status),
		Version: it.Version, CreatedAt: wireTime(it.CreatedAt), ChangedAt: wireTime(it.ChangedAt),
	}
	if it.PayoutAsset != "" {
		out.PayoutAmount = wireAmount(it.PayoutAmount, it.PayoutAsset)
	}
	return out
}

// listItems is a page of the catalogue.
// contract: N-10
func (a *API) listItems(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("i", 1)
	cmd := catalog.ListCmd{Category: q.text("category"), After: id.ID(after[0]), Limit: limit + 1}
	if q.err != nil {
		return q.err
	}
	rows, err := catalog.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "i", showItem, func(it catalog.Item) []int64 { return []int64{int64(it.ID)} }))
}

// getItem is one catalogue item.
// contract: N-10
func (a *API) getItem(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	rows, err := catalog.List(r.Context(), a.Store, catalog.ListCmd{After: i - 1, Limit: 1})
	if err != nil {
		return err
	}
	if len(rows) == 0 || rows[0].ID != i {
		return catalog.ErrNotFound
	}
	return answer(w, showItem(rows[0]))
}

// itemRequest is a new catalogue item, or what one is to be.
type itemRequest struct {
	Version        int64       `json:"version,omitempty" doc:"The version that an edit saw; missing for a new item."`
	Name           string      `json:"name" maxLength:"200"`
	Description    string      `json:"description,omitempty" maxLength:"2000"`
	Category       string      `json:"category,omitempty" maxLength:"100"`
	Rarity         string      `json:"rarity" enum:"common,rare,epic,legendary"`
	EstimatedValue httpx.Money `json:"estimated_value,omitempty" doc:"For show only, with two digits after the point."`
	PayoutAsset    string      `json:"payout_asset,omitempty"`
	PayoutAmount   httpx.Money `json:"payout_amount,omitempty"`
	Status         string      `json:"status,omitempty" enum:"active,inactive" doc:"active where it is not said."`
	Reason         string      `json:"reason,omitempty" doc:"For the audit record."`
}

func (req itemRequest) cmd(i id.ID) (catalog.PutCmd, error) {
	cmd := catalog.PutCmd{
		ID: i, Version: req.Version, Name: req.Name, Description: req.Description, Category: req.Category,
		Rarity: catalog.Rarity(req.Rarity), Status: catalog.Status(req.Status),
	}
	if req.Status == "" {
		cmd.Status = catalog.Active
	}
	if req.EstimatedValue.IsSet() {
		value, err := req.EstimatedValue.Amount(valueScale)
		if err != nil {
			return cmd, err
		}
		cmd.EstimatedValue = int64(value)
	}
	if req.PayoutAsset == "" {
		if req.PayoutAmount.IsSet() {
			return cmd, ledger.ErrAsset
		}
		return cmd, nil
	}
	asset, err := ledger.ParseAsset(req.PayoutAsset)
	if err != nil {
		return cmd, err
	}
	cmd.PayoutAsset = asset
	cmd.PayoutAmount, err = moneyOr(req.PayoutAmount, asset)
	return cmd, err
}

// createItem adds to the catalogue.
// contract: N-10
func (a *API) createItem(w http.ResponseWriter, r *http.Request, c caller) error {
	var req itemRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd, err := req.cmd(0)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: id.BucketOf(req.Name), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		it, err := catalog.Put(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showItem(it)
		return out, note(tx, c, act{"item.create", objectOf("catalog_item", it.ID), req.Reason, nil, out})
	})
}

// editItem edits a catalogue item. One that is not there is not made.
// contract: N-10
func (a *API) editItem(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req itemRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd, err := req.cmd(i)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := catalog.Get(tx, i)
		if err != nil {
			return nil, err
		}
		it, err := catalog.Put(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showItem(it)
		return out, note(tx, c, act{"item.edit", objectOf("catalog_item", i), req.Reason, showItem(was), out})
	})
}

// errNotOffered is an item that is not given away any more.
var errNotOffered = fault.New(fault.Refused, "coreapi.item_not_offered", "The catalogue item is inactive.")
