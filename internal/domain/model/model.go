package model

import (
	"slices"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// State says whether members may choose a model.
type State string

// The states.
const (
	Active   State = "active"
	Inactive State = "inactive"
)

// Providers with a meaning of their own. Any other name is taken for a vendor
// that speaks the same language as OpenAI.
const (
	Demo   = "local-demo" // this program's own studio: no address, no key
	Qwen   = "qwen"       // Alibaba Cloud Model Studio
	OpenAI = "openai"
)

// Faults of models.
var (
	ErrNotFound = fault.New(fault.NotFound, "model.not_found", "There is no such model.")
	ErrTaken    = fault.New(fault.Conflict, "model.exists", "A model with this id exists.")
	// ErrField: a field is missing or out of bounds; param field.
	ErrField = fault.New(fault.Invalid, "model.field_invalid", "A field of the model is missing or out of bounds.")
	// ErrBase: the address cannot be one of a vendor's interface.
	ErrBase = fault.New(fault.Invalid, "model.base_invalid", "The address must be https, on a public host, without credentials, query or fragment.")
	// ErrKeyAgain: the address moves to another host, which must not get the
	// old key.
	ErrKeyAgain = fault.New(fault.Invalid, "model.key_missing", "A model on another host needs its key again.")
	ErrInactive = fault.New(fault.Refused, "model.inactive", "The model is not active.")
	// ErrKind: the model does not make this type of content.
	ErrKind  = fault.New(fault.Invalid, "model.kind_mismatch", "The model does not make this type of content.")
	ErrStale = fault.New(fault.Conflict, "model.version_stale", "The model was changed in the meantime.")
)

// Bounds.
const (
	CostMax        = 1_000_000 // credits
	PriorityMax    = 1000
	nameMax        = 100  // bytes
	keyMax         = 1000 // bytes
	tokensMost     = 1_000_000
	temperatureTop = 2000 // thousandths
)

// NoTemperature leaves the temperature to the vendor.
const NoTemperature = -1

type modelKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Model is a configured model.
type Model struct {
	modelKey
	Name        string          `db:"name"`
	Provider    string          `db:"provider"`
	ModelName   string          `db:"model_name"` // the vendor's name for it
	Base        string          `db:"api_base"`   // without a slash at the end; "" for Demo
	KeySealed   string          `db:"key_sealed"` // "" for none
	Temperature int32           `db:"temperature"`
	TokensMax   int32           `db:"tokens_max"` // 0 leaves it to the vendor
	Makes       string          `db:"makes"`      // types of creation, apart by commas
	Cost        amount.Amount   `db:"cost"`       // credits a task
	Priority    int32           `db:"priority"`   // lower is tried first
	State       State           `db:"state"`
	Version     int64           `db:"version"`
	UsedAt      instant.Instant `db:"used_at"` // of the first task, or zero
	CreatedAt   instant.Instant `db:"created_at"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

type stateKey struct {
	State State `db:"state"`
}

var (
	models  = store.Define[modelKey, Model]("model")
	byState = store.Group[stateKey](models, "model_state")
)

func keyOf(i id.ID) modelKey { return modelKey{i.Bucket(), i} }

// Types are what the model makes.
func (m Model) Types() []creation.Type {
	var out []creation.Type
	for one := range strings.SplitSeq(m.Makes, ",") {
		out = append(out, creation.Type(one))
	}
	return out
}

// Can reports whether the model makes a type.
func (m Model) Can(t creation.Type) bool { return slices.Contains(m.Types(), t) }

// IsActive reports whether members may choose the model.
func (m Model) IsActive() bool { return m.State == Active }

// IsDemo reports whether nothing outside is asked.
func (m Model) IsDemo() bool { return m.Provider == Demo }

// Service keeps models.
type Service struct {
	ring     *secret.Ring
	loopback bool
}

// New makes the service. The ring seals the keys. loopback lets addresses on
// this machine be configured, also without TLS: for trying out.
func New(ring *secret.Ring, loopback bool) *Service { return &Service{ring: ring, loopback: loopback} }

func place(i id.ID) secret.Place {
	return secret.Place{Table: "model", Row: strconv.FormatInt(int64(i), 10), Field: "api_key"}
}
