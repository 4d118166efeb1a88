package studyapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type exchangeRequest struct {
	ProductID httpx.Int `json:"product_id"`
	Quantity  httpx.Int `json:"quantity"`
	Notes     string    `json:"notes"`
}

type exchangeData struct {
	ExchangeID       int64  `json:"exchange_id"`
	ProductID        int64  `json:"product_id"`
	ProductName      string `json:"product_name"`
	Quantity         int64  `json:"quantity"`
	PointsSpent      int64  `json:"points_spent"`
	RemainingBalance int64  `json:"remaining_balance"`
	Status           string `json:"status"`
}

// handleExchange exchanges points for some of a product.
// contract: S3-04
func (a *API) handleExchange(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	var req exchangeRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if !req.ProductID.Set {
		return missing("product_id")
	}
	product := id.ID(req.ProductID.Value)
	if product <= 0 {
		return exchange.ErrProductNotFound
	}
	cmd := exchange.RequestCmd{Member: who.Member, Product: product, Quantity: req.Quantity.Or(1), Notes: req.Notes}
	return a.write(w, r, product.Bucket(), who, func(tx *store.Tx) (any, error) {
		receipt, err := a.Exchange.Request(tx, cmd)
		return data(receiptOf(receipt)), err
	})
}

// handleCancel takes the member's own exchange back while it is pending. The
// document has the state but no call for it.
// contract: S3-M5
func (a *API) handleCancel(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	i, err := pathID(r, exchange.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, i.Bucket(), who, func(tx *store.Tx) (any, error) {
		receipt, err := a.Exchange.Cancel(tx, i, who.Member)
		return data(receiptOf(receipt)), err
	})
}

// receiptOf shows the points that an exchange costs, or cost before they were
// given back.
func receiptOf(e exchange.Receipt) exchangeData {
	return exchangeData{int64(e.ID), int64(e.Product), e.ProductName, e.Quantity, int64(e.Points), int64(e.Balance), string(e.State)}
}

type exchangeLine struct {
	ID          int64  `json:"id"`
	ProductName string `json:"product_name"`
	Quantity    int64  `json:"quantity"`
	PointsSpent int64  `json:"points_spent"`
	Status      string `json:"status"`
	CreatedAt   string `json:"created_at"`
}

// handleExchangeRecords is a page of the member's exchanges, newest first.
// contract: S3-05
func (a *API) handleExchangeRecords(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	list, err := exchange.Page(r.Context(), a.Store, who.Member, p)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(recordsData[exchangeLine]{listed(list.Items, func(e exchange.Exchange) exchangeLine {
		return exchangeLine{int64(e.ID), e.ProductName, e.Quantity, int64(e.Points), string(e.State), wireTime(e.CreatedAt)}
	}), paginationOf(p, list.Total)}))
	return nil
}
