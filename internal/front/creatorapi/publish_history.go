package creatorapi

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/publication"
)

// publishItem is a publication with what became of it.
type publishItem struct {
	PublishID    id.ID                  `json:"publish_id"`
	CreationID   id.ID                  `json:"creation_id"`
	Platforms    []publication.Platform `json:"platforms"`
	Status       string                 `json:"status"`
	ScheduleTime wireTime               `json:"schedule_time"`
	CreatedAt    wireTime               `json:"created_at"`
	Results      []publishResult        `json:"results"`
}

// publishResult is what became of a publication on one platform.
type publishResult struct {
	Platform  string    `json:"platform"`
	Status    string    `json:"status"`
	Simulated bool      `json:"simulated"`
	Attempts  int32     `json:"attempts"`
	URL       text      `json:"url"`
	Reason    text      `json:"reason"` // a code
	Message   text      `json:"message"`
	UpdatedAt wireTime  `json:"updated_at"`
	HandOver  *handOver `json:"hand_over,omitempty"` // of one publication only
}

// handOver is what the member needs to post by themselves.
type handOver struct {
	Link          text     `json:"link"`
	LinkExpiresAt wireTime `json:"link_expires_at"`
	QRCode        text     `json:"qr_code"` // of the link: a data URL of a PNG picture
	FileURL       text     `json:"file_url"`
	Title         text     `json:"title"`
	Body          text     `json:"body"`
}

func showPublication(p publication.Publication, results []publishResult) publishItem {
	return publishItem{p.ID, p.Creation, p.Where(), string(p.Status), wireTime(p.Scheduled()), wireTime(p.CreatedAt), results}
}

func showResults(list []publication.Result, show func(publication.Result) publishResult) []publishResult {
	out := make([]publishResult, len(list))
	for i, r := range list {
		out[i] = show(r)
	}
	return out
}

func showResult(r publication.Result) publishResult {
	return publishResult{
		Platform: string(r.Platform), Status: string(r.State), Simulated: r.IsSimulated(), Attempts: r.Attempts, URL: text(r.URL),
		Reason: text(r.Reason), Message: text(reasonText(r.Reason, r.Detail)), UpdatedAt: wireTime(r.ChangedAt),
	}
}

// handedOver adds what a member needs.
func (a *API) handedOver(r publication.Result) publishResult {
	out := showResult(r)
	if r.State == publication.NeedsUserAction || r.State == publication.Exported {
		link := r.Link
		if r.LinkEnds != 0 && a.Clock.Now() >= r.LinkEnds {
			link = ""
		}
		out.HandOver = &handOver{
			Link: text(link), LinkExpiresAt: wireTime(r.LinkEnds), FileURL: text(a.handOverURL(r)), Title: text(r.Title), Body: text(r.Body),
		}
		if picture := publication.QR(link); picture != nil && r.State == publication.NeedsUserAction {
			out.HandOver.QRCode = text("data:image/png;base64," + base64.StdEncoding.EncodeToString(picture))
		}
	}
	return out
}

const (
	exportsPath = "/publish/exports/"
	exportTime  = 24 * time.Hour
)

// handOverURL is an address of the file that goes along.
func (a *API) handOverURL(r publication.Result) string {
	name, exported := strings.CutPrefix(r.File, publication.ExportFolder+"/")
	switch {
	case r.File == "":
		return ""
	case !exported:
		return a.Publications.FileURL(r.File, exportTime)
	case a.Clock.Now() >= a.Publications.KeptUntil(r):
		return ""
	}
	return a.ExportBase + root + exportsPath + name + "?" + a.ExportLinks.Sign(r.File, exportTime).Encode()
}

// handleExport serves a package to whoever has an address that has not
// expired.
// contract: S2-22
func (a *API) handleExport(w http.ResponseWriter, r *http.Request, _ caller) error {
	name := publication.ExportFolder + "/" + r.PathValue("name")
	if err := a.ExportLinks.Verify(name, r.URL.Query()); err != nil {
		return err
	}
	f, err := a.Exports.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("Content-Disposition", `attachment; filename="publication.zip"`)
	http.ServeContent(w, r, "", f.PutAt.Time(), f)
	return nil
}

// handlePublishHistory is a page of the caller's publications.
// contract: S2-25
func (a *API) handlePublishHistory(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	found, err := publication.History(r.Context(), a.Store, c.Member, p)
	if err != nil {
		return err
	}
	results, err := publication.ResultsOf(r.Context(), a.Store, c.Member.Bucket(), found.Items...)
	if err != nil {
		return err
	}
	return replyList(w, p, found, func(pub publication.Publication) publishItem {
		return showPublication(pub, showResults(results[pub.ID], showResult))
	})
}

// handlePublication is one of the caller's publications.
// contract: S2-25
func (a *API) handlePublication(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "publish_id", publication.ErrNotFound)
	if err != nil {
		return err
	}
	pub, err := publication.Get(r.Context(), a.Store, c.Member, i)
	if err != nil {
		return err
	}
	results, err := publication.Results(r.Context(), a.Store, pub)
	if err != nil {
		return err
	}
	return reply(w, success, showPublication(pub, showResults(results, a.handedOver)))
}
