package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) exchangeRoutes() {
	a.add(toReadDomain, a.listExchanges, operation{
		Method: http.MethodGet, Path: "/v1/exchanges", ID: "N-11", Summary: "Exchanges, latest first.",
		Query: paging(param{"subject", "string", "Whose."}, param{"state", "string", "pending, approved, rejected, completed or cancelled."}, param{"domain", "integer", "The products'."}),
		Out:   list[exchangeReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound, study.ErrDomainNotFound},
	})
	a.add(toReadDomain, a.getExchange, operation{
		Method: http.MethodGet, Path: "/v1/exchanges/{id}", ID: "N-11", Summary: "One exchange.",
		Out: exchangeReply{}, Status: http.StatusOK, Faults: []*fault.Fault{exchange.ErrNotFound},
	})
	for _, d := range []struct {
		path, summary string
		verb          func(*store.Tx, exchange.DecideCmd) (exchange.Exchange, error)
	}{
		{"approve", "Say yes to a pending exchange.", a.Exchange.Approve},
		{"reject", "Say no to a pending exchange: points, stock and count are given back, once.", a.Exchange.Reject},
		{"complete", "Say that an approved exchange was handed over.", a.Exchange.Complete},
	} {
		a.add(toManageDomain, a.decideExchange(d.path, d.verb), operation{
			Method: http.MethodPost, Path: "/v1/exchanges/{id}/" + d.path, ID: "N-11", Summary: d.summary,
			In: remarkRequest{}, Maybe: true, Out: exchangeReply{}, Status: http.StatusOK,
			Faults: []*fault.Fault{exchange.ErrNotFound, exchange.ErrState, exchange.ErrNotes},
		})
	}
}

// exchangeReply is an exchange.
type exchangeReply struct {
	ID          int64    `json:"id"`
	Member      int64    `json:"member"`
	Product     int64    `json:"product"`
	Domain      int32    `json:"domain" doc:"The product's; 0 is all."`
	ProductName string   `json:"product_name"`
	Quantity    int64    `json:"quantity"`
	Price       string   `json:"price"`
	Points      string   `json:"points"`
	State       string   `json:"state" enum:"pending,approved,rejected,completed,cancelled"`
	Notes       string   `json:"notes"`
	Remark      string   `json:"remark" doc:"The operator's."`
	Transfer    int64    `json:"transfer"`
	Refund      *int64   `json:"refund"`
	CreatedAt   wireTime `json:"created_at"`
	ChangedAt   wireTime `json:"changed_at"`
	ChangedBy   string   `json:"changed_by"`
}

func showExchange(e exchange.Exchange) exchangeReply {
	return exchangeReply{
		int64(e.ID), int64(e.Member), int64(e.Product), e.Domain, e.ProductName, e.Quantity, wireAmount(e.Price, ledger.Study), wireAmount(e.Points, ledger.Study),
		string(e.State), e.Notes, e.Remark, int64(e.Transfer), optional(e.Refund), wireTime(e.CreatedAt), wireTime(e.ChangedAt), e.ChangedBy,
	}
}

// listExchanges is a page of exchanges; of a domain admin those of their own
// domain's products.
// contract: N-11
func (a *API) listExchanges(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	limit, before := q.limit(), q.cursor("e", 2)
	cmd := exchange.ListCmd{Domain: q.domain(c), Before: instantOf(before[0]), Limit: limit + 1}
	cmd.Below = id.ID(before[1])
	cmd.State = exchange.State(q.oneOf("state", "pending", "approved", "rejected", "completed", "cancelled"))
	if subject := q.text("subject"); q.err == nil && subject != "" {
		var err error
		cmd.Member, err = a.Directory.Find(r.Context(), subject)
		q.keep(err)
	}
	if q.err != nil {
		return q.err
	}
	rows, err := exchange.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "e", showExchange, func(e exchange.Exchange) []int64 { return []int64{int64(e.CreatedAt), int64(e.ID)} }))
}

// getExchange is one exchange.
// contract: N-11
func (a *API) getExchange(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := exchange.Load(r.Context(), a.Store, i, c.scope())
	if err != nil {
		return err
	}
	return answer(w, showExchange(e))
}

// remarkRequest is what an operator says of an exchange.
type remarkRequest struct {
	Remark string `json:"remark,omitempty" maxLength:"500"`
}

// decideExchange moves an exchange of the caller's scope on.
// contract: N-11
// contract: S3-M5
func (a *API) decideExchange(name string, verb func(*store.Tx, exchange.DecideCmd) (exchange.Exchange, error)) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		var req remarkRequest
		if err := idem.DecodeOptional(r, &req); err != nil {
			return err
		}
		i, err := pathID(r)
		if err != nil {
			return err
		}
		cmd := exchange.DecideCmd{Exchange: i, Domain: c.own(), Remark: req.Remark, Actor: c.Actor}
		return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
			e, err := verb(tx, cmd)
			if err != nil {
				return nil, err
			}
			out := showExchange(e)
			return out, note(tx, c, act{action: "exchange." + name, object: objectOf("exchange", i), reason: req.Remark, after: out})
		})
	}
}
