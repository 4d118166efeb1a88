package coreapi

import (
	"net/http"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) holdRoutes() {
	a.add(toWrite, a.postHold, operation{
		Method: http.MethodPost, Path: "/v1/holds", ID: "N-07", Summary: "Reserve an amount until it is captured or voided, or its time is over.",
		In: holdRequest{}, Out: holdReply{}, Status: http.StatusCreated, Faults: append(posting(), ledger.ErrAsset, ledger.ErrDeadline),
	})
	a.add(toRead, a.listHolds, operation{
		Method: http.MethodGet, Path: "/v1/holds", ID: "N-07", Summary: "A member's holds, newest first.",
		Query: paging(param{"subject", "string", "Whose. Required."}, param{"state", "string", "pending, posted, voided or lapsed."}),
		Out:   list[holdReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
	a.add(toRead, a.getHold, operation{
		Method: http.MethodGet, Path: "/v1/holds/{id}", ID: "N-07", Summary: "One hold.",
		Out: holdReply{}, Status: http.StatusOK, Faults: []*fault.Fault{ledger.ErrNoHold},
	})
	a.add(toWrite, a.captureHold, operation{
		Method: http.MethodPost, Path: "/v1/holds/{id}/capture", ID: "N-07", Summary: "Spend what was held, or a part and release the rest, once.",
		In: captureRequest{}, Maybe: true, Out: holdReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{ledger.ErrNoHold, ledger.ErrHoldFinished, ledger.ErrAmount, ledger.ErrInsufficient, amount.ErrInvalid, amount.ErrOverflow},
	})
	a.add(toWrite, a.voidHold, operation{
		Method: http.MethodPost, Path: "/v1/holds/{id}/void", ID: "N-07", Summary: "Release what was held, once.",
		Out: holdReply{}, Status: http.StatusOK, Faults: []*fault.Fault{ledger.ErrNoHold, ledger.ErrHoldFinished},
	})
}

// Bounds of a hold's time, in seconds.
const (
	ttlDefault = 3600
	ttlMax     = 366 * 24 * 3600
)

// holdRequest is a new hold.
type holdRequest struct {
	Subject    string      `json:"subject"`
	Asset      string      `json:"asset" enum:"POINT,CREDIT,STUDY,USDT,HASHPOWER,SOL,CNY"`
	Amount     httpx.Money `json:"amount" doc:"In whole units, as decimal text."`
	Reason     string      `json:"reason,omitempty" maxLength:"512"`
	TTLSeconds *int64      `json:"ttl_seconds,omitempty" minimum:"1" maximum:"31622400" doc:"3600 where it is not said."`
}

// holdReply is a hold as of now.
type holdReply struct {
	ID         int64    `json:"id"`
	Subject    string   `json:"subject"`
	Asset      string   `json:"asset"`
	Amount     string   `json:"amount"`
	State      string   `json:"state" enum:"pending,posted,voided,lapsed"`
	Captured   string   `json:"captured"`
	Transfer   *int64   `json:"transfer,omitempty" doc:"What the capture posted."`
	Balance    string   `json:"balance,omitempty" doc:"The posted balance after a capture."`
	Reason     string   `json:"reason"`
	Source     string   `json:"source"`
	ExpiresAt  wireTime `json:"expires_at"`
	CreatedAt  wireTime `json:"created_at"`
	FinishedAt wireTime `json:"finished_at"`
}

func showHold(h ledger.Hold, now instant.Instant) holdReply {
	return holdReply{
		ID: int64(h.ID), Subject: subjectText(h.Owner), Asset: string(h.Asset), Amount: wireAmount(h.Amount, h.Asset), State: string(h.StateAt(now)),
		Captured: wireAmount(h.Captured, h.Asset), Transfer: optional(h.Transfer), Reason: h.Reason, Source: h.Source,
		ExpiresAt: wireTime(h.Deadline), CreatedAt: wireTime(h.CreatedAt), FinishedAt: wireTime(h.FinishedAt),
	}
}

// postHold reserves an amount.
// contract: N-07
func (a *API) postHold(w http.ResponseWriter, r *http.Request, c caller) error {
	var req holdRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd, ttl, err := req.cmd()
	if err != nil {
		return err
	}
	who, err := a.Directory.Resolve(r.Context(), req.Subject)
	return a.write(w, r, c, call{route: who.Route(), status: http.StatusCreated, early: err}, func(tx *store.Tx) (any, error) {
		mid, err := who.In(tx)
		if err != nil {
			return nil, err
		}
		cmd := cmd
		cmd.On, cmd.Deadline = ledger.Member(mid), tx.Now().Add(ttl)
		h, err := a.Ledger.Reserve(tx, cmd)
		return showHold(h, tx.Now()), err
	})
}

func (req holdRequest) cmd() (ledger.ReserveCmd, time.Duration, error) {
	asset, err := ledger.ParseAsset(req.Asset)
	if err != nil {
		return ledger.ReserveCmd{}, 0, err
	}
	n, err := req.Amount.Amount(asset.Scale())
	if err != nil {
		return ledger.ReserveCmd{}, 0, err
	}
	ttl := int64(ttlDefault)
	if req.TTLSeconds != nil {
		ttl = *req.TTLSeconds
	}
	if ttl < 1 || ttl > ttlMax {
		return ledger.ReserveCmd{}, 0, ledger.ErrDeadline
	}
	return ledger.ReserveCmd{Asset: asset, Amount: n, Reason: req.Reason, Source: "coreapi"}, time.Duration(ttl) * time.Second, nil
}

// listHolds is a page of a member's holds.
// contract: N-07
func (a *API) listHolds(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	subject := q.text("subject")
	if subject == "" {
		q.wrong("subject")
	}
	limit, after, now := q.limit(), q.cursor("o", 2), a.Clock.Now()
	state := q.oneOf("state", string(ledger.HoldPending), string(ledger.HoldPosted), string(ledger.HoldVoided), string(ledger.HoldLapsed))
	if q.err != nil {
		return q.err
	}
	mid, err := a.Directory.Find(r.Context(), subject)
	if err != nil {
		return err
	}
	rows, err := ledger.Holds(r.Context(), a.Store, ledger.HoldsCmd{
		Owner: mid, State: ledger.HoldState(state), Now: now, BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1,
	})
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "o",
		func(h ledger.Hold) holdReply { return showHold(h, now) },
		func(h ledger.Hold) []int64 { return []int64{int64(h.CreatedAt), int64(h.ID)} }))
}

// getHold is one hold.
// contract: N-07
func (a *API) getHold(w http.ResponseWriter, r *http.Request, _ caller) error {
	hid, err := pathID(r)
	if err != nil {
		return err
	}
	h, err := ledger.LoadHold(r.Context(), a.Store, hid)
	if err != nil {
		return err
	}
	return answer(w, showHold(h, a.Clock.Now()))
}

// captureRequest says how much; missing is all of it.
type captureRequest struct {
	Amount *httpx.Money `json:"amount,omitempty" doc:"In whole units, as decimal text."`
}

// captureHold spends what was held.
// contract: N-07
func (a *API) captureHold(w http.ResponseWriter, r *http.Request, c caller) error {
	hid, err := pathID(r)
	if err != nil {
		return err
	}
	var req captureRequest
	if err := idem.DecodeOptional(r, &req); err != nil {
		return err
	}
	part, err := a.capturePart(r, hid, req)
	return a.write(w, r, c, call{route: hid.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		h, p, err := a.Ledger.Capture(tx, ledger.CaptureCmd{Hold: hid, Amount: part, To: ledger.Revenue, Kind: ledger.Spend, Actor: c.Actor})
		if err != nil {
			return nil, err
		}
		out := showHold(h, tx.Now())
		out.Balance = wireAmount(p.Balance, h.Asset)
		return out, nil
	})
}

// capturePart reads the amount at the scale of the hold's asset.
func (a *API) capturePart(r *http.Request, hid id.ID, req captureRequest) (amount.Amount, error) {
	h, err := ledger.LoadHold(r.Context(), a.Store, hid)
	if err != nil || req.Amount == nil {
		return 0, err
	}
	n, err := req.Amount.Amount(h.Asset.Scale())
	if err == nil && n <= 0 {
		err = ledger.ErrAmount
	}
	return n, err
}

// voidHold releases what was held.
// contract: N-07
func (a *API) voidHold(w http.ResponseWriter, r *http.Request, c caller) error {
	hid, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: hid.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		h, err := a.Ledger.Void(tx, hid)
		return showHold(h, tx.Now()), err
	})
}
