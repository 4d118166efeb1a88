package study

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// The types of events that this package handles.
const (
	SessionEvent     event.Type = "study.session"
	ReversalEvent    event.Type = "study.session.reversed"
	AchievementEvent event.Type = "achievement.unlocked"
)

// TakenBackEffect is the kind of an effect that took an award back; its
// transfer is the reversal.
const TakenBackEffect event.EffectKind = "reversed"

// RegisterEvents adds the handlers of this package's events.
func RegisterEvents(r *event.Registry, s *Service) {
	r.Register(SessionEvent, sessionHandler{s})
	r.Register(ReversalEvent, reversalHandler{s})
	r.Register(AchievementEvent, achievementHandler{s})
}

type sessionHandler struct{ study *Service }

// Apply records a session. Faults: event.ErrData, and those of Record.
func (h sessionHandler) Apply(tx *store.Tx, e event.Event) ([]event.Effect, error) {
	cmd := RecordCmd{Event: e.ID, Member: e.Member, At: e.At, By: e.By}
	var err error
	if cmd.Minutes, err = e.Data.Int("minutes", 0, sessionMinutesMax); err != nil {
		return nil, err
	}
	if e.Data.Has("project") {
		if cmd.Project, err = e.Data.Text("project", projectMax); err != nil {
			return nil, err
		}
	}
	if e.Data.Has("completed") {
		if cmd.Completed, err = e.Data.Bool("completed"); err != nil {
			return nil, err
		}
	}
	if e.Data.Has("rating") {
		text, err := e.Data.Text("rating", 20)
		if err != nil {
			return nil, err
		}
		if cmd.Rating, err = ParseRating(text); err != nil {
			return nil, err
		}
	}
	return effectsOf(h.study.Record(tx, cmd))
}

type reversalHandler struct{ study *Service }

// Apply reverses a session. Faults: event.ErrData, and those of Reverse.
func (h reversalHandler) Apply(tx *store.Tx, e event.Event) ([]event.Effect, error) {
	of, err := e.Data.Text("of", eventMax)
	if err != nil {
		return nil, err
	}
	return effectsOf(h.study.Reverse(tx, ReverseCmd{Event: e.ID, Of: of, Member: e.Member, By: e.By}))
}

type achievementHandler struct{ study *Service }

// Apply unlocks an achievement. Faults: event.ErrData, and those of Unlock.
func (h achievementHandler) Apply(tx *store.Tx, e event.Event) ([]event.Effect, error) {
	code, err := e.Data.Text("achievement", achievementMax)
	if err != nil {
		return nil, err
	}
	cmd := UnlockCmd{Event: e.ID, Member: e.Member, Achievement: code, Name: code, By: e.By}
	if e.Data.Has("name") {
		if cmd.Name, err = e.Data.Text("name", 4*nameMax); err != nil {
			return nil, err
		}
	}
	if e.Data.Has("points") {
		points, err := e.Data.Int("points", 0, int64(PointsMax))
		if err != nil {
			return nil, err
		}
		cmd.Points = amount.Amount(points)
	}
	return effectsOf(h.study.Unlock(tx, cmd))
}

// effectsOf tells what a verb did in the words of events.
func effectsOf(out Outcome, err error) ([]event.Effect, error) {
	if err != nil {
		return nil, err
	}
	list := make([]event.Effect, 0, len(out.Effects))
	if out.Repeated {
		list = append(list, event.Effect{Kind: event.Before})
	}
	for _, e := range out.Effects {
		kind := event.Granted
		if e.Reversed {
			kind = TakenBackEffect
		}
		list = append(list, event.Effect{Kind: kind, Rule: string(e.Trigger), Asset: ledger.Study, Amount: e.Amount, Transfer: e.Transfer})
	}
	return list, nil
}
