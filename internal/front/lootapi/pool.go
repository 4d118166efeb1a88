package lootapi

import (
	"encoding/json"
	"fmt"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type blockhashReply struct {
	Success              bool   `json:"success"`
	Blockhash            string `json:"blockhash"`
	LastValidBlockHeight int64  `json:"last_valid_block_height"`
}

// handleBlockhash is what a new transaction needs.
// contract: S0-16
func (a *API) handleBlockhash(w http.ResponseWriter, r *http.Request) error {
	b, err := a.chain.LatestBlockhash(r.Context())
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, blockhashReply{true, b.Hash.String(), b.LastValidBlockHeight})
	return nil
}

type participateRequest struct {
	TransactionHash string `json:"transaction_hash"`
}

type participateReply struct {
	Success      bool   `json:"success"`
	Message      string `json:"message"`
	PointsEarned int64  `json:"points_earned"`
	TotalPoints  int64  `json:"total_points"`
}

// handleParticipate rewards a payment into the pool. What the chain says is
// found out before the write, and decided inside it, so that a repetition of
// the request gets the first answer whatever has become of the transaction.
// contract: S0-17
func (a *API) handleParticipate(w http.ResponseWriter, r *http.Request, s session.Session) error {
	var req participateRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.TransactionHash == "" {
		return missing("transaction_hash")
	}
	wallet, err := chain.ParseWallet(s.Label)
	if err != nil {
		return err
	}
	hash, err := a.hash(wallet, req.TransactionHash)
	if err != nil {
		return chain.ErrTransferInvalid.Because(err)
	}
	ready, unready := a.pool.Prepare(r.Context(), pool.ParticipateCmd{Member: s.Owner, Wallet: wallet, Signature: hash})
	a.write(w, r, s.Owner.Bucket(), scopeOf(s), func(tx *store.Tx) (any, error) {
		if unready != nil {
			return nil, unready
		}
		c, err := a.pool.Credit(tx, ready)
		return participateReply{true, "SOL池子参与成功", int64(c.Points), int64(c.Balance)}, err
	})
	return nil
}

type poolStatus struct {
	CanParticipate   bool        `json:"can_participate"`
	ParticipationFee json.Number `json:"participation_fee"`
	PointsReward     int64       `json:"points_reward"`
	TargetAddress    string      `json:"target_address"`
}

// handlePoolStatus is the pool's terms for the member.
// contract: S0-18
func (a *API) handlePoolStatus(w http.ResponseWriter, r *http.Request, s session.Session) error {
	may, err := a.pool.CanParticipate(r.Context(), s.Owner)
	if err != nil {
		return err
	}
	t := a.pool.Terms()
	httpx.WriteJSON(w, http.StatusOK, data(poolStatus{may, sol(t.Fee), int64(t.Points), t.Target.String()}))
	return nil
}

type poolDay struct {
	Date               string      `json:"date"`
	ParticipationCount int64       `json:"participation_count"`
	TotalSOL           json.Number `json:"total_sol"`
	TotalPoints        int64       `json:"total_points"`
}

// Days that the pool's statistics look back.
const (
	poolDaysDefault = 30
	poolDaysMax     = 366
)

// handlePoolDays is the pool's last days, newest first.
// contract: S0-19
func (a *API) handlePoolDays(w http.ResponseWriter, r *http.Request) error {
	days, err := httpx.QueryInt(r.URL.Query(), "days", poolDaysDefault, 1, poolDaysMax)
	if err != nil {
		return err
	}
	list, err := a.pool.DailyStats(r.Context(), a.clock.Now(), days)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(listed(list, func(d pool.DayStat) poolDay {
		return poolDay{dayOf(d.Day), d.Count, sol(d.Lamports), int64(d.Points)}
	})))
	return nil
}

// sol writes lamports in SOL.
func sol(lamports amount.Amount) json.Number { return httpx.Decimal(lamports, ledger.SOL.Scale()) }

// dayOf writes a day that is numbered yyyymmdd.
func dayOf(n int32) string { return fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100) }
