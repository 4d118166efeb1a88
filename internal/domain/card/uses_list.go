package card

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// UsesCmd asks for a member's used cards, newest first. Zero values ask for
// any; From and Until are days in the service's zone, both included.
type UsesCmd struct {
	Member   id.ID
	Batch    id.ID
	Category Category
	From     instant.Day
	Until    instant.Day
	Page     page.Numbered
}

// UseLine is a use with what the card showed, and names for lists.
type UseLine struct {
	Use
	FaceName   string          `db:"face_name"`
	Attributes string          `db:"attributes"`
	Rarity     Rarity          `db:"rarity"`
	BatchName  string          `db:"batch_name"`
	ExpiresAt  instant.Instant `db:"expires_at"`
	IssuedAt   instant.Instant `db:"issued_at"` // when the batch was made
	BaseURL    string          `db:"base_url"`
}

// Uses is a page of a member's used cards, newest first.
// Faults: ErrFilter where a day is none, or they are in the wrong order.
// contract: S4-18
func (s *Service) Uses(ctx context.Context, q store.Querier, cmd UsesCmd) (page.List[UseLine], error) {
	f, err := s.usesFilter(cmd)
	if err != nil {
		return page.List[UseLine]{}, err
	}
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM card_use u"+f.where(), f.args...)
	if err != nil {
		return page.List[UseLine]{}, err
	}
	list, err := store.Select[UseLine](ctx, q, "SELECT "+columns(uses.Columns(), "u.")+`, v.name AS face_name, v.attributes, v.rarity,
		b.name AS batch_name, c.expires_at, b.created_at AS issued_at, b.base_url FROM card_use u
		JOIN card_template_version v ON v.bucket = u.template % 1024 AND v.template = u.template AND v.version = u.version
		JOIN card_batch b ON b.bucket = u.batch % 1024 AND b.id = u.batch
		JOIN card c ON c.bucket = u.card % 1024 AND c.id = u.card`+f.where()+" ORDER BY u.at DESC, u.id DESC LIMIT ? OFFSET ?", append(f.args, cmd.Page.Size, cmd.Page.Offset())...)
	return page.List[UseLine]{Items: list, Total: total}, err
}

func (s *Service) usesFilter(cmd UsesCmd) (filter, error) {
	var f filter
	f.add("u.bucket = ? AND u.member = ?", cmd.Member.Bucket(), cmd.Member)
	if cmd.Batch != 0 {
		f.add("u.batch = ?", cmd.Batch)
	}
	if cmd.Category != "" {
		f.add("u.category = ?", cmd.Category)
	}
	if cmd.From != "" && cmd.Until != "" && cmd.From > cmd.Until {
		return f, ErrFilter.With("field", "end_date")
	}
	if cmd.From != "" {
		at, err := cmd.From.Start(s.zone)
		if err != nil {
			return f, ErrFilter.With("field", "start_date").Because(err)
		}
		f.add("u.at >= ?", at)
	}
	if cmd.Until != "" {
		at, err := cmd.Until.AddDays(1).Start(s.zone)
		if err != nil {
			return f, ErrFilter.With("field", "end_date").Because(err)
		}
		f.add("u.at < ?", at)
	}
	return f, nil
}
