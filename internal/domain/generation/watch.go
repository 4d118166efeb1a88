package generation

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// watchBack is how far a Watch looks behind its place: the tasks of one member
// may be ended by several processes, whose clocks differ a little.
const watchBack = 15 * time.Second

// watchMax bounds the tasks that one look finds.
const watchMax = 500

// Watch follows the ends of a member's paid tasks, whichever process ends
// them. It is for one goroutine.
type Watch struct {
	service *Service
	member  id.ID
	since   instant.Instant
	seen    map[id.ID]instant.Instant
	rung    chan struct{}
	leave   func()
}

// Watch begins to follow a member's tasks that end from an instant on; Close
// ends it.
func (s *Service) Watch(member id.ID, since instant.Instant) *Watch {
	w := &Watch{service: s, member: member, since: since, seen: map[id.ID]instant.Instant{}}
	w.rung, w.leave = s.bells.follow(member)
	return w
}

// Close lets go of the watch.
func (w *Watch) Close() { w.leave() }

// Rung receives when this process has ended a task of the member. Tasks that
// others end are found by looking now and then.
func (w *Watch) Rung() <-chan struct{} { return w.rung }

// Look gives the tasks that have ended since the last look, each once, in the
// order of their ends.
func (w *Watch) Look(ctx context.Context) ([]Generation, error) {
	from := w.since
	for _, at := range w.seen {
		from = max(from, at)
	}
	from = max(from.Add(-watchBack), w.since)
	list, err := store.Select[Generation](ctx, w.service.store,
		"SELECT "+strings.Join(generations.Columns(), ", ")+" FROM generation WHERE bucket = ? AND member = ? AND finished_at >= ? AND charge <> '' ORDER BY finished_at, id LIMIT ?",
		w.member.Bucket(), w.member, from, watchMax)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(list, func(g Generation) bool { _, known := w.seen[g.ID]; return known })
	for _, g := range fresh {
		w.seen[g.ID] = g.FinishedAt
	}
	for i, at := range w.seen {
		if at < from {
			delete(w.seen, i)
		}
	}
	return fresh, nil
}

// followers are those who want to know of any task of a member.
type followers struct {
	mu   sync.Mutex
	list map[id.ID][]chan struct{}
}

func (f *followers) follow(member id.ID) (rung chan struct{}, leave func()) {
	ch := make(chan struct{}, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.list == nil {
		f.list = map[id.ID][]chan struct{}{}
	}
	f.list[member] = append(f.list[member], ch)
	return ch, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		left := slices.DeleteFunc(f.list[member], func(c chan struct{}) bool { return c == ch })
		if f.list[member] = left; len(left) == 0 {
			delete(f.list, member)
		}
	}
}

// tell never blocks: one signal stands for any number of tasks.
func (f *followers) tell(member id.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, ch := range f.list[member] {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
