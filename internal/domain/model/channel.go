package model

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/store"
)

// The two interfaces of Qwen's host: its own, and the one that speaks as
// OpenAI's does. Either may be configured.
const (
	nativePath     = "/api/v1"
	compatiblePath = "/compatible-mode/v1"
)

// Channel is a model as a provider needs it. Key is secret.
type Channel struct {
	Model
	Key string
}

// Compatible is where the model's host speaks as OpenAI's does.
func (m Model) Compatible() string {
	if rest, ok := strings.CutSuffix(m.Base, nativePath); ok && m.Provider == Qwen {
		return rest + compatiblePath
	}
	return m.Base
}

// Native is where the model's host speaks its own language.
func (m Model) Native() string {
	if rest, ok := strings.CutSuffix(m.Base, compatiblePath); ok && m.Provider == Qwen {
		return rest + nativePath
	}
	return m.Base
}

// Open finds a model and opens its key, for a call that makes a type. One
// that is inactive still serves the tasks that it was given.
// Faults: ErrNotFound, ErrKind; secret.ErrSealed and kin.
func (s *Service) Open(ctx context.Context, q store.Querier, model id.ID, t creation.Type) (Channel, error) {
	m, err := Load(ctx, q, model)
	if err != nil {
		return Channel{}, err
	}
	if !m.Can(t) {
		return Channel{}, ErrKind
	}
	c := Channel{Model: m}
	if m.KeySealed == "" {
		return c, nil
	}
	plain, err := s.ring.Open(m.KeySealed, place(m.ID))
	c.Key = string(plain)
	return c, err
}
