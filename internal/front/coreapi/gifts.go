package coreapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/report"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// inventoryReply is an item that a member has.
type inventoryReply struct {
	ID          int64    `json:"id"`
	Subject     string   `json:"subject"`
	Item        int64    `json:"item" doc:"The catalogue item."`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Rarity      string   `json:"rarity"`
	SourceType  string   `json:"source_type" enum:"lootbox,admin_gift,card"`
	Source      string   `json:"source"`
	Status      string   `json:"status" enum:"not_redeemed,pending,redeemed"`
	ObtainedAt  wireTime `json:"obtained_at"`
	RequestedAt wireTime `json:"requested_at"`
	CompletedAt wireTime `json:"completed_at"`
}

func showInventory(it inventory.Item) inventoryReply {
	return inventoryReply{
		ID: int64(it.ID), Subject: subjectText(it.Member), Item: int64(it.CatalogItem), Name: it.Name, Description: it.Description, Rarity: string(it.Rarity),
		SourceType: string(it.Origin), Source: it.Source, Status: string(it.Status),
		ObtainedAt: wireTime(it.ObtainedAt), RequestedAt: wireTime(it.RequestedAt), CompletedAt: wireTime(it.CompletedAt),
	}
}

// giftRequest says whom to give what, and why.
type giftRequest struct {
	Subject string `json:"subject"`
	Item    int64  `json:"item" doc:"A catalogue item."`
	Reason  string `json:"reason" maxLength:"512" doc:"For the audit record."`
}

// postGift gives a member an item.
// contract: N-10
func (a *API) postGift(w http.ResponseWriter, r *http.Request, c caller) error {
	var req giftRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.Reason == "" {
		return errReason
	}
	who, err := a.Directory.Resolve(r.Context(), req.Subject)
	return a.write(w, r, c, call{route: who.Route(), status: http.StatusCreated, early: err}, func(tx *store.Tx) (any, error) {
		thing, err := catalog.Get(tx, id.ID(req.Item))
		if err != nil {
			return nil, err
		}
		if thing.Status != catalog.Active {
			return nil, errNotOffered
		}
		mid, err := who.In(tx)
		if err != nil {
			return nil, err
		}
		it, err := inventory.Add(tx, inventory.AddCmd{Member: mid, Catalog: thing, Origin: inventory.FromGift, Source: c.String()})
		if err != nil {
			return nil, err
		}
		out := showInventory(it)
		return out, note(tx, c, act{"item.gift", objectOf("item", it.ID), req.Reason, nil, out})
	})
}

// listInventory is a page of a member's items.
// contract: N-10
func (a *API) listInventory(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	subject := q.text("subject")
	if subject == "" {
		q.wrong("subject")
	}
	limit, after := q.limit(), q.cursor("v", 2)
	status := q.oneOf("status", string(inventory.NotRedeemed), string(inventory.Pending), string(inventory.Redeemed))
	if q.err != nil {
		return q.err
	}
	mid, err := a.Directory.Find(r.Context(), subject)
	if err != nil {
		return err
	}
	rows, err := report.Inventory(r.Context(), a.Store, report.InventoryCmd{
		Member: mid, Status: inventory.Status(status), At: instantOf(after[0]), ID: id.ID(after[1]), Limit: limit + 1,
	})
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "v", showInventory, func(it inventory.Item) []int64 { return []int64{int64(it.ObtainedAt), int64(it.ID)} }))
}
