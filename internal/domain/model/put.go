package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/store"
)

// CreateCmd makes a model. ID is zero but for sample data.
type CreateCmd struct {
	ID          id.ID
	Name        string
	Provider    string
	ModelName   string
	Base        string // "" is the vendor's documented one
	Key         string
	Temperature int32 // thousandths, or NoTemperature
	TokensMax   int32 // 0 leaves it to the vendor
	Makes       []creation.Type
	Cost        amount.Amount
	Priority    int32
	State       State // "" is Active
	Actor       actor.Actor
}

// Create makes a model. Where Makes is empty it follows from the names.
// Faults: ErrField with the field, ErrBase, ErrTaken.
// contract: S2-37, N-15
func (s *Service) Create(tx *store.Tx, cmd CreateCmd) (Model, error) {
	m := Model{
		Name: strings.TrimSpace(cmd.Name), Provider: strings.ToLower(strings.TrimSpace(cmd.Provider)), ModelName: strings.TrimSpace(cmd.ModelName), Base: cmd.Base,
		Temperature: cmd.Temperature, TokensMax: cmd.TokensMax, Cost: cmd.Cost, Priority: cmd.Priority, State: cmd.State, Version: 1, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if m.State == "" {
		m.State = Active
	}
	m.setTypes(cmd.Makes)
	if err := s.check(&m, cmd.Key); err != nil {
		return Model{}, err
	}
	i := cmd.ID
	if i == 0 {
		var err error
		if i, err = tx.NewID(id.BucketOf(m.Name)); err != nil {
			return Model{}, err
		}
	}
	m.modelKey = keyOf(i)
	if _, found, err := models.Get(tx, m.modelKey); err != nil || found {
		if err == nil {
			err = ErrTaken
		}
		return Model{}, err
	}
	s.seal(&m, cmd.Key)
	models.Put(tx, m)
	return m, note(tx, cmd.Actor, "model.create", Model{}, m)
}

// setTypes says what the model makes; what nobody says follows from the names.
func (m *Model) setTypes(list []creation.Type) {
	if len(list) == 0 {
		list = guess(m.Provider, m.ModelName)
	}
	var words []string
	for _, t := range list {
		if !slices.Contains(words, string(t)) {
			words = append(words, string(t))
		}
	}
	m.Makes = strings.Join(words, ",")
}

// guess tells from its name what a model makes: texts, unless a word in it
// says otherwise.
func guess(provider, name string) []creation.Type {
	name = strings.ToLower(name)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case provider == Demo:
		return creation.Types()
	case has("t2v", "i2v", "video", "sora"):
		return []creation.Type{creation.Video}
	case has("t2i", "image", "dall-e", "wanx", "flux", "stable-diffusion"):
		return []creation.Type{creation.Image}
	}
	return []creation.Type{creation.Writing}
}

// check holds a model to its bounds, and tidies its address.
func (s *Service) check(m *Model, key string) error {
	for _, c := range []struct {
		field string
		ok    bool
	}{
		{"name", plain(m.Name, nameMax)},
		{"provider", plain(m.Provider, nameMax) && strings.Trim(m.Provider, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""},
		{"model_name", plain(m.ModelName, nameMax)},
		{"api_key", len(key) <= keyMax && strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) < 0},
		{"temperature", m.Temperature >= NoTemperature && m.Temperature <= temperatureTop},
		{"max_tokens", m.TokensMax >= 0 && m.TokensMax <= tokensMost},
		{"credits_cost", m.Cost >= 0 && m.Cost <= CostMax},
		{"priority", m.Priority >= 0 && m.Priority <= PriorityMax},
		{"is_active", m.State == Active || m.State == Inactive},
	} {
		if !c.ok {
			return ErrField.With("field", c.field)
		}
	}
	for _, t := range m.Types() {
		if _, err := creation.ParseType(string(t)); err != nil {
			return ErrField.With("field", "kinds")
		}
	}
	var err error
	m.Base, err = cleanBase(m.Provider, m.Base, s.loopback)
	return err
}

func plain(text string, most int) bool {
	return text != "" && len(text) <= most && utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

func (s *Service) seal(m *Model, key string) {
	if m.KeySealed = ""; key != "" {
		m.KeySealed = s.ring.Seal([]byte(key), place(m.ID))
	}
}

// note records a change, with no key in it.
func note(tx *store.Tx, by actor.Actor, action string, before, after Model) error {
	return audit.Note(tx, audit.NoteCmd{Actor: by, Action: action, Object: fmt.Sprintf("model:%d", max(before.ID, after.ID)), Earlier: words(before), Later: words(after)})
}

func words(m Model) string {
	if m.ID == 0 {
		return ""
	}
	key := "no key"
	if m.KeySealed != "" {
		key = "a key"
	}
	return fmt.Sprintf("%s: %s %s at %q with %s, makes %s for %d credits, priority %d, %s", m.Name, m.Provider, m.ModelName, m.Base, key, m.Makes, int64(m.Cost), m.Priority, m.State)
}
