package coreapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/store"
)

func (a *API) cardPrintRoutes() {
	missing := []*fault.Fault{card.ErrBatchNotFound}
	a.add(toManage, a.makeCardArchive, operation{
		Method: http.MethodPost, Path: "/v1/card-batches/{id}/archive", ID: "N-13", Summary: "A ZIP file with the QR picture of each card. Where ready is false a job makes it, and the address works then.",
		Out: cardArchiveReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.printCards("cards.csv", "text/csv; charset=utf-8", (*card.Printer).Table), operation{
		Method: http.MethodGet, Path: "/v1/card-batches/{id}/cards.csv", ID: "N-13", Summary: "The batch's cards with their codes as CSV. Recorded.",
		Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.printCards("sheet.pdf", "application/pdf", (*card.Printer).Sheet), operation{
		Method: http.MethodGet, Path: "/v1/card-batches/{id}/sheet.pdf", ID: "N-13", Summary: "The batch's cards on A4 pages to print and cut. Recorded.",
		Status: http.StatusOK, Faults: missing,
	})
}

// archiveWait is how long a caller waits for an archive.
const archiveWait = 10 * time.Second

// cardArchiveReply is where an archive is.
type cardArchiveReply struct {
	Cards     int64    `json:"cards"`
	URL       string   `json:"url"`
	ExpiresAt wireTime `json:"expires_at" doc:"Until when the address works."`
	Ready     bool     `json:"ready"`
}

// makeCardArchive makes the archive of a batch's QR pictures.
// contract: N-13
func (a *API) makeCardArchive(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	plan, err := a.CardPrinter.Plan(r.Context(), i)
	if err != nil {
		return err
	}
	late, err := a.CardPrinter.MakeWithin(r.Context(), plan, archiveWait)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		if late {
			if _, err := a.CardPrinter.Enqueue(tx, plan); err != nil {
				return nil, err
			}
		}
		url, ends := a.CardPrinter.Link(plan)
		return cardArchiveReply{plan.Count, url, wireTime(ends), !late}, a.Cards.NotePrint(tx, i, c.Actor, "qr archive")
	})
}

// printCards streams a file with the codes of a batch, after recording that.
// contract: N-13
func (a *API) printCards(file, kind string, write func(p *card.Printer, ctx context.Context, w io.Writer, batch id.ID) error) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		i, err := pathID(r)
		if err != nil {
			return err
		}
		b, err := card.LoadBatch(r.Context(), a.Store, i)
		if err != nil {
			return err
		}
		err = a.Store.Write(r.Context(), i.Bucket(), func(tx *store.Tx) error { return a.Cards.NotePrint(tx, i, c.Actor, file) })
		if err != nil {
			return err
		}
		out := &lateHeader{w: w, kind: kind, name: fmt.Sprintf("%s_%s", b.Code, file)}
		if err := write(a.CardPrinter, r.Context(), out, i); err != nil && out.begun {
			panic(http.ErrAbortHandler) // the caller must not take half a file for a whole one
		} else if err != nil {
			return err
		}
		return nil
	}
}

// lateHeader sets the headers of a file with its first byte, so that an error
// before it is still answered as one.
type lateHeader struct {
	w          http.ResponseWriter
	kind, name string
	begun      bool
}

// Write sends the headers, then b.
func (l *lateHeader) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		h := l.w.Header()
		h.Set("Content-Type", l.kind)
		h.Set("Content-Disposition", `attachment; filename="`+l.name+`"`)
	}
	return l.w.Write(b)
}
