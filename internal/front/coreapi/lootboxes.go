package coreapi

import (
	"context"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) lootboxRoutes() {
	invalid := []*fault.Fault{
		lootbox.ErrInvalid, lootbox.ErrOdds, lootbox.ErrPrize, lootbox.ErrStale, lootbox.ErrNotFound, catalog.ErrNotFound,
		amount.ErrInvalid, amount.ErrOverflow,
	}
	a.add(toRead, a.listLootboxes, operation{
		Method: http.MethodGet, Path: "/v1/lootboxes", ID: "N-09", Summary: "Loot boxes by id, drafts too, without their prizes.",
		Query: paging(), Out: list[boxReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.createLootbox, operation{
		Method: http.MethodPost, Path: "/v1/lootboxes", ID: "N-09", Summary: "Make a box with its prizes; their weights sum to 1,000,000.",
		In: boxRequest{}, Out: boxReply{}, Status: http.StatusCreated, Faults: invalid,
	})
	a.add(toRead, a.getLootbox, operation{
		Method: http.MethodGet, Path: "/v1/lootboxes/{id}", ID: "N-09", Summary: "A box with its prizes, odds, expected value and what was drawn.",
		Out: boxDetail{}, Status: http.StatusOK, Faults: []*fault.Fault{lootbox.ErrNotFound},
	})
	a.add(toManage, a.editLootbox, operation{
		Method: http.MethodPut, Path: "/v1/lootboxes/{id}", ID: "N-09", Summary: "Edit a box. New prizes make a new odds version; draws that were made keep theirs.",
		In: boxRequest{}, Out: boxReply{}, Status: http.StatusOK, Faults: invalid,
	})
	for _, to := range []struct {
		path  string
		state lootbox.State
	}{{"open", lootbox.Opened}, {"close", lootbox.Closed}} {
		a.add(toManage, a.moveLootbox(to.state), operation{
			Method: http.MethodPost, Path: "/v1/lootboxes/{id}/" + to.path, ID: "N-09", Summary: "Let draws be sold, or not any more: " + to.path + " the box.",
			Out: boxReply{}, Status: http.StatusOK, Faults: []*fault.Fault{lootbox.ErrNotFound},
		})
	}
}

// boxReply is a box without its prizes.
type boxReply struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Price       string   `json:"price" doc:"In POINT; 0 is free."`
	PriceSOL    string   `json:"price_sol" doc:"In SOL, where the box is not sold for points."`
	State       string   `json:"state" enum:"draft,open,closed"`
	SoldOut     string   `json:"sold_out" enum:"renormalise,close"`
	Version     int64    `json:"version" doc:"Counts the edits; an edit names the one it saw."`
	OddsVersion int64    `json:"odds_version" doc:"Counts the edits that named prizes."`
	CreatedAt   wireTime `json:"created_at"`
	ChangedAt   wireTime `json:"changed_at"`
}

func showBox(b lootbox.Box) boxReply {
	return boxReply{
		ID: int64(b.ID), Name: b.Name, Description: b.Description, Price: wireAmount(b.Price, ledger.Point), PriceSOL: wireAmount(b.PriceSOL, ledger.SOL),
		State: string(b.State), SoldOut: string(b.SoldOut), Version: b.Version, OddsVersion: b.Odds, CreatedAt: wireTime(b.CreatedAt), ChangedAt: wireTime(b.ChangedAt),
	}
}

// listLootboxes is a page of boxes.
// contract: N-09
func (a *API) listLootboxes(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("b", 1)
	if q.err != nil {
		return q.err
	}
	rows, err := lootbox.List(r.Context(), a.Store, false, id.ID(after[0]), limit+1)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "b", showBox, func(b lootbox.Box) []int64 { return []int64{int64(b.ID)} }))
}

// boxRequest is a new box, or what a box is to be.
type boxRequest struct {
	Version     int64          `json:"version,omitempty" doc:"The version that an edit saw; missing for a new box."`
	Name        string         `json:"name" maxLength:"200"`
	Description string         `json:"description,omitempty" maxLength:"2000"`
	Price       httpx.Money    `json:"price" doc:"In POINT."`
	PriceSOL    httpx.Money    `json:"price_sol,omitempty" doc:"In SOL."`
	State       string         `json:"state,omitempty" enum:"draft,open,closed" doc:"draft where it is not said."`
	SoldOut     string         `json:"sold_out,omitempty" enum:"renormalise,close" doc:"What happens once a prize is out of stock; renormalise where it is not said."`
	Prizes      []prizeRequest `json:"prizes,omitempty" maxItems:"100" doc:"Missing leaves the odds as they are."`
	Reason      string         `json:"reason,omitempty" doc:"For the audit record."`
}

// prizeRequest is one prize of new odds.
type prizeRequest struct {
	Kind        string      `json:"kind" enum:"points,virtual_item"`
	Name        string      `json:"name" maxLength:"200"`
	Description string      `json:"description,omitempty" maxLength:"2000"`
	Rarity      string      `json:"rarity" enum:"common,rare,epic,legendary"`
	Points      httpx.Money `json:"points,omitempty" doc:"In POINT, for a prize of points."`
	Item        int64       `json:"item,omitempty" doc:"A catalogue item, for a prize of an item."`
	Weight      int64       `json:"weight" doc:"In parts per million; all prizes' sum to 1,000,000."`
	Stock       *int64      `json:"stock,omitempty" doc:"How many there are; missing or -1 is any number."`
}

// cmd is the request as the domain takes it.
func (req boxRequest) cmd(i id.ID) (lootbox.PutCmd, error) {
	price, err1 := moneyOr(req.Price, ledger.Point)
	sol, err2 := moneyOr(req.PriceSOL, ledger.SOL)
	cmd := lootbox.PutCmd{
		ID: i, Version: req.Version, Name: req.Name, Description: req.Description, Price: price, PriceSOL: sol,
		State: lootbox.State(req.State), SoldOut: lootbox.SoldOut(req.SoldOut),
	}
	if req.State == "" {
		cmd.State = lootbox.Draft
	}
	if req.SoldOut == "" {
		cmd.SoldOut = lootbox.Renormalise
	}
	if err := firstError(err1, err2); err != nil || req.Prizes == nil {
		return cmd, err
	}
	cmd.Prizes = make([]lootbox.PrizeCmd, len(req.Prizes))
	for n, p := range req.Prizes {
		points, err := moneyOr(p.Points, ledger.Point)
		if err != nil {
			return cmd, fault.Of(err).With("prize", n)
		}
		cmd.Prizes[n] = lootbox.PrizeCmd{
			Kind: lootbox.PrizeKind(p.Kind), Name: p.Name, Description: p.Description, Rarity: catalog.Rarity(p.Rarity),
			Points: points, CatalogItem: id.ID(p.Item), Weight: p.Weight, Stock: lootbox.Unlimited,
		}
		if p.Stock != nil {
			cmd.Prizes[n].Stock = *p.Stock
		}
	}
	return cmd, nil
}

// moneyOr is an amount, 0 where it is not given.
func moneyOr(m httpx.Money, asset ledger.Asset) (amount.Amount, error) {
	if !m.IsSet() {
		return 0, nil
	}
	return m.Amount(asset.Scale())
}

// createLootbox makes a box.
// contract: N-09
func (a *API) createLootbox(w http.ResponseWriter, r *http.Request, c caller) error {
	var req boxRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd, err := req.cmd(0)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: id.BucketOf(req.Name), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		b, err := a.Lootboxes.Put(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showBox(b)
		return out, note(tx, c, act{"lootbox.create", objectOf("box", b.ID), req.Reason, nil, edited{out, req.Prizes}})
	})
}

// edited is a box as the audit record shows it. No prizes means that the odds
// stayed.
type edited struct {
	boxReply
	Prizes any `json:"prizes,omitempty"`
}

// editLootbox edits a box. A state that is not named stays.
// contract: N-09
func (a *API) editLootbox(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req boxRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	was, err := a.loadBox(r.Context(), i)
	if req.State == "" {
		req.State = was.State
	}
	if req.SoldOut == "" {
		req.SoldOut = was.SoldOut
	}
	cmd, wrong := req.cmd(i)
	if wrong != nil {
		return wrong
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		b, err := a.Lootboxes.Put(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showBox(b)
		before := edited{boxReply: was.boxReply}
		if req.Prizes != nil {
			before.Prizes = was.Prizes
		}
		return out, note(tx, c, act{"lootbox.edit", objectOf("box", i), req.Reason, before, edited{out, req.Prizes}})
	})
}

// moveLootbox opens or closes a box.
// contract: N-09
func (a *API) moveLootbox(to lootbox.State) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		i, err := pathID(r)
		if err != nil {
			return err
		}
		was, err := lootbox.Load(r.Context(), a.Store, i)
		return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
			b, err := a.Lootboxes.SetState(tx, i, to)
			if err != nil {
				return nil, err
			}
			out := showBox(b)
			return out, note(tx, c, act{action: "lootbox." + string(to), object: objectOf("box", i), before: showBox(was), after: out})
		})
	}
}

// loadBox reads a box with its prizes.
func (a *API) loadBox(ctx context.Context, i id.ID) (boxDetail, error) {
	b, err := lootbox.Load(ctx, a.Store, i)
	if err != nil {
		return boxDetail{}, err
	}
	return a.detail(ctx, b)
}
