package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) productRoutes() {
	invalid := []*fault.Fault{exchange.ErrProduct, study.ErrDomainNotFound, amount.ErrInvalid, amount.ErrOverflow}
	a.add(toReadDomain, a.listProducts, operation{
		Method: http.MethodGet, Path: "/v1/products", ID: "N-11", Summary: "The products that points buy, in their order.",
		Query: paging(param{"domain", "integer", ""}, param{"category", "string", ""}), Out: list[productReply]{}, Status: http.StatusOK,
		Faults: []*fault.Fault{study.ErrDomainNotFound},
	})
	a.add(toManageDomain, a.createProduct, operation{
		Method: http.MethodPost, Path: "/v1/products", ID: "N-11", Summary: "Add a product.",
		In: productRequest{}, Out: productReply{}, Status: http.StatusCreated, Faults: invalid,
	})
	a.add(toReadDomain, a.getProduct, operation{
		Method: http.MethodGet, Path: "/v1/products/{id}", ID: "N-11", Summary: "One product.",
		Out: productReply{}, Status: http.StatusOK, Faults: []*fault.Fault{exchange.ErrProductNotFound},
	})
	a.add(toManageDomain, a.editProduct, operation{
		Method: http.MethodPut, Path: "/v1/products/{id}", ID: "N-11", Summary: "Edit a product; exchanges that were made keep their price.",
		In: productRequest{}, Out: productReply{}, Status: http.StatusOK, Faults: append(invalid, exchange.ErrProductNotFound, exchange.ErrStale),
	})
	a.add(toManageDomain, a.deleteProduct, operation{
		Method: http.MethodDelete, Path: "/v1/products/{id}", ID: "N-11", Summary: "End a product; its exchanges stay.",
		Out: productReply{}, Status: http.StatusOK, Faults: []*fault.Fault{exchange.ErrProductNotFound},
	})
}

// productReply is a product.
type productReply struct {
	ID            int64    `json:"id"`
	Domain        int32    `json:"domain" doc:"0 is all."`
	Name          string   `json:"name"`
	Description   string   `json:"description"`
	Category      string   `json:"category"`
	Kind          string   `json:"kind" enum:"physical,virtual"`
	Price         string   `json:"price" doc:"STUDY points for one."`
	Stock         *int64   `json:"stock,omitempty" doc:"What is left; -1 never runs out."`
	MemberMax     int32    `json:"member_max" doc:"How many one member may have; 0 is no limit."`
	NeedsApproval bool     `json:"needs_approval"`
	Status        string   `json:"status" enum:"available,off,deleted"`
	SortOrder     int32    `json:"sort_order"`
	Version       int64    `json:"version"`
	CreatedAt     wireTime `json:"created_at"`
	ChangedAt     wireTime `json:"changed_at"`
}

func showProduct(o exchange.Offer) productReply {
	out := showDefinition(o.Product)
	out.Stock = &o.Left
	return out
}

// showDefinition is a product without what is left of it.
func showDefinition(p exchange.Product) productReply {
	return productReply{
		ID: int64(p.ID), Domain: p.Domain, Name: p.Name, Description: p.Description, Category: p.Category, Kind: string(p.Kind),
		Price: wireAmount(p.Price, ledger.Study), MemberMax: p.MemberMax, NeedsApproval: p.Review, Status: string(p.Status), SortOrder: p.SortOrder,
		Version: p.Version, CreatedAt: wireTime(p.CreatedAt), ChangedAt: wireTime(p.ChangedAt),
	}
}

// listProducts is a page of products; of a domain admin those of their own.
// contract: N-11
func (a *API) listProducts(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	limit, offset := q.limit(), q.offset("x")
	cmd := exchange.ProductsCmd{Domain: q.domain(c), Category: q.text("category"), Limit: limit + 1, Offset: offset}
	if q.err != nil {
		return q.err
	}
	rows, err := exchange.ListProducts(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, counted(rows, limit, offset, "x", showProduct))
}

// getProduct is one product.
// contract: N-11
func (a *API) getProduct(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	o, err := exchange.LoadProduct(r.Context(), a.Store, i, c.scope())
	if err != nil {
		return err
	}
	return answer(w, showProduct(o))
}

// productRequest is a new product, or what one is to be.
type productRequest struct {
	Version       int64       `json:"version,omitempty" doc:"The version that an edit saw; missing for a new product."`
	Domain        int32       `json:"domain,omitempty" doc:"0 is all. A domain admin's is their own."`
	Name          string      `json:"name" maxLength:"100"`
	Description   string      `json:"description,omitempty" maxLength:"2000"`
	Category      string      `json:"category,omitempty" maxLength:"50"`
	Kind          string      `json:"kind,omitempty" enum:"physical,virtual" doc:"virtual where it is not said."`
	Price         httpx.Money `json:"price" doc:"STUDY points for one."`
	Stock         *int64      `json:"stock,omitempty" doc:"What is left from now on; -1 never runs out, and is that of a new product where it is not said."`
	MemberMax     int32       `json:"member_max,omitempty" minimum:"0" doc:"How many one member may have; 0 is no limit."`
	NeedsApproval bool        `json:"needs_approval,omitempty"`
	Status        string      `json:"status,omitempty" enum:"available,off" doc:"available where it is not said."`
	SortOrder     int32       `json:"sort_order,omitempty"`
	Reason        string      `json:"reason,omitempty" doc:"For the audit record."`
}

// cmd is the verb's; the domain of a domain admin is their own.
func (q *productRequest) cmd(i id.ID, c caller) (exchange.PutCmd, error) {
	price, err := q.Price.Amount(ledger.Study.Scale())
	if err != nil {
		return exchange.PutCmd{}, err
	}
	if q.Domain == 0 {
		q.Domain = c.own()
	}
	if !c.sees(q.Domain) {
		return exchange.PutCmd{}, study.ErrDomainNotFound
	}
	cmd := exchange.PutCmd{
		ID: i, Version: q.Version, Domain: q.Domain, Name: q.Name, Description: q.Description, Category: q.Category, Kind: exchange.Kind(q.Kind), Price: price,
		MemberMax: q.MemberMax, Review: q.NeedsApproval, Status: exchange.Status(q.Status), SortOrder: q.SortOrder, Stock: q.Stock,
	}
	if cmd.Kind == "" {
		cmd.Kind = exchange.Virtual
	}
	if cmd.Status == "" {
		cmd.Status = exchange.Available
	}
	return cmd, nil
}

// createProduct adds a product.
// contract: N-11
func (a *API) createProduct(w http.ResponseWriter, r *http.Request, c caller) error {
	var req productRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd, err := req.cmd(0, c)
	if err != nil {
		return err
	}
	cmd.Version = 0
	if cmd.Stock == nil {
		unlimited := int64(exchange.Unlimited)
		cmd.Stock = &unlimited
	}
	return a.write(w, r, c, call{route: id.BucketOf(cmd.Name), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		_, o, err := exchange.Put(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showProduct(o)
		return out, note(tx, c, act{action: "product.create", object: objectOf("product", o.ID), reason: req.Reason, after: out})
	})
}

// editProduct edits a product of the caller's scope.
// contract: N-11
func (a *API) editProduct(w http.ResponseWriter, r *http.Request, c caller) error {
	var req productRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	i, err := pathID(r)
	if err != nil {
		return err
	}
	cmd, err := req.cmd(i, c)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		if _, err := exchange.GetProduct(tx, i, c.scope()); err != nil {
			return nil, err
		}
		before, after, err := exchange.Put(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showProduct(after)
		return out, note(tx, c, act{"product.edit", objectOf("product", i), req.Reason, showProduct(before), out})
	})
}

// deleteProduct ends a product of the caller's scope.
// contract: N-11
func (a *API) deleteProduct(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := exchange.Delete(tx, i, c.scope())
		if err != nil {
			return nil, err
		}
		out := showDefinition(was)
		return out, note(tx, c, act{action: "product.delete", object: objectOf("product", i), before: out})
	})
}
