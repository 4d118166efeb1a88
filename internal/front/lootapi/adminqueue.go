package lootapi

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type pendingLine struct {
	ID                    int64   `json:"id"`
	WalletAddress         string  `json:"wallet_address"`
	ItemName              string  `json:"item_name"`
	ItemDescription       string  `json:"item_description"`
	Rarity                string  `json:"rarity"`
	RedemptionRequestedAt *string `json:"redemption_requested_at"`
}

// handlePendingRedemptions is what waits for an operator, oldest first. It
// shows whole wallets, since that is where to pay, and so is audited.
// contract: S0-27
func (a *API) handlePendingRedemptions(w http.ResponseWriter, r *http.Request, o operator.Operator) error {
	p, _, err := optionalPage(r.URL.Query())
	if err != nil {
		return err
	}
	list, err := redemption.Queue(r.Context(), a.store, p)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		if err := a.noteReveal(r, o, list); err != nil {
			return err
		}
	}
	httpx.WriteJSON(w, http.StatusOK, data(listed(list, func(p redemption.Open) pendingLine {
		return pendingLine{int64(p.Item), p.Wallet, p.Name, p.Description, string(p.Rarity), a.wireTime(p.RequestedAt)}
	})))
	return nil
}

// noteReveal records whose wallets an operator was shown.
func (a *API) noteReveal(r *http.Request, o operator.Operator, list []redemption.Open) error {
	shown := make([]byte, 0, 16*len(list))
	for i, p := range list {
		if i > 0 {
			shown = append(shown, ' ')
		}
		shown = strconv.AppendInt(shown, int64(p.Member), 10)
	}
	return a.store.Write(r.Context(), o.ID.Bucket(), func(tx *store.Tx) error {
		return audit.Note(tx, audit.NoteCmd{Actor: actorOf(o), Action: "wallet.reveal", Object: "redemptions", Reason: "members: " + string(shown)})
	})
}

type completeRequest struct {
	Notes           string `json:"notes"`
	TransactionHash string `json:"transaction_hash"`
}

// handleCompleteRedemption says that an item was paid out.
// contract: S0-28
func (a *API) handleCompleteRedemption(w http.ResponseWriter, r *http.Request, o operator.Operator) error {
	var req completeRequest
	if err := idem.DecodeOptional(r, &req); err != nil {
		return err
	}
	item, err := pathID(r, "inventory_id", inventory.ErrNotFound)
	if err != nil {
		return err
	}
	if err := redemption.CheckProof(r.Context(), a.store, a.chain, item, req.TransactionHash); err != nil {
		return err
	}
	a.finish(w, r, o, item, "虚拟物品兑换已完成", func(tx *store.Tx) (redemption.Redemption, error) {
		return a.redemptions.Complete(tx, redemption.CompleteCmd{Item: item, Notes: req.Notes, TxHash: req.TransactionHash, Actor: actorOf(o)})
	})
	return nil
}

// handleCancelRedemption gives an item back to its member.
// contract: S0-29
func (a *API) handleCancelRedemption(w http.ResponseWriter, r *http.Request, o operator.Operator) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	item, err := pathID(r, "inventory_id", inventory.ErrNotFound)
	if err != nil {
		return err
	}
	a.finish(w, r, o, item, "兑换已取消,物品状态已重置为未兑换", func(tx *store.Tx) (redemption.Redemption, error) {
		return a.redemptions.Cancel(tx, item, actorOf(o))
	})
	return nil
}

// finish ends a redemption and records who did.
func (a *API) finish(w http.ResponseWriter, r *http.Request, o operator.Operator, item id.ID, message string, verb func(tx *store.Tx) (redemption.Redemption, error)) {
	a.write(w, r, item.Bucket(), actorOf(o).String(), func(tx *store.Tx) (any, error) {
		red, err := verb(tx)
		if err != nil {
			return nil, err
		}
		return done(message), audit.Note(tx, audit.NoteCmd{
			Actor: actorOf(o), Action: "redemption." + string(red.State), Object: "item:" + strconv.FormatInt(int64(item), 10),
			Reason: red.Notes, Earlier: string(redemption.Requested), Later: string(red.State),
		})
	})
}

type redemptionStats struct {
	PendingCount      int64 `json:"pending_count"`
	TodayRequests     int64 `json:"today_requests"`
	TotalVirtualItems int64 `json:"total_virtual_items"`
	ByStatus          struct {
		Pending     int64 `json:"pending"`
		NotRedeemed int64 `json:"not_redeemed"`
		Redeemed    int64 `json:"redeemed"`
	} `json:"by_status"`
}

// handleRedemptionStats counts items by status, and the project day's
// requests.
// contract: S0-30
func (a *API) handleRedemptionStats(w http.ResponseWriter, r *http.Request, _ operator.Operator) error {
	n, err := inventory.CountByStatus(r.Context(), a.store)
	if err != nil {
		return err
	}
	midnight, err := a.clock.Now().DayIn(a.zone).Start(a.zone)
	if err != nil {
		return err
	}
	today, err := redemption.CountRequested(r.Context(), a.store, midnight)
	if err != nil {
		return err
	}
	reply := redemptionStats{PendingCount: n[inventory.Pending], TodayRequests: today}
	reply.ByStatus.Pending, reply.ByStatus.NotRedeemed, reply.ByStatus.Redeemed = n[inventory.Pending], n[inventory.NotRedeemed], n[inventory.Redeemed]
	reply.TotalVirtualItems = reply.ByStatus.Pending + reply.ByStatus.NotRedeemed + reply.ByStatus.Redeemed
	httpx.WriteJSON(w, http.StatusOK, data(reply))
	return nil
}
