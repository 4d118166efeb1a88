package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) cardBatchRoutes() {
	missing := []*fault.Fault{card.ErrBatchNotFound}
	a.add(toRead, a.listCardBatches, operation{
		Method: http.MethodGet, Path: "/v1/card-batches", ID: "N-13", Summary: "Card batches in the order of their cards' ids.",
		Query: paging(param{"template", "integer", ""}, param{"state", "string", "draft or published."}), Out: list[cardBatchReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.createCardBatch, operation{
		Method: http.MethodPost, Path: "/v1/card-batches", ID: "N-13", Summary: "Make a batch of up to 10,000 cards with contiguous ids.",
		In: cardBatchRequest{}, Out: cardBatchReply{}, Status: http.StatusCreated,
		Faults: []*fault.Fault{card.ErrTemplateNotFound, card.ErrTemplateInactive, card.ErrBatchInvalid, card.ErrBatchTaken, card.ErrBatchCode, card.ErrExpiryDate, card.ErrExpiryPast},
	})
	a.add(toRead, a.getCardBatch, operation{
		Method: http.MethodGet, Path: "/v1/card-batches/{id}", ID: "N-13", Summary: "One card batch.",
		Out: cardBatchReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.editCardBatch, operation{
		Method: http.MethodPut, Path: "/v1/card-batches/{id}", ID: "N-13", Summary: "Change what the body names. A new expiry day re-dates all unused cards; a total can only grow.",
		In: cardBatchEdit{}, Out: cardBatchReply{}, Status: http.StatusOK,
		Faults: append(missing, card.ErrBatchInvalid, card.ErrBatchShrinks, card.ErrExpiryDate, card.ErrExpiryPast),
	})
	a.add(toManage, a.removeCardBatch, operation{
		Method: http.MethodDelete, Path: "/v1/card-batches/{id}", ID: "N-13", Summary: "Delete a batch of which no card was used; its cards are void.",
		Out: struct{}{}, Status: http.StatusOK, Faults: append(missing, card.ErrBatchUsed),
	})
	for path, state := range map[string]card.BatchState{"publish": card.Published, "withdraw": card.Draft} {
		a.add(toManage, a.moveCardBatch(state), operation{
			Method: http.MethodPost, Path: "/v1/card-batches/{id}/" + path, ID: "N-13", Summary: "Let the batch's cards be used, or not any more: " + path + " it.",
			Out: cardBatchReply{}, Status: http.StatusOK, Faults: missing,
		})
	}
	a.add(toManage, a.issueCards, operation{
		Method: http.MethodPost, Path: "/v1/card-batches/{id}/issue", ID: "N-13", Summary: "Make more cards, up to the batch's total.",
		In: cardIssueRequest{}, Out: cardIssueReply{}, Status: http.StatusCreated, Faults: append(missing, card.ErrBatchInvalid, card.ErrBatchFull),
	})
}

// cardBatchReply is a card batch.
type cardBatchReply struct {
	ID        int64    `json:"id"`
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	Template  int64    `json:"template"`
	Category  string   `json:"category"`
	CodeStyle string   `json:"code_style" enum:"sealed,plain"`
	State     string   `json:"state" enum:"draft,published"`
	Total     int64    `json:"total" doc:"How many cards there may be."`
	Issued    int64    `json:"issued" doc:"How many there are."`
	Used      int64    `json:"used"`
	Voided    int64    `json:"voided"`
	StartID   int64    `json:"start_id"`
	EndID     int64    `json:"end_id"`
	ExpiryDay string   `json:"expiry_day" format:"date"`
	ExpiresAt wireTime `json:"expires_at"`
	BaseURL   string   `json:"base_url" doc:"What stands before a code in its QR picture."`
	Version   int64    `json:"version" doc:"Counts changes to what is printed."`
	CreatedAt wireTime `json:"created_at"`
	ChangedAt wireTime `json:"changed_at"`
}

func (a *API) showCardBatch(b card.Batch) cardBatchReply {
	return cardBatchReply{
		int64(b.ID), b.Code, b.Name, int64(b.Template), string(b.Category), string(b.Style), string(b.State), b.Total, b.Issued, b.Used, b.Voided,
		int64(b.StartID), int64(b.EndID()), string(b.ExpiryDay), wireTime(b.ExpiresAt), a.Cards.CardURL(b.BaseURL), b.Version, wireTime(b.CreatedAt), wireTime(b.ChangedAt),
	}
}

// cardBatchRequest is a new batch.
type cardBatchRequest struct {
	Name      string          `json:"name" maxLength:"200"`
	Template  int64           `json:"template"`
	Total     int64           `json:"total" minimum:"1" maximum:"10000"`
	ExpiryDay instant.Day     `json:"expiry_day,omitempty" doc:"The last day of use; a year from today where it is not said."`
	Code      string          `json:"code,omitempty" doc:"CATEGORY_YYYYMMDD_001; the next free one where it is not said."`
	CodeStyle card.Style      `json:"code_style,omitempty" enum:"sealed,plain" doc:"plain codes can be guessed from one another."`
	BaseURL   string          `json:"base_url,omitempty"`
	State     card.BatchState `json:"state,omitempty" enum:"draft,published"`
}

// cardBatchEdit is what is to change of a batch.
type cardBatchEdit struct {
	Name      *string      `json:"name,omitempty" maxLength:"200"`
	Total     *int64       `json:"total,omitempty" maximum:"10000"`
	ExpiryDay *instant.Day `json:"expiry_day,omitempty"`
	BaseURL   *string      `json:"base_url,omitempty"`
}

// listCardBatches is a page of batches.
// contract: N-13
func (a *API) listCardBatches(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	cmd := card.BatchesCmd{Template: q.id("template"), State: card.BatchState(q.oneOf("state", "draft", "published")), Page: q.numbered("cb")}
	if q.err != nil {
		return q.err
	}
	found, err := card.Batches(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, numberedOf(found, cmd.Page, "cb", func(b card.BatchLine) cardBatchReply { return a.showCardBatch(b.Batch) }))
}

// createCardBatch makes a batch.
// contract: N-13
func (a *API) createCardBatch(w http.ResponseWriter, r *http.Request, c caller) error {
	var req cardBatchRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.Template < 1 {
		return card.ErrTemplateNotFound
	}
	cmd := card.CreateBatchCmd{
		Name: req.Name, Template: id.ID(req.Template), Total: req.Total, ExpiryDay: req.ExpiryDay, Code: req.Code, Style: req.CodeStyle,
		BaseURL: req.BaseURL, State: req.State, Actor: c.Actor,
	}
	return a.write(w, r, c, call{route: cmd.Template.Bucket(), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		b, err := a.Cards.CreateBatch(tx, cmd)
		return a.showCardBatch(b), err
	})
}

// getCardBatch shows a batch.
// contract: N-13
func (a *API) getCardBatch(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	b, err := card.LoadBatch(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, a.showCardBatch(b.Batch))
}

// editCardBatch changes a batch.
// contract: N-13
func (a *API) editCardBatch(w http.ResponseWriter, r *http.Request, c caller) error {
	var req cardBatchEdit
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.writeCardBatch(w, r, c, card.EditBatchCmd{Name: req.Name, ExpiryDay: req.ExpiryDay, BaseURL: req.BaseURL, Total: req.Total})
}

// moveCardBatch publishes a batch, or takes that back.
// contract: N-13
func (a *API) moveCardBatch(to card.BatchState) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		return a.writeCardBatch(w, r, c, card.EditBatchCmd{State: &to})
	}
}

func (a *API) writeCardBatch(w http.ResponseWriter, r *http.Request, c caller, cmd card.EditBatchCmd) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	cmd.ID, cmd.Actor = i, c.Actor
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		b, err := a.Cards.EditBatch(tx, cmd)
		return a.showCardBatch(b), err
	})
}

// removeCardBatch deletes a batch.
// contract: N-13
func (a *API) removeCardBatch(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		return struct{}{}, a.Cards.RemoveBatch(tx, i, c.Actor)
	})
}

type cardIssueRequest struct {
	Count int64 `json:"count" minimum:"1" maximum:"10000"`
}

// cardIssueReply are the ids of new cards.
type cardIssueReply struct {
	Count   int64 `json:"count"`
	StartID int64 `json:"start_id"`
	EndID   int64 `json:"end_id"`
}

// issueCards makes more cards.
// contract: N-13
func (a *API) issueCards(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req cardIssueRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		done, err := a.Cards.Issue(tx, card.IssueCmd{Batch: i, Count: req.Count, Actor: c.Actor})
		return cardIssueReply{done.Count, int64(done.First), int64(done.First) + done.Count - 1}, err
	})
}
