package creation

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Get reads a member's own creation inside a write, and locks it. One that is
// deleted, or another's, is not there. Faults: ErrNotFound.
func Get(tx *store.Tx, member, creation id.ID) (Creation, error) {
	c, found, err := creations.Get(tx, keyOf(creation))
	return own(c, found, err, member)
}

// Load is Get outside of a write. Faults: ErrNotFound.
// contract: S2-19
func Load(ctx context.Context, q store.Querier, member, creation id.ID) (Creation, error) {
	c, found, err := store.SelectOne[Creation](ctx, q, "SELECT "+columns()+" FROM creation WHERE bucket = ? AND id = ?", creation.Bucket(), creation)
	return own(c, found, err, member)
}

func own(c Creation, found bool, err error, member id.ID) (Creation, error) {
	switch {
	case err != nil:
		return Creation{}, err
	case !found || c.Member != member || c.DeletedAt != 0:
		return Creation{}, ErrNotFound
	}
	return c, nil
}

func columns() string { return strings.Join(creations.Columns(), ", ") }
