package card

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// Which says which cards a list shows.
type Which string

// What lists show. AnyLive are the cards that are not void.
const (
	AnyLive    Which = ""
	OnlyUnused Which = "unused"
	OnlyUsed   Which = "used"
	OnlyVoid   Which = "voided"
)

// CardsCmd asks for cards. Zero values ask for any.
type CardsCmd struct {
	Batch    id.ID
	Category Category
	Which    Which
	Page     page.Numbered
}

// String is the request in words, for the audit record.
func (c CardsCmd) String() string {
	text := fmt.Sprintf("page=%d size=%d", c.Page.Page, c.Page.Size)
	if c.Batch != 0 {
		text += fmt.Sprintf(" batch=%d", c.Batch)
	}
	if c.Category != "" {
		text += fmt.Sprintf(" category=%s", c.Category)
	}
	if c.Which != "" {
		text += fmt.Sprintf(" which=%s", c.Which)
	}
	return text
}

// CardLine is a card as it is shown, with its batch and its code.
type CardLine struct {
	Card
	In   BatchLine
	Code string
}

// Cards is a page of the cards by id. A card without a row is counted by its
// batch's figures and found by its place in the batch: the batches are walked
// until the page is reached, and at most the rows of those that it touches
// are read.
// contract: S4-11, N-13
func (s *Service) Cards(ctx context.Context, q store.Querier, cmd CardsCmd) (page.List[CardLine], error) {
	var f filter
	f.add("b.state <> ?", deleted)
	if cmd.Batch != 0 {
		f.add("b.bucket = ? AND b.id = ?", cmd.Batch.Bucket(), cmd.Batch)
	}
	if cmd.Category != "" {
		f.add("b.category = ?", cmd.Category)
	}
	skip, room := int64(cmd.Page.Offset()), int64(cmd.Page.Size)
	var out page.List[CardLine]
	var parts []part
	err := store.Each(ctx, q, func(b BatchLine) error {
		n := cmd.Which.of(&b.Batch)
		out.Total += n
		if take := min(n-skip, room); take > 0 {
			parts = append(parts, part{b, max(skip, 0), take})
			room -= take
		}
		skip = max(skip-n, 0)
		return nil
	}, batchLines+f.where()+" ORDER BY b.start_id", f.args...)
	if err != nil {
		return page.List[CardLine]{}, err
	}
	for _, p := range parts {
		list, err := s.part(ctx, q, p, cmd.Which)
		if err != nil {
			return page.List[CardLine]{}, err
		}
		out.Items = append(out.Items, list...)
	}
	return out, nil
}

// of is how many cards of the batch are such.
func (w Which) of(b *Batch) int64 {
	switch w {
	case OnlyUnused:
		return b.Unused()
	case OnlyUsed:
		return b.Used
	case OnlyVoid:
		return b.Voided
	}
	return b.Issued - b.Voided
}

// part is what a page shows of one batch.
type part struct {
	in         BatchLine
	skip, take int64
}

func (s *Service) part(ctx context.Context, q store.Querier, p part, w Which) ([]CardLine, error) {
	ids, err := p.ids(ctx, q, w)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows, err := store.Select[Card](ctx, q, "SELECT "+columns(cards.Columns(), "")+" FROM card WHERE batch = ? AND id >= ? AND id <= ? ORDER BY id", p.in.ID, ids[0], ids[len(ids)-1])
	if err != nil {
		return nil, err
	}
	byID := make(map[id.ID]Card, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	m, err := s.maker(&p.in.Batch)
	if err != nil {
		return nil, err
	}
	out := make([]CardLine, len(ids))
	for i, one := range ids {
		row, found := byID[one]
		c := resolve(&p.in.Batch, row, found, one)
		out[i] = CardLine{c, p.in, m.code(one, c.Issue).String()}
	}
	return out, nil
}

// ids are the page's cards of the batch, in order.
func (p part) ids(ctx context.Context, q store.Querier, w Which) ([]id.ID, error) {
	switch w {
	case OnlyUsed, OnlyVoid:
		return store.Select[id.ID](ctx, q, "SELECT id FROM card WHERE batch = ? AND state = ? ORDER BY id LIMIT ? OFFSET ?", p.in.ID, string(w), p.take, p.skip)
	case OnlyUnused:
		return p.without(ctx, q, p.in.Used+p.in.Voided, "state <> 'unused'")
	case everything:
		return p.without(ctx, q, 0, "")
	}
	return p.without(ctx, q, p.in.Voided, "state = 'voided'")
}

// without numbers through the batch's ids and leaves out the rows of a
// condition, of which there are n.
func (p part) without(ctx context.Context, q store.Querier, n int64, condition string) ([]id.ID, error) {
	left := map[id.ID]bool{}
	if n > 0 {
		list, err := store.Select[id.ID](ctx, q, "SELECT id FROM card WHERE batch = ? AND "+condition, p.in.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range list {
			left[i] = true
		}
	}
	ids := make([]id.ID, 0, p.take)
	skip := p.skip
	for i := p.in.StartID; i <= p.in.EndID() && int64(len(ids)) < p.take; i++ {
		switch {
		case left[i]:
		case skip > 0:
			skip--
		default:
			ids = append(ids, i)
		}
	}
	return ids, nil
}

// LoadCard reads a card, also a void one. Faults: ErrNotFound.
// contract: S4-13, N-13
func (s *Service) LoadCard(ctx context.Context, q store.Querier, i id.ID) (CardLine, error) {
	b, err := Locate(ctx, q, i)
	if err != nil {
		return CardLine{}, err
	}
	list, err := s.part(ctx, q, part{in: b, skip: int64(i - b.StartID), take: 1}, everything)
	if err != nil {
		return CardLine{}, err
	}
	return list[0], nil
}

// everything are all cards of a batch.
const everything Which = "*"

// LoadFace reads what a card shows: for a used card the face of its time, for
// another its template's present one.
func LoadFace(ctx context.Context, q store.Querier, c CardLine) (Face, error) {
	sql, args := "SELECT "+columns(faces.Columns(), "v.")+` FROM card_template t
		JOIN card_template_version v ON v.bucket = t.bucket AND v.template = t.id AND v.version = t.version WHERE t.bucket = ? AND t.id = ?`, []any{c.In.Template.Bucket(), c.In.Template}
	if c.State == Used {
		sql, args = "SELECT "+columns(faces.Columns(), "v.")+` FROM card_use u
			JOIN card_template_version v ON v.bucket = u.template % 1024 AND v.template = u.template AND v.version = u.version
			WHERE u.bucket = ? AND u.id = ?`, []any{c.UseID.Bucket(), c.UseID}
	}
	f, found, err := store.SelectOne[Face](ctx, q, sql, args...)
	if err == nil && !found {
		err = ErrTemplateNotFound
	}
	return f, err
}
