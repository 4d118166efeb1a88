package generation

import (
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// StartCmd asks for a task. Reward is NoReward, AtOnce or OnClaim; a kind
// that is no product earns nothing whatever it says.
type StartCmd struct {
	Member id.ID
	Kind   Kind
	Prompt string // trimmed, 1 to PromptMax characters
	Reward Reward
	// Paid makes the member pay for what is made, and keep it as a creation.
	Paid  bool
	Input Input // of a paid task
	Model id.ID // of a paid task: a configured model; 0 leaves it to us
}

// Start writes a task and the job that does it; of a paid one, also the hold
// on its price. Callers Measure first.
// Faults: ErrKind, ErrPrompt, ErrNoProvider, ErrQueueFull, ErrMemberBusy,
// member.ErrNotFound, member.ErrSuspended; of a paid task also ErrInput,
// ErrTool, ErrToolClosed, model.ErrNotFound, model.ErrInactive, model.ErrKind,
// ledger.ErrInsufficient.
// contract: S0-20, S0-21, S0-22, S0-23, S2-12, S2-14, S2-15, S2-17
func (s *Service) Start(tx *store.Tx, cmd StartCmd) (Generation, error) {
	loads.Want(tx, loadOf(cmd.Member))
	g, err := s.accept(cmd)
	if err != nil {
		return Generation{}, err
	}
	if cmd.Paid {
		model.Want(tx)
		membership.Want(tx, cmd.Member)
		s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Credit)
	}
	if _, err := member.Require(tx, cmd.Member); err != nil {
		return Generation{}, err
	}
	underWay, err := shift(tx, cmd.Member, 1)
	if err != nil {
		return Generation{}, err
	}
	if underWay.Processing > int64(s.opts.MemberMax) {
		return Generation{}, ErrMemberBusy.With("retry_after_seconds", retryAfter)
	}
	gid, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Generation{}, err
	}
	g.generationKey, g.Task, g.CreatedAt, g.ExpiresAt = keyOf(gid), newTask(tx), tx.Now(), tx.Now().Add(s.opts.Deadline)
	if cmd.Paid {
		if err := s.bill(tx, cmd, &g); err != nil {
			return Generation{}, err
		}
	}
	g.Job, err = s.queue.Enqueue(tx, job.EnqueueCmd{
		Kind: JobRun, Route: g.Bucket, Payload: strconv.AppendInt(nil, int64(gid), 10), AttemptsMax: s.opts.AttemptsMax,
	})
	generations.Add(tx, g)
	tx.Committed(s.backlog.add)
	return g, err
}

// bill finds where a paid task goes and what it costs, and holds that.
func (s *Service) bill(tx *store.Tx, cmd StartCmd, g *Generation) error {
	t, err := s.terms(tx, cmd)
	if err != nil {
		return err
	}
	g.Provider, g.Model, g.Price = t.provider.Name(), t.model.ID, t.price
	return s.reserve(tx, g)
}

// accept checks what can be checked without rows, and fills in the task.
func (s *Service) accept(cmd StartCmd) (Generation, error) {
	if !cmd.Kind.valid() || cmd.Paid && cmd.Kind.Type() == "" || !cmd.Paid && cmd.Kind == Article {
		return Generation{}, ErrKind
	}
	prompt, err := cleanPrompt(cmd.Prompt)
	if err != nil {
		return Generation{}, err
	}
	g := Generation{Member: cmd.Member, Kind: cmd.Kind, Prompt: prompt, State: Processing, Reward: NoReward}
	if cmd.Paid {
		if g.packed, err = pack(cmd.Kind, prompt, cmd.Input); err != nil {
			return Generation{}, err
		}
	} else {
		provider := s.providerFor(cmd.Kind)
		if provider == nil {
			return Generation{}, ErrNoProvider
		}
		g.Provider = provider.Name()
	}
	if s.backlog.reaches(int64(s.opts.QueueMax)) {
		return Generation{}, ErrQueueFull.With("retry_after_seconds", retryAfter)
	}
	if cmd.Reward == AtOnce || cmd.Reward == OnClaim {
		if g.Product = cmd.Kind.Product(); g.Product != "" {
			g.Reward = cmd.Reward
		}
	}
	return g, nil
}

// newTask is a task's public name.
func newTask(tx *store.Tx) string {
	var raw [16]byte
	_, _ = tx.Dice().Read(raw[:])
	return "task_" + letters.EncodeToString(raw[:])
}
