package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) payoutRoutes() {
	a.add(toRead, a.getPayouts, operation{
		Method: http.MethodGet, Path: "/v1/payouts", ID: "N-16", Summary: "The wallet service: what it pays, what it has, and which currencies are paused.",
		Out: payoutsReply{}, Status: http.StatusOK, Faults: []*fault.Fault{settlement.ErrNoProvider, settlement.ErrNotAnswering},
	})
	for name, state := range map[string]settlement.CurrencyState{"pause": settlement.CurrencyPaused, "resume": settlement.CurrencyOpen} {
		a.add(toManage, a.setCurrency(state), operation{
			Method: http.MethodPost, Path: "/v1/payouts/" + name, ID: "N-16", Summary: "Stop or go on paying a currency: " + name + " it. What was sent goes on.",
			In: currencyRequest{}, Out: currencyReply{}, Status: http.StatusOK, Faults: []*fault.Fault{settlement.ErrCurrency, settlement.ErrReason},
		})
	}
	a.add(toRead, a.listAddresses, operation{
		Method: http.MethodGet, Path: "/v1/members/{id}/payout-addresses", ID: "N-16", Summary: "Where a member wants which currency.",
		Out: list[addressReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrNotFound},
	})
	a.add(toManage, a.putAddress, operation{
		Method: http.MethodPut, Path: "/v1/members/{id}/payout-addresses", ID: "N-16", Summary: "Say where a member wants a currency, from the next settlement on.",
		In: addressRequest{}, Out: addressReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{member.ErrNotFound, settlement.ErrCurrency, settlement.ErrAddress, settlement.ErrNoProvider, settlement.ErrNotAnswering},
	})
}

type payoutsReply struct {
	Provider   string          `json:"provider"`
	Simulated  bool            `json:"simulated" doc:"Nothing of value moves."`
	Currencies []currencyReply `json:"currencies"`
}

type currencyReply struct {
	Currency     string   `json:"currency"`
	State        string   `json:"state" enum:"open,paused"`
	Reason       string   `json:"reason,omitempty" doc:"Why it is as it is."`
	ChangedAt    wireTime `json:"changed_at"`
	ChangedBy    string   `json:"changed_by,omitempty"`
	Offered      bool     `json:"offered" doc:"The wallet service pays it."`
	NeedsAddress bool     `json:"needs_address"`
	Least        string   `json:"min_usdt,omitempty"`
	Most         string   `json:"max_usdt,omitempty"`
	Available    string   `json:"available,omitempty"`
	Reserved     string   `json:"reserved,omitempty"`
}

// getPayouts asks the wallet service about itself.
// contract: N-16
func (a *API) getPayouts(w http.ResponseWriter, r *http.Request, _ caller) error {
	wallet, err := a.Settlements.Wallet(r.Context())
	if err != nil {
		return err
	}
	paused, err := settlement.CurrencyStatuses(r.Context(), a.Store)
	if err != nil {
		return err
	}
	out := payoutsReply{Provider: wallet.Provider, Simulated: wallet.Capabilities.Simulated}
	for _, c := range settlement.Currencies() {
		out.Currencies = append(out.Currencies, showCurrency(c, wallet, paused))
	}
	return answer(w, out)
}

func showCurrency(c settlement.Currency, wallet settlement.Wallet, statuses []settlement.CurrencyStatus) currencyReply {
	out := currencyReply{Currency: string(c), State: string(settlement.CurrencyOpen)}
	for _, s := range statuses {
		if s.Currency == c {
			out.State, out.Reason, out.ChangedAt, out.ChangedBy = string(s.State), s.Reason, wireTime(s.ChangedAt), s.ChangedBy
		}
	}
	if able, ok := wallet.Capabilities.Of(c); ok {
		out.Offered, out.NeedsAddress = true, able.NeedsAddress
		if able.Least != 0 {
			out.Least = usdt(able.Least)
		}
		if able.Most != 0 {
			out.Most = usdt(able.Most)
		}
	}
	for _, b := range wallet.Balances {
		if b.Currency == c {
			out.Available, out.Reserved = b.Available.Format(c.Scale()), b.Reserved.Format(c.Scale())
		}
	}
	return out
}

type currencyRequest struct {
	Currency string `json:"currency" enum:"BNB,OG,USDT,DST"`
	Reason   string `json:"reason" maxLength:"500"`
}

// setCurrency pauses or resumes a currency.
// contract: N-16
func (a *API) setCurrency(state settlement.CurrencyState) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		var req currencyRequest
		if err := idem.Decode(r, &req); err != nil {
			return err
		}
		currency, err := settlement.ParseCurrency(req.Currency)
		if err != nil {
			return err
		}
		cmd := settlement.SetCurrencyCmd{Currency: currency, State: state, Reason: req.Reason, Actor: c.Actor}
		return a.write(w, r, c, call{status: http.StatusOK}, func(tx *store.Tx) (any, error) {
			err := settlement.SetCurrency(tx, cmd)
			return currencyReply{Currency: req.Currency, State: string(state), Reason: req.Reason, ChangedAt: wireTime(tx.Now()), ChangedBy: c.String()}, err
		})
	}
}

type addressReply struct {
	Currency  string   `json:"currency"`
	Address   string   `json:"address"`
	ChangedAt wireTime `json:"changed_at"`
}

// listAddresses are a member's payout addresses.
// contract: N-16
func (a *API) listAddresses(w http.ResponseWriter, r *http.Request, _ caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	if _, err := member.Load(r.Context(), a.Store, mid); err != nil {
		return err
	}
	rows, err := settlement.Addresses(r.Context(), a.Store, mid)
	if err != nil {
		return err
	}
	out := list[addressReply]{Items: make([]addressReply, len(rows))}
	for i, row := range rows {
		out.Items[i] = addressReply{string(row.Currency), row.Address, wireTime(row.ChangedAt)}
	}
	return answer(w, out)
}

type addressRequest struct {
	Currency string `json:"currency" enum:"BNB,OG,USDT,DST"`
	Address  string `json:"address" maxLength:"200"`
}

// putAddress sets a member's payout address.
// contract: N-16
func (a *API) putAddress(w http.ResponseWriter, r *http.Request, c caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	var req addressRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	currency, err := settlement.ParseCurrency(req.Currency)
	if err != nil {
		return err
	}
	early := a.Settlements.CheckAddress(r.Context(), currency, req.Address)
	return a.write(w, r, c, call{route: mid.Bucket(), status: http.StatusOK, early: early}, func(tx *store.Tx) (any, error) {
		if _, err := member.Get(tx, mid); err != nil {
			return nil, err
		}
		before, err := settlement.SetAddress(tx, mid, currency, req.Address)
		if err != nil {
			return nil, err
		}
		out := addressReply{req.Currency, req.Address, wireTime(tx.Now())}
		return out, note(tx, c, act{action: "member.payout_address", object: objectOf("member", mid), before: addressReply{Currency: req.Currency, Address: before}, after: out})
	})
}
