package standin

import (
	"net/http"
	"strconv"
)

// Kind is a way to fail.
type Kind string

// The ways to fail. Those with a status answer it; the others are protocol.
const (
	Overloaded Kind = "overloaded"  // 429, with Retry-After
	Broken     Kind = "broken"      // 500, with the key in the message
	Gateway    Kind = "gateway"     // 502, with a page that is no JSON
	Moderated  Kind = "moderated"   // 400, content policy
	Owing      Kind = "owing"       // 400, unpaid bills
	Unknown    Kind = "unknown"     // 400, does not know the parameter Param
	Refused    Kind = "refused"     // 400, DashScope's form, Param is the code
	Garbage    Kind = "garbage"     // 200, not what was asked for
	Huge       Kind = "huge"        // 200, a body without end
	Elsewhere  Kind = "elsewhere"   // 307, to an address of another
	LostBefore Kind = "lost_before" // the connection ends before the work
	Lost       Kind = "lost"        // the work is done and its answer lost
	Hang       Kind = "hang"        // no answer until the caller goes away
	Whole      Kind = "whole"       // no stream where one was asked for
	Cut        Kind = "cut"         // a stream ends in the middle
	NoDone     Kind = "no_done"     // a stream ends without [DONE]
	NoUsage    Kind = "no_usage"    // nothing is counted
	Filtered   Kind = "filtered"    // the model stops at a content filter
	Linked     Kind = "linked"      // a picture as a link, as JPEG
	LinkedTo   Kind = "linked_to"   // a picture as the link Param
	Nothing    Kind = "nothing"     // a success without any result
	Stuck      Kind = "stuck"       // a task that never ends by itself
)

// Fault is one failure to come.
type Fault struct {
	Kind    Kind
	Seconds int    // of Retry-After
	Param   string // of Unknown, Refused and LinkedTo
}

// before fails before any work, and reports whether it did.
func (f Fault) before(w http.ResponseWriter, r *http.Request, key string) bool {
	switch f.Kind {
	case Overloaded:
		w.Header().Set("Retry-After", strconv.Itoa(f.Seconds))
		refuse(w, http.StatusTooManyRequests, "rate_limit_exceeded", "", "slow down")
	case Broken:
		refuse(w, http.StatusInternalServerError, "server_error", "", "handler of "+key+" crashed")
	case Gateway:
		http.Error(w, "<html>Bad Gateway</html>", http.StatusBadGateway)
	case Moderated:
		refuse(w, http.StatusBadRequest, "content_policy_violation", "", "the prompt is not allowed")
	case Owing:
		refuse(w, http.StatusBadRequest, "Arrearage", "", "account overdue")
	case Unknown:
		refuse(w, http.StatusBadRequest, "unsupported_parameter", f.Param, "Unsupported parameter: '"+f.Param+"'")
	case Refused:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"code":"` + f.Param + `","message":"refused","request_id":"standin"}`))
	case Garbage:
		answer(w, "it is not what you think")
	case Huge:
		huge(w)
	case Elsewhere:
		http.Redirect(w, r, "http://elsewhere.invalid/", http.StatusTemporaryRedirect)
	case LostBefore:
		hangUp(w)
	case Hang:
		<-r.Context().Done()
	default:
		return false
	}
	return true
}

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

// huge writes until the caller has enough.
func huge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	chunk := make([]byte, 1<<20)
	for i := range chunk {
		chunk[i] = ' '
	}
	for {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}
