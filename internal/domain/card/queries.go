package card

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// columns are a table's, for a SELECT.
func columns(names []string, table string) string {
	return table + strings.Join(names, ", "+table)
}

// filter builds the WHERE of a query.
type filter struct {
	text []string
	args []any
}

func (f *filter) add(condition string, args ...any) {
	f.text, f.args = append(f.text, condition), append(f.args, args...)
}

func (f *filter) where() string { return " WHERE " + strings.Join(f.text, " AND ") }

// TemplatesCmd asks for templates. Zero values ask for any.
type TemplatesCmd struct {
	Category Category
	State    TemplateState
	Page     page.Numbered
}

// Templates is a page of the templates by id.
// contract: S4-01, N-13
func Templates(ctx context.Context, q store.Querier, cmd TemplatesCmd) (page.List[Template], error) {
	var f filter
	f.add("state <> ?", removed)
	if cmd.Category != "" {
		f.add("category = ?", cmd.Category)
	}
	if cmd.State != "" {
		f.add("state = ?", cmd.State)
	}
	return pageOf[Template](ctx, q, templates.Columns(), "card_template", f, "id", cmd.Page)
}

// LoadTemplate reads a template. Faults: ErrTemplateNotFound.
// contract: S4-03
func LoadTemplate(ctx context.Context, q store.Querier, i id.ID) (Template, error) {
	t, found, err := store.SelectOne[Template](ctx, q, "SELECT "+columns(templates.Columns(), "")+" FROM card_template WHERE bucket = ? AND id = ? AND state <> ?", i.Bucket(), i, removed)
	if err == nil && !found {
		err = ErrTemplateNotFound
	}
	return t, err
}

// BatchesCmd asks for batches. Zero values ask for any.
type BatchesCmd struct {
	Template id.ID
	State    BatchState
	Page     page.Numbered
}

// BatchLine is a batch and the name of its template.
type BatchLine struct {
	Batch
	TemplateName string `db:"template_name"`
}

// Batches is a page of the batches in the order of their cards' ids.
// contract: S4-06, N-13
func Batches(ctx context.Context, q store.Querier, cmd BatchesCmd) (page.List[BatchLine], error) {
	var f filter
	f.add("b.state <> ?", deleted)
	if cmd.Template != 0 {
		f.add("b.template = ?", cmd.Template)
	}
	if cmd.State != "" {
		f.add("b.state = ?", cmd.State)
	}
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM card_batch b"+f.where(), f.args...)
	if err != nil {
		return page.List[BatchLine]{}, err
	}
	list, err := store.Select[BatchLine](ctx, q, batchLines+f.where()+" ORDER BY b.start_id LIMIT ? OFFSET ?", append(f.args, cmd.Page.Size, cmd.Page.Offset())...)
	return page.List[BatchLine]{Items: list, Total: total}, err
}

// batchLines reads batches with their templates' names.
var batchLines = "SELECT " + columns(batches.Columns(), "b.") + ", t.name AS template_name FROM card_batch b JOIN card_template t ON t.bucket = b.template % 1024 AND t.id = b.template"

// LoadBatch reads a batch. Faults: ErrBatchNotFound.
// contract: S4-08
func LoadBatch(ctx context.Context, q store.Querier, i id.ID) (BatchLine, error) {
	b, found, err := store.SelectOne[BatchLine](ctx, q, batchLines+" WHERE b.bucket = ? AND b.id = ? AND b.state <> ?", i.Bucket(), i, deleted)
	if err == nil && !found {
		err = ErrBatchNotFound
	}
	return b, err
}

// Locate tells which batch a card is of. Faults: ErrNotFound.
func Locate(ctx context.Context, q store.Querier, card id.ID) (BatchLine, error) {
	if card < 1 {
		return BatchLine{}, ErrNotFound
	}
	b, found, err := store.SelectOne[BatchLine](ctx, q, batchLines+" WHERE b.start_id = (SELECT max(start_id) FROM card_batch WHERE start_id <= ?)", card)
	if err == nil && (!found || b.State == deleted || !b.holds(card)) {
		err = ErrNotFound
	}
	return b, err
}

// pageOf is a numbered page of a table.
func pageOf[T any](ctx context.Context, q store.Querier, names []string, table string, f filter, order string, p page.Numbered) (page.List[T], error) {
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM "+table+f.where(), f.args...)
	if err != nil {
		return page.List[T]{}, err
	}
	list, err := store.Select[T](ctx, q, "SELECT "+columns(names, "")+" FROM "+table+f.where()+" ORDER BY "+order+" LIMIT ? OFFSET ?", append(f.args, p.Size, p.Offset())...)
	return page.List[T]{Items: list, Total: total}, err
}
