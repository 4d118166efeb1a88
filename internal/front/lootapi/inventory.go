package lootapi

import (
	"net/http"
	"net/url"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// errItemType is a filter for a type of item that there is none of.
var errItemType = fault.New(fault.Invalid, "lootapi.item_type_invalid", "The type must be virtual_item or points.")

// The types of item. Points are credited when they are won, so nobody ever
// has an item of that type.
const (
	virtualItem = "virtual_item"
	pointsItem  = "points"
)

type itemLine struct {
	ID                    int64   `json:"id"`
	ItemType              string  `json:"item_type"`
	ItemName              string  `json:"item_name"`
	ItemDescription       string  `json:"item_description"`
	Rarity                string  `json:"rarity"`
	SourceType            string  `json:"source_type"`
	ObtainedAt            *string `json:"obtained_at"`
	RedemptionStatus      string  `json:"redemption_status"`
	RedemptionRequestedAt *string `json:"redemption_requested_at"`
	RedemptionCompletedAt *string `json:"redemption_completed_at"`
}

// itemsData has a pagination where the request asked for a page.
type itemsData struct {
	Items      []itemLine  `json:"items"`
	Pagination *pagination `json:"pagination,omitempty"`
}

// handleInventory is the member's items, newest first.
// contract: S0-12
func (a *API) handleInventory(w http.ResponseWriter, r *http.Request, s session.Session) error {
	q := r.URL.Query()
	redeemedToo, err := httpx.QueryBool(q, "include_redeemed", false)
	if err != nil {
		return err
	}
	p, paged, err := optionalPage(q)
	if err != nil {
		return err
	}
	var list page.List[inventory.Item]
	switch kind := q.Get("type"); {
	case kind == virtualItem || !q.Has("type"):
		if list, err = inventory.Page(r.Context(), a.store, s.Owner, redeemedToo, p); err != nil {
			return err
		}
	case kind != pointsItem:
		return errItemType
	}
	reply := itemsData{Items: listed(list.Items, a.itemLine)}
	if paged {
		pages := paginationOf(p, list.Total)
		reply.Pagination = &pages
	}
	httpx.WriteJSON(w, http.StatusOK, data(reply))
	return nil
}

// optionalPage reads a page of a list that the document does not page. Where
// the request asks for none, it is the first listMax rows.
func optionalPage(q url.Values) (p page.Numbered, paged bool, err error) {
	if !q.Has("page") && !q.Has("per_page") {
		return page.Numbered{Page: 1, Size: listMax}, false, nil
	}
	p, err = httpx.ParsePage(q, "per_page", perPage)
	return p, true, err
}

func (a *API) itemLine(i inventory.Item) itemLine {
	return itemLine{
		ID: int64(i.ID), ItemType: virtualItem, ItemName: i.Name, ItemDescription: i.Description, Rarity: string(i.Rarity),
		SourceType: string(i.Origin), ObtainedAt: a.wireTime(i.ObtainedAt), RedemptionStatus: string(i.Status),
		RedemptionRequestedAt: a.wireTime(i.RequestedAt), RedemptionCompletedAt: a.wireTime(i.CompletedAt),
	}
}

type inventoryStats struct {
	TotalItems int64 `json:"total_items"`
	ByType     struct {
		VirtualItem int64 `json:"virtual_item"`
		Points      int64 `json:"points"`
	} `json:"by_type"`
	ByRarity struct {
		Legendary int64 `json:"legendary"`
		Epic      int64 `json:"epic"`
		Rare      int64 `json:"rare"`
		Common    int64 `json:"common"`
	} `json:"by_rarity"`
}

// handleInventoryStats counts the member's items that are not redeemed.
// contract: S0-13
func (a *API) handleInventoryStats(w http.ResponseWriter, r *http.Request, s session.Session) error {
	n, err := inventory.CountByRarity(r.Context(), a.store, s.Owner)
	if err != nil {
		return err
	}
	var reply inventoryStats
	reply.ByRarity.Legendary, reply.ByRarity.Epic = n[catalog.Legendary], n[catalog.Epic]
	reply.ByRarity.Rare, reply.ByRarity.Common = n[catalog.Rare], n[catalog.Common]
	for _, count := range n {
		reply.TotalItems += count
	}
	reply.ByType.VirtualItem = reply.TotalItems
	httpx.WriteJSON(w, http.StatusOK, data(reply))
	return nil
}

// handleItem is one item of the member's.
// contract: S0-14
func (a *API) handleItem(w http.ResponseWriter, r *http.Request, s session.Session) error {
	i, err := pathID(r, "item_id", inventory.ErrNotFound)
	if err != nil {
		return err
	}
	it, err := inventory.Load(r.Context(), a.store, s.Owner, i)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(a.itemLine(it)))
	return nil
}

type redeemRequest struct {
	InventoryID httpx.Int `json:"inventory_id"`
}

// handleRedeem asks for what an item promises. It goes to the wallet that is
// signed in.
// contract: S0-15
func (a *API) handleRedeem(w http.ResponseWriter, r *http.Request, s session.Session) error {
	var req redeemRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if !req.InventoryID.Set {
		return missing("inventory_id")
	}
	item := id.ID(req.InventoryID.Value)
	a.write(w, r, s.Owner.Bucket(), scopeOf(s), func(tx *store.Tx) (any, error) {
		_, err := a.redemptions.Request(tx, redemption.RequestCmd{Member: s.Owner, Item: item, Wallet: s.Label})
		return done("兑换请求已提交,请等待管理员处理"), err
	})
	return nil
}
