package lootapi

import (
	"encoding/json"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/httpx"
)

type boxLine struct {
	ID          int64        `json:"id"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	CostPoints  int64        `json:"cost_points"`
	CostSOL     *json.Number `json:"cost_sol"`
	IsActive    bool         `json:"is_active"`
}

// listMax bounds the lists that the document does not page.
const listMax = 1000

// handleBoxes is the boxes that are shown, also those that are closed.
// contract: S0-08
func (a *API) handleBoxes(w http.ResponseWriter, r *http.Request) error {
	list, err := lootbox.List(r.Context(), a.store, true, 0, listMax)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(listed(list, boxLineOf)))
	return nil
}

func boxLineOf(b lootbox.Box) boxLine {
	line := boxLine{ID: int64(b.ID), Name: b.Name, Description: b.Description, CostPoints: int64(b.Price), IsActive: b.State == lootbox.Opened}
	if b.PriceSOL > 0 {
		cost := httpx.Decimal(b.PriceSOL, ledger.SOL.Scale())
		line.CostSOL = &cost
	}
	return line
}

type oddsLine struct {
	RewardName        string      `json:"reward_name"`
	RewardType        string      `json:"reward_type"`
	Probability       json.Number `json:"probability"`
	Rarity            string      `json:"rarity"`
	RemainingQuantity *int64      `json:"remaining_quantity"`
}

// handleOdds is the odds that a draw would use now, the likeliest first.
// contract: S0-11
func (a *API) handleOdds(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "loot_box_id", lootbox.ErrNotFound)
	if err != nil {
		return err
	}
	box, err := lootbox.Load(r.Context(), a.store, i)
	if err == nil && box.State == lootbox.Draft {
		err = lootbox.ErrNotFound
	}
	if err != nil {
		return err
	}
	chances, sum, err := lootbox.Odds(r.Context(), a.store, box)
	if err != nil {
		return err
	}
	slices.SortStableFunc(chances, func(x, y lootbox.Chance) int { return int(y.Share - x.Share) })
	httpx.WriteJSON(w, http.StatusOK, data(listed(chances, func(c lootbox.Chance) oddsLine { return oddsLineOf(c, sum) })))
	return nil
}

func oddsLineOf(c lootbox.Chance, sum int64) oddsLine {
	line := oddsLine{RewardName: c.Name, RewardType: string(c.Kind), Probability: probability(c.Share, sum), Rarity: string(c.Rarity)}
	if c.Remaining != lootbox.Unlimited {
		line.RemainingQuantity = &c.Remaining
	}
	return line
}

// probabilityDigits is how exact a probability is that no decimal equals.
const probabilityDigits = 9

// probability is share/sum as the shortest exact decimal, where there is one.
func probability(share, sum int64) json.Number {
	if sum == 0 {
		return "0" // everything is out of stock
	}
	p := big.NewRat(share, sum)
	digits, exact := p.FloatPrec()
	if !exact {
		digits = probabilityDigits
	}
	text := p.FloatString(digits)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return json.Number(text)
}
