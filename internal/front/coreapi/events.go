package coreapi

import (
	"encoding/json"
	"net/http"

	"golang.org/x/sync/errgroup"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// errAt is an event's time that is none.
var errAt = fault.New(fault.Invalid, "coreapi.time_invalid", "The time must be RFC 3339, as 2026-01-31T08:00:00Z.")

func (a *API) eventRoutes() {
	a.add(toSend, a.postEvents, operation{
		Method: http.MethodPost, Path: "/v1/events", ID: "N-01", Summary: "Tell what happened: one event, or an array of up to 1,000, each on its own.",
		In: eventRequest{}, InMany: true, Out: eventResults{}, Status: http.StatusOK,
	})
}

// eventRequest is one event.
type eventRequest struct {
	ID      string          `json:"id" maxLength:"200" doc:"Unique for its type. A repeat changes nothing and answers duplicate."`
	Type    string          `json:"type" doc:"checkin, generic, …"`
	Subject string          `json:"subject" doc:"Whom it is about. An unknown external subject becomes a member."`
	At      string          `json:"at,omitempty" format:"date-time" doc:"When it happened: at most 10 minutes ahead, 400 days behind. Missing is now."`
	Data    json.RawMessage `json:"data,omitempty" doc:"An object of the type's own, at most 8 KiB."`
}

// eventReply is what became of one event.
type eventReply struct {
	ID      string         `json:"id"`
	Status  string         `json:"status" enum:"accepted,duplicate,rejected"`
	Code    string         `json:"code,omitempty" doc:"Why it was rejected."`
	Title   string         `json:"title,omitempty"`
	Params  map[string]any `json:"params,omitempty"`
	Effects []effectReply  `json:"effects"`
}

type effectReply struct {
	Kind     string `json:"kind" enum:"granted,limit_reached,given_before,reversed,rewarded"`
	Rule     string `json:"rule,omitempty"`
	Asset    string `json:"asset,omitempty"`
	Amount   string `json:"amount,omitempty"`
	Transfer *int64 `json:"transfer,omitempty"`
}

type eventResults struct {
	Results []eventReply `json:"results"`
}

// postEvents takes events in, each on its own.
// contract: N-01
func (a *API) postEvents(w http.ResponseWriter, r *http.Request, c caller) error {
	req, err := decodeMany[eventRequest](r)
	if err != nil {
		return err
	}
	list := make([]arrival, len(req.list))
	for i := range req.list {
		list[i] = a.arrival(r, &req.list[i], c)
	}
	lang := language(r)
	k := call{route: list[0].who.Route(), status: http.StatusOK, early: firstOurs(list)}
	if parts := a.parts(r, list); len(parts) > 1 && k.early == nil {
		return a.recordParts(w, r, list, parts, lang)
	}
	return a.write(w, r, c, k, func(tx *store.Tx) (any, error) {
		out := eventResults{Results: make([]eventReply, len(list))}
		return out, a.recordEach(tx, list, all(len(list)), lang, out.Results)
	})
}

// parts are the events of each lane, in order, where they may be recorded in
// parallel: an answer that is kept for a key belongs to one write. Half done
// is no harm, since an event that is sent again changes nothing.
func (a *API) parts(r *http.Request, list []arrival) map[int][]int {
	if r.Header.Get(idem.Header) != "" {
		return nil
	}
	parts, seen := map[int][]int{}, make(map[string]bool, len(list))
	for i := range list {
		key := string(list[i].event.Type) + " " + list[i].event.ID
		if seen[key] {
			return nil // the first of the two counts
		}
		seen[key] = true
		lane := a.Store.Lane(list[i].who.Route())
		parts[lane] = append(parts[lane], i)
	}
	return parts
}

// recordParts records each lane's events in a write of its own, all at once.
func (a *API) recordParts(w http.ResponseWriter, r *http.Request, list []arrival, parts map[int][]int, lang string) error {
	out := eventResults{Results: make([]eventReply, len(list))}
	group, ctx := errgroup.WithContext(r.Context())
	for _, part := range parts {
		group.Go(func() error {
			return a.Store.Write(ctx, list[part[0]].who.Route(), func(tx *store.Tx) error { return a.recordEach(tx, list, part, lang, out.Results) })
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, out)
	return nil
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// recordEach records some of the events, each on its own.
func (a *API) recordEach(tx *store.Tx, list []arrival, part []int, lang string, out []eventReply) error {
	whos, err := reserve(tx, len(part), func(i int) member.Who { return list[part[i]].who })
	if err != nil {
		return err
	}
	for n, i := range part {
		reply, err := a.record(tx, &list[i], whos[n])
		if err != nil && !tx.Missed() {
			f := fault.Of(err)
			if ours(f) {
				return err
			}
			reply = rejected(problemOf(f, lang))
		}
		reply.ID = list[i].event.ID
		out[i] = reply
	}
	return nil
}

// arrival is an event ready to be recorded, or why it cannot be.
type arrival struct {
	who   member.Who
	event event.Event
	err   error
}

func (a *API) arrival(r *http.Request, req *eventRequest, c caller) (v arrival) {
	v.event = event.Event{ID: req.ID, Type: event.Type(req.Type), Text: string(req.Data), By: c.Actor}
	if req.At != "" {
		if v.event.At, v.err = parseTime(req.At); v.err != nil {
			v.err = errAt
			return v
		}
		v.event.At = max(v.event.At, 1) // 0 is "now"
	}
	if v.event.Data, v.err = eventData(req.Data); v.err != nil {
		return v
	}
	v.who, v.err = a.Directory.Resolve(r.Context(), req.Subject)
	return v
}

// record finds the member inside the write and records the event.
func (a *API) record(tx *store.Tx, v *arrival, who member.Who) (reply eventReply, err error) {
	if v.err != nil {
		return reply, v.err
	}
	err = tx.Sub(func() error {
		e := v.event
		var err error
		if e.Member, err = who.In(tx); err != nil {
			a.Events.Want(tx, e)
			return err
		}
		result, err := a.Events.Record(tx, e)
		if err == nil {
			reply = recorded(result)
		}
		return err
	})
	return reply, err
}

func recorded(result event.Result) eventReply {
	out := eventReply{Status: "accepted", Effects: make([]effectReply, len(result.Effects))}
	if result.Duplicate {
		out.Status = "duplicate"
	}
	for i, e := range result.Effects {
		out.Effects[i] = effectReply{Kind: string(e.Kind), Rule: e.Rule, Asset: string(e.Asset), Transfer: optional(e.Transfer)}
		if e.Amount != 0 {
			out.Effects[i].Amount = wireAmount(e.Amount, e.Asset)
		}
	}
	return out
}

func rejected(p problem) eventReply {
	return eventReply{Status: "rejected", Code: p.Code, Title: p.Title, Params: p.Params, Effects: []effectReply{}}
}

// firstOurs is the first reason that is no fault of the event: then nothing
// is recorded and the whole request may be sent again.
func firstOurs(list []arrival) error {
	for i := range list {
		if err := list[i].err; err != nil && ours(fault.Of(err)) {
			return err
		}
	}
	return nil
}

// ours reports whether a fault says "not now" or "our mistake": it must not
// become the kept answer for one entry of an array.
func ours(f *fault.Fault) bool { return f.Kind == fault.Internal || f.Kind == fault.Unavailable }
