package coreapi

import (
	"net/http"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
)

// Without a subject a list of transfers is bounded in time.
const (
	spanDefault = 31 * 24 * time.Hour
	spanMax     = 92 * 24 * time.Hour
)

// lineReply is one line of one account.
type lineReply struct {
	ID       int64    `json:"id" doc:"The transfer's."`
	Subject  string   `json:"subject,omitempty" doc:"Whose account; missing for a system account."`
	Account  string   `json:"account" doc:"The purpose: main, or a system account's name."`
	Asset    string   `json:"asset"`
	Seq      int64    `json:"seq" doc:"The line's number on its account, without gaps."`
	Kind     string   `json:"kind"`
	Amount   string   `json:"amount" doc:"Below zero where the account gave."`
	Balance  string   `json:"balance" doc:"Posted, after the line."`
	Counter  string   `json:"counter" doc:"The other side: a system account, or id:123."`
	Reason   string   `json:"reason"`
	Source   string   `json:"source"`
	Actor    string   `json:"actor"`
	Reverses *int64   `json:"reverses,omitempty"`
	At       wireTime `json:"at"`
}

func showLine(t ledger.Transfer) lineReply {
	out := lineReply{
		ID: int64(t.ID), Account: t.Purpose, Asset: string(t.Asset), Seq: t.Seq, Kind: string(t.Kind), Amount: wireAmount(t.Amount, t.Asset),
		Balance: wireAmount(t.Balance, t.Asset), Counter: sideText(ledger.ParseRef(t.Counter)), Reason: t.Reason, Source: t.Source, Actor: t.Actor,
		Reverses: optional(t.Reverses), At: wireTime(t.At),
	}
	if t.Owner != 0 {
		out.Subject = subjectText(t.Owner)
	}
	return out
}

// kinds are what a query may name.
var kinds = []string{
	string(ledger.Earn), string(ledger.Spend), string(ledger.Refund), string(ledger.Expire), string(ledger.Adjust), string(ledger.Move), string(ledger.Reverse), string(ledger.Buy), string(ledger.Return),
}

// listTransfers lists lines by account where a subject and an asset are
// named, else by time.
// contract: N-06
func (a *API) listTransfers(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	f := ledger.Filter{
		Asset: q.asset(), Kind: ledger.Kind(q.oneOf("kind", kinds...)), Source: q.text("source"), Reason: q.text("reason"),
		From: q.time("from"), To: q.time("to"),
	}
	subject := q.text("subject")
	if subject == "" {
		a.bound(q, &f)
	}
	if q.err != nil {
		return q.err
	}
	var owner id.ID
	if subject != "" {
		var err error
		if owner, err = a.Directory.Find(r.Context(), subject); err != nil {
			return err
		}
		if f.Asset != "" {
			return a.listHistory(w, r, q, owner, f)
		}
	}
	return a.listLines(w, r, q, owner, f)
}

// bound holds a list over all members to a span of time.
func (a *API) bound(q *query, f *ledger.Filter) {
	if f.To == 0 {
		f.To = a.Clock.Now() + 1
	}
	if f.From == 0 {
		f.From = f.To.Add(-spanDefault)
	}
	if f.To.Sub(f.From) > spanMax {
		q.wrong("from")
	}
}

func (a *API) listHistory(w http.ResponseWriter, r *http.Request, q *query, owner id.ID, f ledger.Filter) error {
	limit, after := q.limit(), q.cursor("h", 1)
	if q.err != nil {
		return q.err
	}
	rows, err := ledger.History(r.Context(), a.Store, ledger.HistoryCmd{Filter: f, Of: ledger.Member(owner), Before: after[0], Limit: limit + 1})
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "h", showLine, func(t ledger.Transfer) []int64 { return []int64{t.Seq} }))
}

func (a *API) listLines(w http.ResponseWriter, r *http.Request, q *query, owner id.ID, f ledger.Filter) error {
	limit, after := q.limit(), q.cursor("t", 3)
	if q.err != nil {
		return q.err
	}
	cmd := ledger.LinesCmd{Filter: f, Owner: owner, Limit: limit + 1, After: ledger.Position{At: instantOf(after[0]), ID: id.ID(after[1]), Amount: amount.Amount(after[2])}}
	rows, err := ledger.Lines(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "t", showLine, func(t ledger.Transfer) []int64 { return []int64{int64(t.At), int64(t.ID), int64(t.Amount)} }))
}

// transferDetail is a transfer from one side to the other.
type transferDetail struct {
	ID         int64       `json:"id"`
	Asset      string      `json:"asset"`
	Amount     string      `json:"amount"`
	From       string      `json:"from" doc:"A system account, or id:123."`
	To         string      `json:"to"`
	Kind       string      `json:"kind"`
	Reason     string      `json:"reason"`
	Source     string      `json:"source"`
	Actor      string      `json:"actor"`
	Reverses   *int64      `json:"reverses,omitempty"`
	ReversedBy *int64      `json:"reversed_by,omitempty"`
	At         wireTime    `json:"at"`
	Lines      []lineReply `json:"lines"`
}

// getTransfer is one transfer.
// contract: N-06
func (a *API) getTransfer(w http.ResponseWriter, r *http.Request, _ caller) error {
	tid, err := pathID(r)
	if err != nil {
		return err
	}
	lines, err := ledger.LoadTransfer(r.Context(), a.Store, tid)
	if err != nil {
		return err
	}
	by, err := ledger.ReversalOf(r.Context(), a.Store, lines[0])
	if err != nil {
		return err
	}
	t := lines[0]
	from, to := ledger.Ref{Owner: t.Owner, Purpose: t.Purpose}, ledger.ParseRef(t.Counter)
	if t.Amount > 0 {
		from, to = to, from
	}
	out := transferDetail{
		ID: int64(t.ID), Asset: string(t.Asset), Amount: wireAmount(max(t.Amount, -t.Amount), t.Asset), From: sideText(from), To: sideText(to), Kind: string(t.Kind),
		Reason: t.Reason, Source: t.Source, Actor: t.Actor, Reverses: optional(t.Reverses), ReversedBy: optional(by), At: wireTime(t.At), Lines: make([]lineReply, len(lines)),
	}
	for i, l := range lines {
		out.Lines[i] = showLine(l)
	}
	return answer(w, out)
}
