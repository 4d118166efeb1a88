package lootapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/platform/httpx"
)

type catalogueLine struct {
	ID             int64       `json:"id"`
	Name           string      `json:"name"`
	Description    string      `json:"description"`
	Category       string      `json:"category"`
	EstimatedValue json.Number `json:"estimated_value"`
	IsActive       bool        `json:"is_active"`
}

// categoryMax bounds a category, in bytes.
const categoryMax = 200

// estimateScale is the number of decimals of an estimated value.
const estimateScale = 2

// handleCatalogue is the catalogue of virtual items, under the address that
// physical ones once had.
// contract: S0-31
func (a *API) handleCatalogue(w http.ResponseWriter, r *http.Request, _ operator.Operator) error {
	category := r.URL.Query().Get("category")
	if len(category) > categoryMax || !utf8.ValidString(category) || strings.ContainsRune(category, 0) {
		return httpx.ErrQuery.With("field", "category")
	}
	list, err := catalog.List(r.Context(), a.store, catalog.ListCmd{Category: category, Limit: listMax})
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(listed(list, func(i catalog.Item) catalogueLine {
		return catalogueLine{
			int64(i.ID), i.Name, i.Description, i.Category, httpx.Decimal(amount.Amount(i.EstimatedValue), estimateScale), i.Status == catalog.Active,
		}
	})))
	return nil
}

type userLine struct {
	ID            int64   `json:"id"`
	WalletAddress string  `json:"wallet_address"`
	TotalPoints   int64   `json:"total_points"`
	CreatedAt     *string `json:"created_at"`
	LastActive    *string `json:"last_active"`
}

type usersData struct {
	Users      []userLine `json:"users"`
	Pagination pagination `json:"pagination"`
}

// handleUsers is a page of the members who came by wallet, newest first.
// contract: S0-32
func (a *API) handleUsers(w http.ResponseWriter, r *http.Request, _ operator.Operator) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	list, err := member.PageWallets(r.Context(), a.store, p)
	if err != nil {
		return err
	}
	accounts, err := ledger.LoadAccounts(r.Context(), a.store, ledger.Point, listed(list.Items, func(m member.Member) id.ID { return m.ID }))
	if err != nil {
		return err
	}
	lines := listed(list.Items, func(m member.Member) userLine {
		return userLine{int64(m.ID), masked(m.Wallet), int64(accounts[m.ID].Available()), a.wireTime(m.CreatedAt), a.wireTime(m.ActiveAt)}
	})
	httpx.WriteJSON(w, http.StatusOK, data(usersData{lines, paginationOf(p, list.Total)}))
	return nil
}
