package studyapi

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

type productLine struct {
	ID             int64  `json:"id"`
	Name           string `json:"name"`
	Description    string `json:"description"`
	Category       string `json:"category"`
	PointsRequired int64  `json:"points_required"`
	Stock          int64  `json:"stock"`
	Status         string `json:"status"`
}

type productsData struct {
	Products []productLine `json:"products"`
}

const (
	productsMax = 1000 // the document does not page them
	categoryMax = 200  // bytes
)

// handleProducts is what the member can choose from: the products of their
// domain and those of all.
// contract: S3-03
func (a *API) handleProducts(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	category := r.URL.Query().Get("category")
	if len(category) > categoryMax || !utf8.ValidString(category) || strings.ContainsRune(category, 0) {
		return httpx.ErrQuery.With("field", "category")
	}
	if category == exchange.AllCategories {
		category = ""
	}
	m, err := member.Load(r.Context(), a.Store, who.Member)
	if err != nil {
		return err
	}
	list, err := exchange.ListProducts(r.Context(), a.Store, exchange.ProductsCmd{Domain: m.Domain, Global: true, Category: category, Offered: true, Limit: productsMax})
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(productsData{listed(list, productOf)}))
	return nil
}

func productOf(o exchange.Offer) productLine {
	status := string(o.Status)
	if o.IsSoldOut() {
		status = "sold_out"
	}
	return productLine{int64(o.ID), o.Name, o.Description, o.Category, int64(o.Price), o.Left, status}
}
