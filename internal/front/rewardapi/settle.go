package rewardapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type settleRequest struct {
	SettleCurrency json.RawMessage `json:"settleCurrency"`
}

// settleReply tells how a settlement ended. TxHash and Error are there where
// they say something.
type settleReply struct {
	Success           bool        `json:"success"`
	SettledUSDTAmount json.Number `json:"settledUsdtAmount"`
	ReceivedAmount    json.Number `json:"receivedAmount"`
	SettleCurrency    string      `json:"settleCurrency"`
	TxHash            string      `json:"txHash,omitempty"`
	Error             string      `json:"error,omitempty"`
}

// pendingSettleReply tells of a settlement that has not ended: it says
// neither that it succeeded nor that it failed.
type pendingSettleReply struct {
	Status            string      `json:"status"`
	SettledUSDTAmount json.Number `json:"settledUsdtAmount"`
	ReceivedAmount    json.Number `json:"receivedAmount"`
	SettleCurrency    string      `json:"settleCurrency"`
	SettlementID      string      `json:"settlementId"`
}

const textNothing = "没有可结算的收益"

// failureTexts are the wallet service's reasons in the document's language.
var failureTexts = map[settlement.Code]string{
	settlement.InsufficientLiquidity: "Insufficient liquidity",
	settlement.Slippage:              "Slippage exceeded",
	settlement.PriceBound:            "Price out of bounds",
	settlement.InsufficientFunds:     "Insufficient funds",
	settlement.InvalidAddress:        "Invalid address",
	settlement.PolicyDenied:          "Denied by wallet policy",
	settlement.Expired:               "Quote expired",
	settlement.ChainUnavailable:      "Chain unavailable",
	settlement.Rejected:              "Rejected",
}

// handleSettle settles all that is settleable and waits for the end, but not
// for ever. A repeated call is answered with the settlement that is open, and
// one with the same Idempotency-Key with the one that it began.
// contract: S1-05
func (a *API) handleSettle(w http.ResponseWriter, r *http.Request, member id.ID) error {
	currency, err := currencyOf(r)
	if err != nil {
		return err
	}
	begun, err := a.begin(r, member, currency)
	if err != nil {
		return err
	}
	if begun.ContentType != settlementType {
		begun.Write(w)
		return nil
	}
	sid, err := strconv.ParseInt(string(begun.Body), 10, 64)
	if err != nil {
		return err
	}
	st, err := a.Settlements.Await(r.Context(), id.ID(sid))
	if err != nil {
		return err
	}
	if begun.Replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	status, reply := settled(st)
	httpx.WriteJSON(w, status, reply)
	return nil
}

// settled is the answer for a settlement as it is.
func settled(st settlement.Settlement) (status int, reply any) {
	out := settleReply{SettledUSDTAmount: number(st.Amount), ReceivedAmount: "0", SettleCurrency: string(st.Currency)}
	switch st.State {
	case settlement.Final:
		out.Success, out.TxHash, out.ReceivedAmount = true, st.TxHash, httpx.Decimal(st.Received, st.Currency.Scale())
	case settlement.Failed:
		out.Error = failureTexts[st.Code]
	default:
		return http.StatusAccepted, pendingSettleReply{"pending", number(st.Amount), "0", string(st.Currency), wireID(st.ID)}
	}
	return http.StatusCreated, out
}

// currencyOf reads the one field of the request.
func currencyOf(r *http.Request) (settlement.Currency, error) {
	var req settleRequest
	if err := idem.Keep(r); err != nil {
		return "", err
	}
	err := httpx.Decode(r, &req)
	if err != nil && !errors.Is(err, httpx.ErrBodyEmpty) {
		return "", err
	}
	text := ""
	switch raw := bytes.TrimSpace(req.SettleCurrency); {
	case len(raw) == 0, string(raw) == "null", string(raw) == `""`:
		return "", input("settleCurrency should not be empty")
	case json.Unmarshal(raw, &text) != nil:
		return "", input("settleCurrency must be a string")
	}
	c, err := settlement.ParseCurrency(text)
	if err != nil {
		return "", input("settleCurrency must be one of the following values: " + currencyList())
	}
	return c, nil
}

func currencyList() string {
	var words []string
	for _, c := range settlement.Currencies() {
		words = append(words, string(c))
	}
	return strings.Join(words, ", ")
}

// nothing is the result of a settlement that there is nothing for.
type nothing struct{ currency settlement.Currency }

// begin opens a settlement once for the request, or finds the one that is
// open. Its answer is the settlement's id, or what the request was told
// without one.
func (a *API) begin(r *http.Request, member id.ID, c settlement.Currency) (idem.Answer, error) {
	req := idem.Request{Scope: "rewardapi " + actor.OfMember(member).String(), Key: r.Header.Get(idem.Header)}
	if req.Key != "" {
		body, err := httpx.Body(r)
		if err != nil {
			return idem.Answer{}, err
		}
		req.Content = [][]byte{[]byte(r.Method), []byte(r.URL.RequestURI()), body}
	}
	return idem.Run(r.Context(), a.Store, member.Bucket(), req, settleRenderer{}, func(tx *store.Tx) (any, error) {
		st, err := a.Rewards.Settle(tx, reward.SettleCmd{Member: member, Currency: c})
		if errors.Is(err, reward.ErrNothing) {
			return nothing{c}, nil
		}
		return st.ID, err
	})
}

// settlementType marks an answer that is a settlement's id.
const settlementType = "text/plain"

// settleRenderer keeps the id of the settlement that a request is about: what
// the request is told is read from the settlement.
type settleRenderer struct{}

// Success is the settlement's id, or the whole answer where there is none.
func (settleRenderer) Success(v any) (idem.Answer, error) {
	switch v := v.(type) {
	case id.ID:
		return idem.Answer{Status: http.StatusCreated, ContentType: settlementType, Body: []byte(wireID(v))}, nil
	case nothing:
		none := number(amount.Amount(0))
		body, err := json.Marshal(settleReply{SettledUSDTAmount: none, ReceivedAmount: none, SettleCurrency: string(v.currency), Error: textNothing})
		return idem.Answer{Status: http.StatusCreated, ContentType: "application/json", Body: body}, err
	}
	return idem.Answer{}, fault.ErrInternal
}

// Fault is the error form.
func (settleRenderer) Fault(f *fault.Fault) idem.Answer {
	reply := failure(f)
	body, err := json.Marshal(reply)
	if err != nil {
		panic("rewardapi: an error cannot be encoded: " + err.Error())
	}
	return idem.Answer{Status: reply.StatusCode, ContentType: "application/json", Body: body}
}
