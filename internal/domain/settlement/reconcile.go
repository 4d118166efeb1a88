package settlement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type feedKey struct {
	Provider string `db:"provider"`
}

// feedRow says how far a provider's record has been compared.
type feedRow struct {
	feedKey
	After  instant.Instant `db:"updated_after"`
	Cursor string          `db:"cursor"`
}

var feeds = store.Define[feedKey, feedRow]("settlement_feed")

const (
	// overlap is how much of the record is compared again, since its clock is
	// not ours.
	overlap  = 10 * time.Minute
	piecesIn = 100 // pieces of the record a run
)

// Reconcile compares the provider's record of what has changed with ours.
// What is unfinished here goes on by it; every other difference opens a case
// and pauses the currency.
func (s *Service) Reconcile(ctx context.Context) error {
	if s.provider == nil {
		return nil
	}
	at, _, err := store.SelectOne[feedRow](ctx, s.store, "SELECT provider, updated_after, cursor FROM settlement_feed WHERE provider = ?", s.provider.Name())
	if err != nil {
		return err
	}
	began := s.opts.Now()
	for range piecesIn {
		next, err := s.compare(ctx, at)
		if err != nil {
			return err
		}
		if at.Cursor = next; next == "" {
			at.After = began.Add(-overlap)
		}
		if err := s.remember(ctx, at); err != nil || next == "" {
			return err
		}
	}
	return nil
}

// compare reads one piece of the record.
func (s *Service) compare(ctx context.Context, at feedRow) (next string, err error) {
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	feed, err := s.provider.List(call, at.After, at.Cursor)
	if err != nil {
		return "", ErrNotAnswering.Because(err)
	}
	for _, r := range feed.Reports {
		if err := s.reconcile(ctx, r); err != nil {
			return "", err
		}
	}
	return feed.Next, nil
}

func (s *Service) remember(ctx context.Context, at feedRow) error {
	at.Provider = s.provider.Name()
	return s.store.Write(ctx, id.BucketOf(at.Provider), func(tx *store.Tx) error {
		if _, _, err := feeds.Get(tx, at.feedKey); err != nil {
			return err
		}
		feeds.Put(tx, at)
		return nil
	})
}

// reconcile holds one report to our settlement. The report may be older than
// what we know by now: where it differs, the provider is asked anew.
func (s *Service) reconcile(ctx context.Context, r Report) error {
	if sid, ours := idOf(r.Client); ours {
		st, err := Load(ctx, s.store, sid)
		if err == nil && st.Client == r.Client {
			return s.reconcileOurs(ctx, st, r)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	cmd := caseCmd{client: fmt.Sprintf("%.200q", r.Client), kind: "stranger", detail: fmt.Sprintf("the provider has an order that is not ours: %.40q", r.Status)}
	if c, err := ParseCurrency(string(r.Currency)); err == nil {
		cmd.currency = c
	}
	return s.store.Write(ctx, id.BucketOf(cmd.client), func(tx *store.Tx) error { return s.openCase(tx, cmd) })
}

func (s *Service) reconcileOurs(ctx context.Context, st Settlement, r Report) error {
	if st.State.sent() {
		_, err := s.take(ctx, st.ID, func(tx *store.Tx, st *Settlement) error { return s.apply(tx, st, r) })
		return err
	}
	if st.differs(r) == "" {
		return nil
	}
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	fresh, err := s.provider.Lookup(call, st.Client)
	if err != nil {
		return ErrNotAnswering.Because(err)
	}
	return s.store.Write(ctx, st.Bucket, func(tx *store.Tx) error {
		now, err := Get(tx, st.ID)
		if err != nil || now.State != st.State {
			return err // it has moved on since; the next run will see
		}
		if detail := now.differs(fresh); detail != "" {
			return s.openCase(tx, caseCmd{of: &now, kind: "difference", detail: detail})
		}
		return nil
	})
}

// differs says what a settlement that is not under way is at the provider,
// where it is something else.
func (s *Settlement) differs(r Report) string {
	switch s.State {
	case Final:
		if received, wrong := r.read(s); wrong != "" || r.Status != Done || r.TxHash != s.TxHash || received != s.Received {
			return fmt.Sprintf("here final, there %.40q, funds moved: %.10q, received %.40q in %.200q", r.Status, r.Moved, r.Received, r.TxHash)
		}
	case Failed:
		if r.Status != GivenUp || r.Moved != MovedNo {
			return fmt.Sprintf("here failed, there %.40q, funds moved: %.10q", r.Status, r.Moved)
		}
	case Requested, Approved:
		return fmt.Sprintf("never sent from here, there %.40q", r.Status)
	}
	return ""
}
