package coreapi

import (
	"context"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

func (a *API) transferRoutes() {
	a.add(toWrite, a.postTransfers, operation{
		Method: http.MethodPost, Path: "/v1/transfers", ID: "N-05", Summary: "Grant, spend or adjust: one, or an array of up to 1,000, each on its own or all or nothing.",
		Query: []param{{"atomic", "boolean", "All entries of the array or none."}, {"dry_run", "boolean", "Answer and change nothing."}},
		In:    transferRequest{}, InMany: true, Out: transferReply{}, OutMany: transferResults{}, Status: http.StatusOK,
		Faults: append(posting(), errKind, errReason, ledger.ErrAsset),
	})
	a.add(toRead, a.listTransfers, operation{
		Method: http.MethodGet, Path: "/v1/transfers", ID: "N-06", Summary: "Lines of accounts, latest first: of one member, or of everybody in at most 92 days.",
		Query: paging(
			param{"subject", "string", "Whose. Without one, from is 31 days before to where it is not said."}, param{"asset", "string", ""}, param{"kind", "string", "earn, spend, refund, expire, adjust, move or reverse."},
			param{"source", "string", "What it was about, as draw:123."}, param{"reason", "string", "The whole reason."},
			param{"from", "string", "RFC 3339, included."}, param{"to", "string", "RFC 3339, not included."},
		),
		Out: list[lineReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound, ledger.ErrAsset},
	})
	a.add(toRead, a.getTransfer, operation{
		Method: http.MethodGet, Path: "/v1/transfers/{id}", ID: "N-06", Summary: "One transfer, with the line on each member's account.",
		Out: transferDetail{}, Status: http.StatusOK, Faults: []*fault.Fault{ledger.ErrNoTransfer},
	})
	a.add(toWrite, a.reverseTransfer, operation{
		Method: http.MethodPost, Path: "/v1/transfers/{id}/reverse", ID: "N-08", Summary: "Take a transfer back, once.",
		In: reverseRequest{}, Maybe: true, Out: transferReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{ledger.ErrNoTransfer, ledger.ErrReversed, ledger.ErrIrreversible, ledger.ErrInsufficient, ledger.ErrText, ledger.ErrAmount},
	})
}

// posting are the faults of a movement on a member's account.
func posting() []*fault.Fault {
	return []*fault.Fault{
		ledger.ErrInsufficient, ledger.ErrAmount, ledger.ErrText, amount.ErrInvalid, amount.ErrOverflow,
		member.ErrSubject, member.ErrNotFound, member.ErrSuspended,
	}
}

// transferRequest is one entry of POST /v1/transfers.
type transferRequest struct {
	Subject string      `json:"subject" doc:"Whose account: an external subject, wallet:…, username:…, email:… or id:123. An unknown external subject becomes a member."`
	Asset   string      `json:"asset" enum:"POINT,CREDIT,STUDY,USDT,HASHPOWER,SOL,CNY"`
	Amount  httpx.Money `json:"amount" doc:"In whole units, as decimal text; above zero, but for an adjustment."`
	Kind    string      `json:"kind" enum:"grant,spend,adjust"`
	Reason  string      `json:"reason,omitempty" maxLength:"512" doc:"Why. An adjustment needs one."`
}

// transferReply is the answer for one entry: a result or a problem.
type transferReply struct {
	ID      int64    `json:"id,omitempty"`
	Balance string   `json:"balance,omitempty" doc:"The member's posted balance after it."`
	Error   *problem `json:"error,omitempty" doc:"In an array: why this entry was not made."`
}

type transferResults struct {
	Results []transferReply `json:"results"`
}

// Faults of transfer requests.
var (
	errKind   = fault.New(fault.Invalid, "coreapi.kind_invalid", "The kind must be grant, spend or adjust.")
	errReason = fault.New(fault.Invalid, "coreapi.reason_missing", "This needs a reason.")
)

// postTransfers moves amounts between members and the system accounts.
// contract: N-05
func (a *API) postTransfers(w http.ResponseWriter, r *http.Request, c caller) error {
	req, err := decodeMany[transferRequest](r)
	if err != nil {
		return err
	}
	atomic, dryRun, err := transferOptions(r)
	if err != nil {
		return err
	}
	entries, err := a.entries(r.Context(), req.list, c)
	if !req.array && err == nil {
		err = entries[0].err
	}
	k := call{route: entries[0].who.Route(), status: http.StatusOK, early: err}
	do := a.postOne(&entries[0])
	if req.array {
		do = a.postMany(entries, atomic, language(r))
	}
	if dryRun {
		return a.try(w, r, k, do)
	}
	return a.write(w, r, c, k, do)
}

func transferOptions(r *http.Request) (atomic, dryRun bool, err error) {
	if r.URL.RawQuery == "" {
		return false, false, nil
	}
	q := queryOf(r)
	return q.bool("atomic"), q.bool("dry_run"), q.err
}

// entry is one transfer ready to be posted, or why it cannot be.
type entry struct {
	who   member.Who
	cmd   ledger.PostCmd
	grant bool
	err   error
}

// entries prepares a list. Its error is one that is no entry's fault.
func (a *API) entries(ctx context.Context, list []transferRequest, c caller) ([]entry, error) {
	out := make([]entry, len(list))
	var failed error
	for i := range list {
		a.prepare(ctx, &out[i], &list[i], c)
		if err := out[i].err; err != nil && failed == nil && ours(fault.Of(err)) {
			failed = err
		}
	}
	return out, failed
}

func (a *API) prepare(ctx context.Context, e *entry, req *transferRequest, c caller) {
	asset, err := ledger.ParseAsset(req.Asset)
	if err != nil {
		e.err = err
		return
	}
	n, err := req.Amount.Amount(asset.Scale())
	if err != nil {
		e.err = err
		return
	}
	e.cmd = ledger.PostCmd{Asset: asset, Amount: n, Reason: req.Reason, Source: "coreapi", Actor: c.Actor}
	switch req.Kind {
	case "grant":
		e.grant, e.cmd.Kind = true, ledger.Earn
	case "spend":
		e.cmd.Kind = ledger.Spend
	case "adjust":
		e.cmd.Kind = ledger.Adjust
		if e.grant = n > 0; n < 0 {
			e.cmd.Amount = -n
		}
		if req.Reason == "" {
			e.err = errReason
			return
		}
	default:
		e.err = errKind
		return
	}
	e.who, e.err = a.Directory.Resolve(ctx, req.Subject)
}

// post finds the member inside the write and posts.
func (a *API) post(tx *store.Tx, e *entry, who member.Who) (transferReply, error) {
	mid, err := who.In(tx)
	if err != nil {
		return transferReply{}, err
	}
	cmd := e.cmd
	switch {
	case e.grant:
		cmd.Debit, cmd.Credit = ledger.Issuance, ledger.Member(mid)
	case cmd.Kind == ledger.Adjust:
		cmd.Debit, cmd.Credit = ledger.Member(mid), ledger.Issuance
	default:
		cmd.Debit, cmd.Credit = ledger.Member(mid), ledger.Revenue
	}
	p, err := a.Ledger.Post(tx, cmd)
	if err != nil {
		return transferReply{}, err
	}
	return transferReply{ID: int64(p.ID), Balance: wireAmount(p.Balance, cmd.Asset)}, nil
}

func (a *API) postOne(e *entry) verb {
	return func(tx *store.Tx) (any, error) { return a.post(tx, e, e.who) }
}

// postMany posts each of an array on its own, or all of them or none.
func (a *API) postMany(entries []entry, atomic bool, lang string) verb {
	return func(tx *store.Tx) (any, error) {
		whos, err := reserve(tx, len(entries), func(i int) member.Who { return entries[i].who })
		if err != nil {
			return nil, err
		}
		out := transferResults{Results: make([]transferReply, len(entries))}
		for i := range entries {
			err := entries[i].err
			if err == nil {
				err = tx.Sub(func() (err error) { out.Results[i], err = a.post(tx, &entries[i], whos[i]); return err })
			}
			switch {
			case err == nil || tx.Missed():
				// After a miss the run is only for finding out what the
				// other entries need.
			case ours(fault.Of(err)):
				return nil, err
			case atomic:
				return nil, fault.Of(err).With("index", i)
			default:
				p := problemOf(fault.Of(err), lang)
				out.Results[i] = transferReply{Error: &p}
			}
		}
		return out, nil
	}
}

// try answers as write would, and changes nothing.
func (a *API) try(w http.ResponseWriter, r *http.Request, k call, do verb) error {
	if k.early != nil {
		return k.early
	}
	var out any
	err := a.Store.Try(r.Context(), k.route, func(tx *store.Tx) (err error) {
		out, err = do(tx)
		return err
	})
	if err == nil {
		httpx.WriteJSON(w, k.status, out)
	}
	return err
}

// reserve takes the ids that unknown subjects among a list would get.
func reserve(tx *store.Tx, n int, who func(i int) member.Who) (out []member.Who, err error) {
	out = make([]member.Who, n)
	for i := range out {
		if out[i], err = who(i).Reserve(tx); err != nil {
			return nil, err
		}
	}
	return out, nil
}
