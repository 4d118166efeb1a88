package publication

import (
	"context"

	"guerdon/internal/platform/store"
)

// HeardCmd is what a platform told us by itself about a post. Proves holds
// the message to the credentials of whoever it is about.
type HeardCmd struct {
	Platform Platform
	Ref      string
	URL      string
	Proves   func(c Credentials) bool
}

// Heard takes in a platform's message that something was posted. It reports
// whether the message is about something of ours and proved.
// contract: S2-22
func (s *Service) Heard(ctx context.Context, cmd HeardCmd) (bool, error) {
	if cmd.Ref == "" || len(cmd.Ref) > refMax {
		return false, nil
	}
	row, found, err := store.SelectOne[Result](ctx, s.store, selectResults+" WHERE platform = ? AND ref = ? AND ref <> ''", cmd.Platform, cmd.Ref)
	if err != nil || !found {
		return false, err
	}
	pub, err := Load(ctx, s.store, row.Publication)
	if err != nil {
		return false, err
	}
	creds, bound, err := s.credentials(ctx, bindingOf(pub.Member, cmd.Platform))
	if err != nil || !bound || !cmd.Proves(creds) {
		return false, err
	}
	return true, s.store.Write(ctx, row.Bucket, func(tx *store.Tx) error {
		pub, row, err := load(tx, row.resultKey)
		if err != nil || row.Ref != cmd.Ref || row.State != NeedsUserAction && row.State != NeedsReview {
			return err
		}
		row.State, row.URL, row.Reason, row.Detail, row.Link, row.LinkEnds = Published, clip(cmd.URL, urlMax), Reported, "", "", 0
		_, _, err = put(tx, pub, row)
		return err
	})
}
