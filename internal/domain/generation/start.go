package generation

import (
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
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
}

// Start writes a task and the job that does it. Callers Measure first.
// Faults: ErrKind, ErrPrompt, ErrNoProvider, ErrQueueFull, ErrMemberBusy,
// member.ErrNotFound, member.ErrSuspended.
// contract: S0-20, S0-21, S0-22, S0-23
func (s *Service) Start(tx *store.Tx, cmd StartCmd) (Generation, error) {
	loads.Want(tx, loadOf(cmd.Member))
	provider, prompt, err := s.accept(cmd)
	if err != nil {
		return Generation{}, err
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
	g := Generation{
		generationKey: keyOf(gid), Task: newTask(tx), Member: cmd.Member, Kind: cmd.Kind, Prompt: prompt, Provider: provider.Name(),
		State: Processing, Reward: NoReward, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(s.opts.Deadline),
	}
	if cmd.Reward == AtOnce || cmd.Reward == OnClaim {
		if g.Product = cmd.Kind.Product(); g.Product != "" {
			g.Reward = cmd.Reward
		}
	}
	generations.Add(tx, g)
	_, err = s.queue.Enqueue(tx, job.EnqueueCmd{
		Kind: JobRun, Route: g.Bucket, Payload: strconv.AppendInt(nil, int64(gid), 10), AttemptsMax: s.opts.AttemptsMax,
	})
	tx.Committed(s.backlog.add)
	return g, err
}

// accept checks what can be checked without rows.
func (s *Service) accept(cmd StartCmd) (Provider, string, error) {
	if !cmd.Kind.valid() {
		return nil, "", ErrKind
	}
	prompt, err := cleanPrompt(cmd.Prompt)
	if err != nil {
		return nil, "", err
	}
	provider := s.providerFor(cmd.Kind)
	switch {
	case provider == nil:
		return nil, "", ErrNoProvider
	case s.backlog.reaches(int64(s.opts.QueueMax)):
		return nil, "", ErrQueueFull.With("retry_after_seconds", retryAfter)
	}
	return provider, prompt, nil
}

// newTask is a task's public name.
func newTask(tx *store.Tx) string {
	var raw [16]byte
	_, _ = tx.Dice().Read(raw[:])
	return "task_" + letters.EncodeToString(raw[:])
}
