package generation

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/store"
)

// vendorSide is where a task was given, and how far that came. Model 0 is the
// provider's own.
type vendorSide struct {
	Model       id.ID           `db:"model"`
	Tried       string          `db:"tried"` // channels that were left, a line each
	Submit      SubmitState     `db:"submit_state"`
	Submitter   string          `db:"submitter"`    // the claim of the job that submits
	VendorRef   string          `db:"vendor_ref"`   // the vendor's name for the task
	SubmittedAt instant.Instant `db:"submitted_at"` // when it was about to be
	TokensIn    int64           `db:"tokens_in"`
	TokensOut   int64           `db:"tokens_out"`
}

// channel names where a task is: it is never given to the same one twice.
func (g Generation) channel() string {
	if g.Model == 0 {
		return "provider:" + g.Provider
	}
	return "model:" + strconv.FormatInt(int64(g.Model), 10)
}

// Channels are those that the task was given to and left, none for a new one.
func (g Generation) Channels() []string { return append([]string{}, lines(g.Tried)...) }

func (g Generation) tried(channel string) bool { return slices.Contains(lines(g.Tried), channel) }

// adapter is the provider that calls a model for a kind, nil for none: its
// vendor's own, or that of OpenAI's language.
func (s *Service) adapter(m model.Model, k Kind) Provider {
	for _, name := range []string{m.Provider, model.OpenAI} {
		for _, p := range slices.Concat(s.providers, s.adapters) {
			if p.Name() == name && p.Makes(k) {
				return p
			}
		}
		if m.IsDemo() {
			break
		}
	}
	return nil
}

// terms are where a task begins, and its price.
type terms struct {
	provider Provider
	model    model.Model // the zero Model: the provider's own
	price    amount.Amount
}

// terms finds the channel and the price of a paid task: the named model's, or
// the tool's with the first model that there is for it.
// Faults: ErrTool, ErrToolClosed, ErrNoProvider, model.ErrNotFound,
// model.ErrInactive, model.ErrKind.
func (s *Service) terms(tx *store.Tx, cmd StartCmd) (terms, error) {
	tool, err := toolIn(tx, cmd.Kind.tool(cmd.Input))
	if err != nil {
		return terms{}, err
	}
	if cmd.Model != 0 {
		m, err := model.Choose(tx, cmd.Model, cmd.Kind.Type())
		if err != nil {
			return terms{}, err
		}
		t := terms{s.adapter(m, cmd.Kind), m, m.Cost}
		if t.provider == nil {
			return terms{}, ErrNoProvider
		}
		return t, model.Use(tx, m)
	}
	list, err := model.Candidates(tx, cmd.Kind.Type())
	if err != nil {
		return terms{}, err
	}
	for _, m := range list {
		if p := s.adapter(m, cmd.Kind); p != nil {
			return terms{p, m, tool.Cost}, model.Use(tx, m)
		}
	}
	if p := s.providerFor(cmd.Kind); p != nil {
		return terms{provider: p, price: tool.Cost}, nil
	}
	return terms{}, ErrNoProvider
}

// resolve finds the provider of a task's channel, and what it is asked.
func (s *Service) resolve(ctx context.Context, g Generation) (Provider, Request, error) {
	r := Request{Number: "generation-" + strconv.FormatInt(int64(g.ID), 10), Kind: g.Kind, Prompt: g.Prompt, Input: g.Input()}
	if g.Model == 0 {
		p := s.providerNamed(g)
		if p == nil {
			return nil, r, ErrNoProvider
		}
		return p, r, nil
	}
	if s.models == nil {
		return nil, r, ErrVendor.Because(errors.New("no models are configured"))
	}
	c, err := s.models.Open(ctx, s.store, g.Model, g.Kind.Type())
	switch {
	case errors.Is(err, model.ErrNotFound), errors.Is(err, model.ErrKind):
		return nil, r, ErrVendor.Because(err)
	case err != nil:
		return nil, r, err
	}
	p := s.adapter(c.Model, g.Kind)
	if p == nil {
		return nil, r, ErrVendor.Because(errors.New("no adapter for " + c.Provider))
	}
	r.Model = Model{Provider: c.Provider, Name: c.ModelName, Base: c.Native(), Key: c.Key, TokensMax: int(c.TokensMax)}
	if p.Name() != c.Provider {
		r.Model.Base = c.Compatible()
	}
	if c.Temperature != model.NoTemperature {
		r.Model.Temperature = float64(c.Temperature) / 1000
	}
	return p, r, nil
}

// failOver gives a paid task to the next model that makes it for no more than
// its price, after its channel has failed; moved is false where there is none.
// What a demo model made is no stand-in for what a real one was asked.
func (s *Service) failOver(ctx context.Context, g Generation) (now Generation, moved bool, err error) {
	if g.Charge == NoCharge || s.models == nil {
		return g, false, nil
	}
	err = s.store.Write(ctx, g.Bucket, func(tx *store.Tx) error {
		now, moved = g, false
		row, err := underWay(tx, g)
		if err != nil {
			return err
		}
		next, p, err := s.nextModel(tx, row)
		if err != nil || p == nil {
			return err
		}
		row.Tried = strings.TrimPrefix(row.Tried+"\n"+row.channel(), "\n")
		row.Model, row.Provider = next.ID, p.Name()
		row.Submit, row.Submitter, row.VendorRef, row.SubmittedAt = NotSubmitted, "", "", 0
		generations.Put(tx, row)
		now, moved = row, true
		return model.Use(tx, next)
	})
	return now, moved, err
}

// nextModel is the model that a task moves on to; a nil Provider for none.
func (s *Service) nextModel(tx *store.Tx, g Generation) (model.Model, Provider, error) {
	list, err := model.Candidates(tx, g.Kind.Type())
	if err != nil {
		return model.Model{}, nil, err
	}
	for _, m := range list {
		other := Generation{vendorSide: vendorSide{Model: m.ID}}.channel()
		if m.Cost > g.Price || other == g.channel() || g.tried(other) || m.IsDemo() && g.Provider != model.Demo {
			continue
		}
		if p := s.adapter(m, g.Kind); p != nil {
			return m, p, nil
		}
	}
	return model.Model{}, nil, nil
}

// errMoved says that another process has taken the task further.
var errMoved = errors.New("generation: taken further elsewhere")

// underWay is the task's row, where it is still where the caller saw it.
// Faults: errEnded, errMoved.
func underWay(tx *store.Tx, g Generation) (Generation, error) {
	row, found, err := generations.Get(tx, g.generationKey)
	switch {
	case err != nil:
		return Generation{}, err
	case !found || row.State != Processing:
		return Generation{}, errEnded
	case row.channel() != g.channel() || row.Tried != g.Tried:
		return Generation{}, errMoved
	}
	return row, nil
}

// isChannels reports whether a fault is the channel's, so that another may do
// better.
func isChannels(err error) bool {
	for _, f := range []error{ErrVendor, ErrTimeout, errResult, errPanic} {
		if errors.Is(err, f) {
			return true
		}
	}
	return false
}
