package settlement

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every settlement to what its state implies.
func Check() verify.Check {
	return verify.Check{
		Name: "settlement",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM settlement")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				return store.Each(ctx, v, func(st Settlement) error {
					r.Step(1)
					st.check(r)
					return nil
				}, "SELECT "+columns+" FROM settlement")
			})
		},
	}
}

func (s *Settlement) check(r *verify.Run) {
	where := fmt.Sprintf("settlement %d", s.ID)
	if of, ok := idOf(s.Client); !ok || of != s.ID || s.Bucket != s.ID.Bucket() || s.Bucket != s.Member.Bucket() {
		r.Differ(where, "its client id %q or its place is another's", s.Client)
	}
	if s.State.Ended() != (s.EndedAt != 0) {
		r.Differ(where, "it is %s and ended at %d", s.State, s.EndedAt)
	}
	if s.Amount <= 0 || (s.State == Final) != (s.Received > 0) || s.State == Final && s.TxHash == "" {
		r.Differ(where, "it is %s of %d with %d received in %q", s.State, s.Amount, s.Received, s.TxHash)
	}
	if (s.State == Failed) != (s.Code != "") {
		r.Differ(where, "it is %s with the code %q", s.State, s.Code)
	}
	if (s.State == Requested || s.State == Approved) && s.QuotedAt != 0 {
		r.Differ(where, "it was quoted before it was prepared")
	}
	var none id.ID
	if s.Member == none {
		r.Differ(where, "it is nobody's")
	}
}
