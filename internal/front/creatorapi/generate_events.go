package creatorapi

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"guerdon/internal/platform/httpx"
)

// handleEvents streams the ends of the member's tasks as server-sent events.
// A client that sends Last-Event-ID goes on where it was.
// contract: S2-P1
func (s *streams) handleEvents(w http.ResponseWriter, r *http.Request, c caller) error {
	closed, err := s.open(c.Member)
	if err != nil {
		return err
	}
	defer closed()
	last, _ := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64) // anything else begins now
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	_ = s.follow(r.Context(), c.Member, s.since(last), &eventStream{w, http.NewResponseController(w)}) // it ends with the client
	return nil
}

// eventStream writes server-sent events.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (e *eventStream) send(_ context.Context, n notice) error {
	data, err := httpx.EncodeJSON(n.Data)
	if err != nil {
		return err
	}
	return e.write(fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", n.ID, n.Event, data))
}

func (e *eventStream) ping(context.Context) error { return e.write(": ping\n\n") }

// write sends a piece to a client that takes it in time.
func (e *eventStream) write(text string) error {
	_ = e.control.SetWriteDeadline(time.Now().Add(streamSend)) // writers without deadlines (tests) take all
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}
