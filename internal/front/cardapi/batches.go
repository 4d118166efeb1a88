package cardapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// batch is a batch as it is shown.
type batch struct {
	ID                id.ID    `json:"id"`
	Name              string   `json:"name"`
	Template          id.ID    `json:"template"`
	TemplateName      string   `json:"template_name"`
	Category          string   `json:"category"`
	TotalQuantity     int64    `json:"total_quantity"`
	GeneratedQuantity int64    `json:"generated_quantity"`
	UsedQuantity      int64    `json:"used_quantity"`
	StartID           id.ID    `json:"start_id"`
	EndID             id.ID    `json:"end_id"`
	BatchCode         string   `json:"batch_code"`
	IsPublished       bool     `json:"is_published"`
	ExpiryDate        string   `json:"expiry_date"`
	QRCodeBaseURL     string   `json:"qr_code_base_url"`
	CreatedAt         wireTime `json:"created_at"`
	UpdatedAt         wireTime `json:"updated_at"`
}

func (a *API) batchOf(b card.BatchLine) batch {
	return batch{
		b.ID, b.Name, b.Template, b.TemplateName, string(b.Category), b.Total, b.Issued, b.Used, b.StartID, b.EndID(), b.Code,
		b.State == card.Published, string(b.ExpiryDay), a.Cards.CardURL(b.BaseURL), wireTime(b.CreatedAt), wireTime(b.ChangedAt),
	}
}

// batchRequest is the body of POST and PUT. template, batch_code and
// code_style are of POST alone.
type batchRequest struct {
	Name          *string   `json:"name"`
	Template      httpx.Int `json:"template"`
	TotalQuantity httpx.Int `json:"total_quantity"`
	ExpiryDate    *string   `json:"expiry_date"`
	BatchCode     *string   `json:"batch_code"`
	CodeStyle     *string   `json:"code_style"`
	IsPublished   *bool     `json:"is_published"`
	QRCodeBaseURL *string   `json:"qr_code_base_url"`
}

// listBatches lists the batches. contract: S4-06
func (a *API) listBatches(w http.ResponseWriter, r *http.Request, _ caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	cmd := card.BatchesCmd{Page: p}
	q := r.URL.Query()
	if cmd.Template, err = queryID(q, "template"); err != nil {
		return err
	}
	if q.Has("is_published") {
		published, err := httpx.QueryBool(q, "is_published", false)
		if err != nil {
			return err
		}
		cmd.State = batchState(published)
	}
	found, err := card.Batches(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return replyList(a, w, r, p, found, a.batchOf)
}

// createBatch makes a batch and its cards. contract: S4-07
func (a *API) createBatch(w http.ResponseWriter, r *http.Request, c caller) error {
	var req batchRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if err := required(field{"name", req.Name != nil}, field{"template", req.Template.Set}, field{"total_quantity", req.TotalQuantity.Set}); err != nil {
		return err
	}
	t, err := idOf(req.Template, "template")
	if err != nil {
		return err
	}
	cmd := card.CreateBatchCmd{
		Name: *req.Name, Template: t, Total: req.TotalQuantity.Value, ExpiryDay: instant.Day(value(req.ExpiryDate)), Code: value(req.BatchCode),
		Style: card.Style(value(req.CodeStyle)), BaseURL: value(req.QRCodeBaseURL), State: card.Draft, Actor: c.actor(),
	}
	if req.IsPublished != nil {
		cmd.State = batchState(*req.IsPublished)
	}
	return a.write(w, r, c, t.Bucket(), http.StatusCreated, func(tx *store.Tx) (any, error) {
		b, err := a.Cards.CreateBatch(tx, cmd)
		if err != nil {
			return nil, err
		}
		return a.batchLine(tx, b)
	})
}

// batchLine shows a batch inside the write that changed it.
func (a *API) batchLine(tx *store.Tx, b card.Batch) (any, error) {
	t, err := card.GetTemplate(tx, b.Template)
	return a.batchOf(card.BatchLine{Batch: b, TemplateName: t.Name}), err
}

// getBatch shows a batch. contract: S4-08
func (a *API) getBatch(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r, card.ErrBatchNotFound)
	if err != nil {
		return err
	}
	b, err := card.LoadBatch(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return reply(w, a.batchOf(b))
}

// editBatch changes what the body names. contract: S4-09
func (a *API) editBatch(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, card.ErrBatchNotFound)
	if err != nil {
		return err
	}
	var req batchRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd := card.EditBatchCmd{ID: i, Name: req.Name, ExpiryDay: optional[instant.Day](req.ExpiryDate), BaseURL: req.QRCodeBaseURL, Actor: c.actor()}
	if req.TotalQuantity.Set {
		cmd.Total = &req.TotalQuantity.Value
	}
	if req.IsPublished != nil {
		state := batchState(*req.IsPublished)
		cmd.State = &state
	}
	return a.write(w, r, c, i.Bucket(), http.StatusOK, func(tx *store.Tx) (any, error) {
		b, err := a.Cards.EditBatch(tx, cmd)
		if err != nil {
			return nil, err
		}
		if err := req.sameAs(b); err != nil {
			return nil, err
		}
		return a.batchLine(tx, b)
	})
}

// sameAs refuses a change of what is fixed. Sending a batch back as it was
// read is fine.
func (q batchRequest) sameAs(b card.Batch) error {
	switch {
	case q.Template.Set && id.ID(q.Template.Value) != b.Template:
		return errReadOnly.With("field", "template")
	case q.BatchCode != nil && *q.BatchCode != b.Code:
		return errReadOnly.With("field", "batch_code")
	case q.CodeStyle != nil && card.Style(*q.CodeStyle) != b.Style:
		return errReadOnly.With("field", "code_style")
	}
	return nil
}

// removeBatch deletes a batch without used cards. contract: S4-10
func (a *API) removeBatch(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, card.ErrBatchNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), http.StatusOK, func(tx *store.Tx) (any, error) {
		return nil, a.Cards.RemoveBatch(tx, i, c.actor())
	})
}

func batchState(published bool) card.BatchState {
	if published {
		return card.Published
	}
	return card.Draft
}
