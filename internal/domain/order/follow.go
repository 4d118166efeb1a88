package order

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

const (
	// settling is how long after its end an order that its provider has never
	// seen is believed to be unseen for good: clocks differ.
	settling = 2 * time.Minute
	// patience is how long after its end a provider without an answer is asked.
	patience = 48 * time.Hour

	gapMin, gapMax = 10 * time.Second, 5 * time.Minute
)

// Watch is the handler of JobWatch: it finds payments whose notification was
// lost, and ends what nobody paid, here and at the provider. It may be
// abandoned between any two steps, and run twice at a time.
func (s *Service) Watch(ctx context.Context, j job.Job) (job.Outcome, error) {
	orderID, err := strconv.Unquote(string(j.Payload))
	if err != nil {
		return job.Discard("unreadable payload"), nil
	}
	next, err := s.follow(ctx, orderID)
	switch {
	case errors.Is(err, ErrNotFound):
		return job.Discard("no such order"), nil
	case err != nil:
		return job.Outcome{}, err
	case next == 0:
		return job.Done(), nil
	}
	return job.SnoozeUntil(next), nil
}

// follow takes an order a step on, and says when to come back; 0 is never.
func (s *Service) follow(ctx context.Context, orderID string) (instant.Instant, error) {
	o, err := Load(ctx, s.Store, orderID)
	if err != nil || o.settled() || o.Reason == becauseRefused {
		return 0, err
	}
	now := s.opts.Now()
	m, ok := s.methodOf(&o)
	if !ok { // nobody to ask
		if now < o.ExpiresAt {
			return o.ExpiresAt, nil
		}
		return 0, s.conclude(ctx, orderID)
	}
	if o.PayURL == "" && o.StateAt(now) == Pending {
		if o, err = s.Open(ctx, orderID); err != nil {
			return 0, ignore(err, ErrRefused)
		}
	}
	st, err := s.look(ctx, m, &o)
	if err != nil {
		return s.unanswered(ctx, &o, err)
	}
	if o.settled() {
		return 0, nil
	}
	return s.pursue(ctx, m, &o, st)
}

// ignore is err, unless it is the expected one.
func ignore(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// look asks the provider about an order and takes the answer in; the order
// becomes what it is then.
func (s *Service) look(ctx context.Context, m Method, o *Order) (payment.Status, error) {
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	st, err := m.Provider.Query(call, o.ID)
	if err != nil {
		return st, err
	}
	*o, err = s.change(ctx, o.ID, func(tx *store.Tx, o *Order) (bool, error) {
		return false, s.hear(tx, m, o, payment.Notification{Status: st})
	})
	return st, err
}

// unanswered says when to ask again. After long enough nobody is asked.
func (s *Service) unanswered(ctx context.Context, o *Order, err error) (instant.Instant, error) {
	s.opts.Log.Warn("order: no answer about it", "order", o.ID, "error", err)
	now := s.opts.Now()
	if now >= o.ExpiresAt.Add(patience) {
		return 0, s.conclude(ctx, o.ID)
	}
	return o.lookAt(now), nil
}

// pursue goes on with an order that is not paid, as its provider has it.
func (s *Service) pursue(ctx context.Context, m Method, o *Order, st payment.Status) (instant.Instant, error) {
	now := s.opts.Now()
	past := now >= o.ExpiresAt || o.Reason == becauseCancelled
	switch {
	case st.State == payment.Closed, st.State == payment.Refunded:
		return 0, nil
	case st.State == payment.Paid: // it went to review
		if !past {
			return o.ExpiresAt, nil
		}
		return 0, s.conclude(ctx, o.ID)
	case st.State == payment.Absent && now >= o.ExpiresAt.Add(settling):
		return 0, s.conclude(ctx, o.ID)
	case !past || st.State == payment.Absent:
		return o.lookAt(now), nil
	}
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	switch err := m.Provider.Close(call, o.ID); {
	case err == nil:
		return 0, s.conclude(ctx, o.ID)
	case errors.Is(err, payment.ErrState): // paid this moment
		return now.Add(gapMin / 2), nil
	default:
		return s.unanswered(ctx, o, err)
	}
}

// conclude expires an order whose time is over.
func (s *Service) conclude(ctx context.Context, orderID string) error {
	_, err := s.change(ctx, orderID, func(tx *store.Tx, o *Order) (bool, error) { return false, s.expire(tx, o) })
	return err
}

// lookAt is when to ask about an order again: soon at first, every five
// minutes in the end, and when its time is over.
func (o *Order) lookAt(now instant.Instant) instant.Instant {
	next := now.Add(min(max(now.Sub(o.CreatedAt)/2, gapMin), gapMax))
	if now < o.ExpiresAt {
		next = min(next, o.ExpiresAt)
	}
	return next
}

// Refresh is an order as it stands, after asking its provider where it waits
// and nobody has asked just now: what a member sees who asks again and again.
// Where the provider does not answer, the order is as it was.
// Faults: ErrNotFound; ErrRefused.
func (s *Service) Refresh(ctx context.Context, orderID string) (Order, error) {
	o, err := Load(ctx, s.Store, orderID)
	if err != nil || o.State != Pending {
		return o, err
	}
	m, ok := s.methodOf(&o)
	if !ok || !s.looks.due(orderID, s.opts.Now(), s.opts.PollEvery) {
		return o, nil
	}
	if o, err = s.Open(ctx, orderID); err != nil {
		return o, err
	}
	if _, err := s.look(ctx, m, &o); err != nil {
		s.opts.Log.Warn("order: no answer about it", "order", orderID, "error", err)
		return Load(ctx, s.Store, orderID)
	}
	return o, nil
}

// looks remembers when this process last asked about an order.
type looks struct {
	mu   sync.Mutex
	last map[string]instant.Instant
}

const looksMax = 10_000

// due reports whether to ask, and notes that it is done.
func (l *looks) due(orderID string, now instant.Instant, every time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, known := l.last[orderID]; known && now.Sub(at) < every {
		return false
	}
	if l.last == nil || len(l.last) >= looksMax {
		l.last = map[string]instant.Instant{}
	}
	l.last[orderID] = now
	return true
}
