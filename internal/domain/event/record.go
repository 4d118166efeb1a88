package event

import "guerdon/internal/platform/store"

// Result is what became of an event that was not refused.
type Result struct {
	Duplicate bool // it was there before; Effects are those of the first time
	Effects   []Effect
}

// Record takes an event in, once.
// Faults: ErrType, ErrID, ErrData, ErrEarly, ErrLate, and those of the type's
// handler.
// contract: N-01
func (r *Registry) Record(tx *store.Tx, e Event) (Result, error) {
	h, known := r.handlers[e.Type]
	if !known {
		return Result{}, ErrType
	}
	if err := e.check(); err != nil {
		return Result{}, err
	}
	if e.At == 0 {
		e.At = tx.Now()
	}
	key := e.key()
	first, found, err := events.Get(tx, key)
	switch {
	case err != nil:
		// One round of loading serves the handler's rows as well.
		_, _ = h.Apply(tx, e)
		return Result{}, err
	case found:
		effects, err := parse(first.Effects)
		return Result{Duplicate: true, Effects: effects}, err
	}
	if err := e.checkAt(tx.Now()); err != nil {
		return Result{}, err
	}
	effects, err := h.Apply(tx, e)
	if err != nil {
		return Result{}, err
	}
	events.Put(tx, row{key, e.Member, e.At, e.Text, format(effects), e.By.String(), tx.Now()})
	return Result{Effects: effects}, nil
}

// Want asks for the row that Record will look for, which needs no member yet.
func (r *Registry) Want(tx *store.Tx, e Event) {
	if r.handlers[e.Type] != nil && e.check() == nil {
		events.Want(tx, e.key())
	}
}
