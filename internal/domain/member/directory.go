package member

import (
	"context"
	"sync"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

const (
	directoryMax     = 1_000_000 // subjects remembered
	suspensionsFresh = 2 * time.Second
)

// Directory resolves subjects for every request. Whom a subject names never
// changes, so it remembers that; who is suspended it asks again every two
// seconds, and another process's suspension takes effect that much later.
type Directory struct {
	store *store.Store
	now   func() instant.Instant

	mu        sync.RWMutex
	known     map[string]id.ID
	suspended map[id.ID]bool
	asked     instant.Instant
}

// NewDirectory makes a directory.
func NewDirectory(s *store.Store, now func() instant.Instant) *Directory {
	return &Directory{store: s, now: now, known: map[string]id.ID{}}
}

// Who is whom a subject names: a member, or an outside subject that becomes
// one in the write that is about it.
type Who struct {
	ID      id.ID
	subject Subject
	text    string
	dir     *Directory
	fresh   id.ID // taken by Reserve for the member that they may become
}

// Route is where writes about this member belong.
func (w Who) Route() id.Bucket {
	if w.ID != 0 {
		return w.ID.Bucket()
	}
	return w.subject.Bucket()
}

// Resolve reads a subject as integrators write it. A wallet, username, e-mail
// or id that nobody has is ErrNotFound; a suspended member ErrSuspended.
// Faults: ErrSubject, ErrNotFound, ErrSuspended.
func (d *Directory) Resolve(ctx context.Context, text string) (Who, error) {
	w, err := d.who(ctx, text)
	if err != nil {
		return Who{}, err
	}
	gone, err := d.isSuspended(ctx, w.ID)
	if err == nil && gone {
		err = ErrSuspended
	}
	return w, err
}

// Find is the member whom a subject names, suspended or not: for those who
// read about them or manage them. Faults: ErrSubject, ErrNotFound.
func (d *Directory) Find(ctx context.Context, text string) (id.ID, error) {
	w, err := d.who(ctx, text)
	if err == nil && w.ID == 0 {
		err = ErrNotFound
	}
	return w.ID, err
}

func (d *Directory) who(ctx context.Context, text string) (Who, error) {
	d.mu.RLock()
	mid := d.known[text]
	d.mu.RUnlock()
	if mid != 0 {
		return Who{ID: mid, text: text, dir: d}, nil
	}
	return d.look(ctx, text)
}

func (d *Directory) look(ctx context.Context, text string) (Who, error) {
	subject, byID, err := ParseSubject(text)
	if err != nil {
		return Who{}, err
	}
	w := Who{ID: byID, subject: subject, text: text, dir: d}
	if byID != 0 {
		_, err = Load(ctx, d.store, byID)
	} else {
		var found bool
		w.ID, found, err = Lookup(ctx, d.store, subject)
		if err == nil && !found && subject.Kind() != "ext" {
			err = ErrNotFound
		}
	}
	if err == nil && w.ID != 0 {
		d.remember(text, w.ID)
	}
	return w, err
}

// Reserve takes the id that a new member would get. A write about many
// subjects calls it for each of them before all else: ids are the same in
// every run only where they are taken in the same order.
func (w Who) Reserve(tx *store.Tx) (Who, error) {
	if w.ID != 0 || w.dir == nil {
		return w, nil
	}
	var err error
	w.fresh, err = tx.NewID(w.subject.Bucket())
	return w, err
}

// In is the member's id inside a write, where an unknown outside subject
// becomes a member.
func (w Who) In(tx *store.Tx) (id.ID, error) {
	if w.ID != 0 {
		return w.ID, nil
	}
	m, _, err := ensure(tx, w.subject, w.fresh)
	if err != nil {
		return 0, err
	}
	tx.Committed(func() { w.dir.remember(w.text, m.ID) })
	return m.ID, nil
}

func (d *Directory) remember(text string, mid id.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.known) >= directoryMax {
		clear(d.known)
	}
	d.known[text] = mid
}

func (d *Directory) isSuspended(ctx context.Context, mid id.ID) (bool, error) {
	now := d.now()
	d.mu.RLock()
	fresh, gone := d.asked != 0 && now.Sub(d.asked) < suspensionsFresh, d.suspended[mid]
	d.mu.RUnlock()
	if fresh {
		return gone, nil
	}
	list, err := store.Select[id.ID](ctx, d.store, "SELECT id FROM member WHERE status = 'suspended'")
	if err != nil {
		return false, err
	}
	set := make(map[id.ID]bool, len(list))
	for _, m := range list {
		set[m] = true
	}
	d.mu.Lock()
	d.suspended, d.asked = set, now
	d.mu.Unlock()
	return set[mid], nil
}

// Forget makes the next question about suspensions ask the database: after
// this process has changed one.
func (d *Directory) Forget() {
	d.mu.Lock()
	d.asked = 0
	d.mu.Unlock()
}

// Admit is Resolve for somebody who is there already: an outside subject
// that nobody knows becomes a member at once.
// Faults: ErrSubject, ErrNotFound, ErrSuspended.
func (d *Directory) Admit(ctx context.Context, text string) (id.ID, error) {
	w, err := d.Resolve(ctx, text)
	if err != nil || w.ID != 0 {
		return w.ID, err
	}
	return store.Do(ctx, d.store, w.Route(), w.In)
}
