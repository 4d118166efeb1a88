package model

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/store"
)

// Get reads a model inside a write, without locking it. Faults: ErrNotFound.
func Get(tx *store.Tx, model id.ID) (Model, error) {
	m, found, err := models.Read(tx, keyOf(model))
	if err == nil && !found {
		err = ErrNotFound
	}
	return m, err
}

// Load reads a model. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, model id.ID) (Model, error) {
	m, found, err := store.SelectOne[Model](ctx, q, "SELECT "+columns()+" FROM model WHERE bucket = ? AND id = ?", model.Bucket(), model)
	if err == nil && !found {
		err = ErrNotFound
	}
	return m, err
}

// Want asks for what Choice and Candidates will read.
func Want(tx *store.Tx) { byState.WantRead(tx, stateKey{Active}) }

// Candidates are the active models that make a type, in the order in which
// they are tried.
func Candidates(tx *store.Tx, t creation.Type) ([]Model, error) {
	list, err := byState.Read(tx, stateKey{Active})
	if err != nil {
		return nil, err
	}
	var out []Model
	for _, m := range list {
		if m.Can(t) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Model) int { return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// Choose finds the model that a member named, for a type.
// Faults: ErrNotFound, ErrInactive, ErrKind.
func Choose(tx *store.Tx, model id.ID, t creation.Type) (Model, error) {
	m, err := Get(tx, model)
	switch {
	case err != nil:
		return Model{}, err
	case !m.IsActive():
		return Model{}, ErrInactive
	case !m.Can(t):
		return Model{}, ErrKind
	}
	return m, nil
}

// Use notes that a task is given to the model: from then on it is never
// removed.
func Use(tx *store.Tx, m Model) error {
	if m.UsedAt != 0 {
		return nil
	}
	row, found, err := models.Get(tx, m.modelKey)
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNotFound
	case row.UsedAt == 0:
		row.UsedAt = tx.Now()
		models.Put(tx, row)
	}
	return nil
}

// ListCmd asks for models. Zero values are any.
type ListCmd struct {
	Provider string
	State    State
}

// List is all models by id.
// contract: S2-36, N-15
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Model, error) {
	where, args := "1 = 1", []any{}
	if cmd.Provider != "" {
		where, args = where+" AND provider = ?", append(args, strings.ToLower(cmd.Provider))
	}
	if cmd.State != "" {
		where, args = where+" AND state = ?", append(args, cmd.State)
	}
	return store.Select[Model](ctx, q, "SELECT "+columns()+" FROM model WHERE "+where+" ORDER BY id LIMIT 1000", args...)
}

func columns() string { return strings.Join(models.Columns(), ", ") }
