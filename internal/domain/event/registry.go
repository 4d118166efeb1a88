package event

import (
	"guerdon/internal/platform/store"
)

// Handler applies the events of one type.
type Handler interface {
	// Apply changes what the event changes, and says what that was. It runs
	// inside a write, once for each event; a fault refuses the event.
	Apply(tx *store.Tx, e Event) ([]Effect, error)
}

// Registry knows the handlers. Fill it before it is used.
type Registry struct{ handlers map[Type]Handler }

// NewRegistry makes a registry without handlers.
func NewRegistry() *Registry { return &Registry{handlers: map[Type]Handler{}} }

// Register names the handler of a type, once.
func (r *Registry) Register(t Type, h Handler) {
	if t == "" || r.handlers[t] != nil {
		panic("event: Register of " + string(t) + ": empty or twice")
	}
	r.handlers[t] = h
}
