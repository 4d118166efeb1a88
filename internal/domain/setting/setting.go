// Package setting keeps what operators may change while the server runs:
// named values with a version, each declared once with its default and its
// check. coreapi edits them; modules read them inside their writes.
package setting

import (
	"context"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Faults of settings.
var (
	ErrUnknown = fault.New(fault.NotFound, "setting.unknown", "There is no setting with this name.")
	ErrValue   = fault.New(fault.Invalid, "setting.value_invalid", "The value does not fit the setting.")
	ErrVersion = fault.New(fault.Conflict, "setting.version_stale", "The setting was changed in the meantime.")
)

type settingKey struct {
	Name string `db:"name"`
}

// Setting is a stored value.
type Setting struct {
	settingKey
	Value     string          `db:"value"`
	Version   int64           `db:"version"`
	ChangedAt instant.Instant `db:"changed_at"`
	ChangedBy string          `db:"changed_by"`
}

var settings = store.Define[settingKey, Setting]("setting")

// Spec declares a setting: its name, default, and which values fit.
type Spec struct {
	Name    string
	Default string
	Check   func(value string) bool
}

// Read gives the current value inside a write.
func (s Spec) Read(tx *store.Tx) (string, error) {
	row, found, err := settings.Read(tx, settingKey{s.Name})
	if err != nil || !found {
		return s.Default, err
	}
	return row.Value, nil
}

// Load gives the current value outside of a write.
func (s Spec) Load(ctx context.Context, q store.Querier) (string, error) {
	value, found, err := store.SelectOne[string](ctx, q, "SELECT value FROM setting WHERE name = ?", s.Name)
	if err != nil || !found {
		return s.Default, err
	}
	return value, nil
}

// Get reads what is stored for a setting and locks it; Version is 0 where it
// was never changed.
func (s Spec) Get(tx *store.Tx) (Setting, error) {
	row, found, err := settings.Get(tx, settingKey{s.Name})
	if !found {
		row = Setting{settingKey: settingKey{s.Name}}
	}
	return row, err
}

// ChangeCmd asks to change a setting. Version is the one that the caller saw.
type ChangeCmd struct {
	Spec    Spec
	Value   string
	Version int64
	Actor   actor.Actor
}

// Change sets a value. Faults: ErrValue, ErrVersion.
// contract: N-18
func Change(tx *store.Tx, cmd ChangeCmd) (Setting, error) {
	if len(cmd.Value) > 4096 || !cmd.Spec.Check(cmd.Value) {
		return Setting{}, ErrValue
	}
	row, _, err := settings.Get(tx, settingKey{cmd.Spec.Name})
	if err != nil {
		return Setting{}, err
	}
	if row.Version != cmd.Version {
		return Setting{}, ErrVersion.With("version", row.Version)
	}
	row = Setting{settingKey{cmd.Spec.Name}, cmd.Value, row.Version + 1, tx.Now(), cmd.Actor.String()}
	settings.Put(tx, row)
	return row, nil
}

// List is all stored settings by name.
func List(ctx context.Context, q store.Querier) ([]Setting, error) {
	return store.Select[Setting](ctx, q, "SELECT name, value, version, changed_at, changed_by FROM setting ORDER BY name")
}
