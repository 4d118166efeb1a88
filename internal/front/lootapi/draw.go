package lootapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type drawRequest struct {
	LootBoxID httpx.Int `json:"loot_box_id"`
}

type reward struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Value       *int64 `json:"value,omitempty"` // points; items have none
	Description string `json:"description"`
	Rarity      string `json:"rarity"`
}

// drawData tells what was won. RemainingPoints is what the document shows:
// the balance before the prize. TotalPoints, which it lacks, is the balance.
type drawData struct {
	Reward          reward `json:"reward"`
	PointsSpent     int64  `json:"points_spent"`
	RemainingPoints int64  `json:"remaining_points"`
	TotalPoints     int64  `json:"total_points"`
}

// handleDraw sells the member one draw.
// contract: S0-09
func (a *API) handleDraw(w http.ResponseWriter, r *http.Request, s session.Session) error {
	var req drawRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if !req.LootBoxID.Set {
		return missing("loot_box_id")
	}
	box := id.ID(req.LootBoxID.Value)
	a.write(w, r, box.Bucket(), scopeOf(s), func(tx *store.Tx) (any, error) {
		d, err := a.lootboxes.Draw(tx, lootbox.DrawCmd{Member: s.Owner, Box: box})
		return data(drawData{rewardOf(d), int64(d.Price), int64(d.Remaining), int64(d.Balance)}), err
	})
	return nil
}

func rewardOf(d lootbox.Draw) reward {
	return reward{Type: string(d.Kind), Name: d.Name, Value: valueOf(d), Description: d.Description, Rarity: string(d.Rarity)}
}

// valueOf is how many points a draw won; nil for an item.
func valueOf(d lootbox.Draw) *int64 {
	if d.Kind != lootbox.PointsPrize {
		return nil
	}
	points := int64(d.Points)
	return &points
}

type drawLine struct {
	ID          int64   `json:"id"`
	LootBoxName string  `json:"loot_box_name"`
	RewardType  string  `json:"reward_type"`
	RewardName  string  `json:"reward_name"`
	RewardValue *int64  `json:"reward_value"`
	PointsSpent int64   `json:"points_spent"`
	CreatedAt   *string `json:"created_at"`
}

// handleDrawHistory is a page of the member's draws, newest first.
// contract: S0-10
func (a *API) handleDrawHistory(w http.ResponseWriter, r *http.Request, s session.Session) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	list, err := lootbox.Page(r.Context(), a.store, s.Owner, p)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(historyData[drawLine]{listed(list.Items, a.drawLine), paginationOf(p, list.Total)}))
	return nil
}

func (a *API) drawLine(d lootbox.Draw) drawLine {
	return drawLine{int64(d.ID), d.BoxName, string(d.Kind), d.Name, valueOf(d), int64(d.Price), a.wireTime(d.At)}
}
