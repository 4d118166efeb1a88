package card

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// overviewMax bounds the templates and the batches of an overview.
const overviewMax = 1000

// Offer is a template and those of its batches that have cards to use.
type Offer struct {
	Template
	Batches []OfferedBatch
}

// OfferedBatch is a batch of which Available cards can be used now.
type OfferedBatch struct {
	ID        id.ID
	Name      string
	Available int64
}

// Offers are the active templates of a category, each with its batches that
// are published and have unused cards that have not expired.
// contract: S4-19
func Offers(ctx context.Context, q store.Querier, c Category, now instant.Instant) ([]Offer, error) {
	list, err := store.Select[Template](ctx, q, "SELECT "+columns(templates.Columns(), "")+" FROM card_template WHERE category = ? AND state = ? ORDER BY id LIMIT ?", c, Active, overviewMax)
	if err != nil {
		return nil, err
	}
	out := make([]Offer, len(list))
	at := map[id.ID]int{}
	for i, t := range list {
		out[i], at[t.ID] = Offer{Template: t}, i
	}
	// Cards with an expiry of their own are few and have rows; all others go
	// by their batch.
	err = store.Each(ctx, q, func(b offered) error {
		i, ok := at[b.Template]
		if n := b.available(now); ok && n > 0 {
			out[i].Batches = append(out[i].Batches, OfferedBatch{b.ID, b.Name, n})
		}
		return nil
	}, `SELECT b.id, b.name, b.template, b.expires_at, b.issued - b.used - b.voided AS unused, coalesce(d.dated, 0) AS dated, coalesce(d.alive, 0) AS alive
		FROM card_batch b LEFT JOIN (
			SELECT c.batch, count(*) AS dated, count(CASE WHEN c.expires_at > ? THEN 1 END) AS alive
			FROM card c JOIN card_batch o ON o.bucket = c.batch % 1024 AND o.id = c.batch AND o.redated = c.redated
			WHERE c.state = 'unused' AND c.expires_at > 0 GROUP BY c.batch
		) d ON d.batch = b.id
		WHERE b.category = ? AND b.state = ? AND b.issued > b.used + b.voided ORDER BY b.start_id LIMIT ?`,
		now.Add(-second), c, Published, overviewMax)
	return out, err
}

type offered struct {
	ID        id.ID           `db:"id"`
	Name      string          `db:"name"`
	Template  id.ID           `db:"template"`
	ExpiresAt instant.Instant `db:"expires_at"`
	Unused    int64           `db:"unused"`
	Dated     int64           `db:"dated"` // of those, with an expiry of their own
	Alive     int64           `db:"alive"` // of those, not expired
}

func (b offered) available(now instant.Instant) int64 {
	if Expired(b.ExpiresAt, now) {
		return b.Alive
	}
	return b.Unused - b.Dated + b.Alive
}
