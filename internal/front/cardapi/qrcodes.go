package cardapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/store"
)

// archive is the answer to a request for QR pictures.
type archive struct {
	BatchID        id.ID    `json:"batch_id"`
	GeneratedCount int64    `json:"generated_count"`
	ZipDownloadURL string   `json:"zip_download_url"`
	ExpiresAt      wireTime `json:"expires_at"`
}

// generateQRCodes makes the archive of a batch's QR pictures. Where that takes
// too long to wait for, it becomes a job and the answer, the same but for 202,
// comes at once; the link works when the job is done.
// contract: S4-17
func (a *API) generateQRCodes(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, card.ErrBatchNotFound)
	if err != nil {
		return err
	}
	plan, err := a.Printer.Plan(r.Context(), i)
	if err != nil {
		return err
	}
	late, err := a.Printer.MakeWithin(r.Context(), plan, a.ArchiveWait)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if late {
		status = http.StatusAccepted
	}
	return a.write(w, r, c, i.Bucket(), status, func(tx *store.Tx) (any, error) {
		if late {
			if _, err := a.Printer.Enqueue(tx, plan); err != nil {
				return nil, err
			}
		}
		return a.archiveOf(plan), a.Cards.NotePrint(tx, i, c.actor(), "qr archive")
	})
}

func (a *API) archiveOf(plan card.Archive) archive {
	link, ends := a.Printer.Link(plan)
	return archive{plan.Batch, plan.Count, link, wireTime(ends)}
}
