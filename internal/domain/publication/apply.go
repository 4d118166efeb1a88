package publication

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// apply takes in what the adapter reports.
func (s *Service) apply(now instant.Instant, row *Result, r Report) {
	if r.Ref != "" {
		row.Ref = clip(r.Ref, refMax)
	}
	switch {
	case !r.possible(row.State):
		r = Report{State: NeedsReview, Reason: VendorRefused, Detail: "the adapter reported " + string(r.State) + " of what was " + string(row.State)}
	case r.State == Unknown || r.State == Submitted:
		s.wait(now, row, r)
		return
	}
	row.State, row.Reason, row.Detail, row.Tries = r.State, r.Reason, r.Detail, 0
	row.URL = clip(r.URL, urlMax)
	h := r.HandOver
	row.Link, row.LinkEnds, row.File, row.Title, row.Body = h.Link, h.LinkEnds, h.File, h.Title, h.Body
}

// possible reports whether a report can be of a result in a state: what was
// never committed was not posted.
func (r Report) possible(of State) bool {
	switch r.State {
	case Submitted, Unknown:
		return of.sent()
	case Published:
		return of.sent()
	case Failed, DraftCreated, NeedsReview:
		return true
	case NeedsUserAction, Exported:
		return !of.sent()
	}
	return false
}

// wait leaves a result to be looked at again, but not for ever.
func (s *Service) wait(now instant.Instant, row *Result, r Report) {
	patience, after := s.opts.PendingFor, StillPending
	if r.State == Unknown {
		patience, after = s.opts.UnknownFor, LostAnswer
	}
	if now.Sub(row.SentAt) >= patience {
		row.State, row.Reason, row.Detail = NeedsReview, after, r.Detail
		return
	}
	if row.State != r.State {
		row.State, row.Tries = r.State, 0
	}
	row.Reason, row.Detail = r.Reason, r.Detail
	row.Tries++
	row.LookAt = nextLook(now, row.Tries)
}

// noAnswer notes that no answer came. Before the commitment nothing was
// posted; after it that has to be found out.
func (s *Service) noAnswer(ctx context.Context, w *work) error {
	return s.advance(ctx, w, func(tx *store.Tx, row *Result) {
		if row.State.sent() {
			state := row.State
			if state == Submitting {
				state = Unknown
			}
			s.wait(tx.Now(), row, Report{State: state, Reason: LostAnswer})
			return
		}
		if row.Tries++; row.Tries >= preparingTries {
			row.State, row.Reason = Failed, VendorAway
			return
		}
		row.LookAt = nextLook(tx.Now(), row.Tries)
	})
}

// Bounds of what is kept of a platform's words, in bytes.
const (
	refMax    = 300
	urlMax    = 1000
	stepMax   = 4000
	detailMax = 300
)

func clip(s string, most int) string {
	if len(s) > most || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return ""
	}
	return s
}

// tidy makes a short plain line of somebody else's words.
func tidy(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")), " ")
	for len(s) > detailMax {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// linkFor is how long a file's address works that a platform or a member gets.
const linkFor = 24 * time.Hour
