package cardapi

import (
	"net/http"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// issueRequest is the body of POST cards/.
type issueRequest struct {
	Batch httpx.Int `json:"batch"`
	Count httpx.Int `json:"count"`
}

// issuedMany is the answer for more than one card.
type issuedMany struct {
	Batch          id.ID `json:"batch"`
	GeneratedCount int64 `json:"generated_count"`
	StartID        id.ID `json:"start_id"`
	EndID          id.ID `json:"end_id"`
}

// issueCards makes more cards of a batch, up to its total. One card is shown
// whole; of more, their ids. contract: S4-12
func (a *API) issueCards(w http.ResponseWriter, r *http.Request, c caller) error {
	var req issueRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	i, err := idOf(req.Batch, "batch")
	if err != nil {
		return err
	}
	cmd := card.IssueCmd{Batch: i, Count: req.Count.Or(1), Actor: c.actor()}
	return a.write(w, r, c, i.Bucket(), http.StatusCreated, func(tx *store.Tx) (any, error) {
		done, err := a.Cards.Issue(tx, cmd)
		if err != nil {
			return nil, err
		}
		if req.Count.Set && req.Count.Value > 1 {
			return issuedMany{i, done.Count, done.First, done.First + id.ID(done.Count) - 1}, nil
		}
		return a.cardInWrite(tx, done.Batch.ID, done.First)
	})
}

// cardInWrite shows a card inside the write that changed it.
func (a *API) cardInWrite(tx *store.Tx, batch, i id.ID) (any, error) {
	c, f, err := a.Cards.GetCard(tx, batch, i)
	return a.detail(c, f), err
}

// cardRequest is the body of PUT: only the expiry can change. What else is
// sent must be as it is.
type cardRequest struct {
	ExpiresAt *string `json:"expires_at"`
	IsUsed    *bool   `json:"is_used"`
}

// editCard gives an unused card an expiry of its own. contract: S4-14
func (a *API) editCard(w http.ResponseWriter, r *http.Request, c caller) error {
	var req cardRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	at, err := req.expiry(a.Cards.Zone())
	if err != nil {
		return err
	}
	found, err := a.loadCard(r)
	if err != nil {
		return err
	}
	if req.IsUsed != nil && *req.IsUsed != (found.State == card.Used) {
		return errReadOnly.With("field", "is_used")
	}
	cmd := card.ChangeCmd{Card: found.ID, Batch: found.Batch, Reason: "cardapi", Actor: c.actor()}
	return a.write(w, r, c, found.Batch.Bucket(), http.StatusOK, func(tx *store.Tx) (any, error) {
		if _, err := a.Cards.Redate(tx, cmd, at); err != nil {
			return nil, err
		}
		return a.cardInWrite(tx, found.Batch, found.ID)
	})
}

// expiry reads a moment, or a day for its last second.
func (q cardRequest) expiry(zone *time.Location) (instant.Instant, error) {
	if q.ExpiresAt == nil {
		return 0, errMissing.With("field", "expires_at")
	}
	if t, err := time.Parse(time.RFC3339, *q.ExpiresAt); err == nil {
		if t.Year() < 1970 || t.Year() > 9999 {
			return 0, errField.With("field", "expires_at")
		}
		return instant.Of(t.Truncate(time.Second)), nil
	}
	at, err := card.ExpiresAt(instant.Day(*q.ExpiresAt), zone)
	if err != nil {
		return 0, errField.With("field", "expires_at").Because(err)
	}
	return at, nil
}

// voidCard makes an unused card worthless. contract: S4-15
func (a *API) voidCard(w http.ResponseWriter, r *http.Request, c caller) error {
	found, err := a.loadCard(r)
	if err != nil {
		return err
	}
	cmd := card.ChangeCmd{Card: found.ID, Batch: found.Batch, Reason: "DELETE cards/", Actor: c.actor()}
	return a.write(w, r, c, found.Batch.Bucket(), http.StatusOK, func(tx *store.Tx) (any, error) {
		_, err := a.Cards.Void(tx, cmd)
		return nil, err
	})
}
