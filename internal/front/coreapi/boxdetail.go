package coreapi

import (
	"context"
	"math/big"
	"net/http"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/report"
)

// boxDetail is a box with its prizes as a draw uses them now.
type boxDetail struct {
	boxReply
	Draws         int64             `json:"draws" doc:"Under this odds version."`
	ExpectedValue map[string]string `json:"expected_value" doc:"What one draw is worth on average, by asset, in whole units."`
	Prizes        []prizeReply      `json:"prizes"`
}

// prizeReply is one prize.
type prizeReply struct {
	ID          int64  `json:"id"`
	Kind        string `json:"kind" enum:"points,virtual_item"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Rarity      string `json:"rarity"`
	Points      string `json:"points,omitempty"`
	Item        *int64 `json:"item,omitempty" doc:"The catalogue item."`
	Weight      int64  `json:"weight" doc:"As published, in parts per million."`
	ShareOf     int64  `json:"share_of" doc:"The sum of the weights that are left: a draw gives this prize weight times in share_of, never once it is out."`
	Stock       int64  `json:"stock" doc:"At the version's beginning; -1 is any number."`
	Remaining   int64  `json:"remaining" doc:"-1 is any number."`
	Draws       int64  `json:"draws" doc:"How often it was drawn under this version."`
}

// getLootbox is one box with its prizes.
// contract: N-09
func (a *API) getLootbox(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	out, err := a.loadBox(r.Context(), i)
	if err != nil {
		return err
	}
	return answer(w, out)
}

func (a *API) detail(ctx context.Context, b lootbox.Box) (boxDetail, error) {
	chances, sum, err := lootbox.Odds(ctx, a.Store, b)
	if err != nil {
		return boxDetail{}, err
	}
	expected, err := report.Expected(ctx, a.Store, chances, sum)
	if err != nil {
		return boxDetail{}, err
	}
	drawn, err := report.Draws(ctx, a.Store, report.DrawsCmd{Box: b.ID})
	if err != nil {
		return boxDetail{}, err
	}
	out := boxDetail{boxReply: showBox(b), ExpectedValue: map[string]string{}, Prizes: make([]prizeReply, len(chances))}
	for asset, worth := range expected {
		out.ExpectedValue[string(asset)] = ratText(worth)
	}
	counts := map[id.ID]int64{}
	for _, d := range drawn {
		counts[d.Prize] = d.Count
	}
	for n, c := range chances {
		out.Prizes[n] = showPrize(c, sum, counts[c.ID])
		out.Draws += counts[c.ID]
	}
	return out, nil
}

func showPrize(c lootbox.Chance, sum, draws int64) prizeReply {
	out := prizeReply{
		ID: int64(c.ID), Kind: string(c.Kind), Name: c.Name, Description: c.Description, Rarity: string(c.Rarity), Item: optional(c.CatalogItem),
		Weight: c.Weight, ShareOf: sum, Stock: c.Stock, Remaining: c.Remaining, Draws: draws,
	}
	if c.Kind == lootbox.PointsPrize {
		out.Points = wireAmount(c.Points, ledger.Point)
	}
	return out
}

// ratText writes a quotient with at most nine digits after the point.
func ratText(r *big.Rat) string {
	text := r.FloatString(9)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
