package job

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// EnqueueCmd asks for one job.
type EnqueueCmd struct {
	Kind  string    // lower-case words with dots: "payment.query"
	Route id.Bucket // the job lives there: the bucket of what it is about
	// Key, where set, makes the job one of a kind: while a job with this
	// Route, Kind and Key is unfinished, asking again is asking for that
	// job. It is not for "look again" work: a job that is already running
	// may have looked before the second request's rows were committed.
	Key         string
	Payload     []byte          // JSON, up to PayloadMax bytes; empty means none
	RunAt       instant.Instant // not before; zero means now
	AttemptsMax int             // zero means AttemptsDefault
}

// Enqueue adds a job to the write, so that it exists if and only if the write
// commits, and returns its id: that of the unfinished job with the same Key,
// where there is one. A runner finds it at its next poll; Queue.Enqueue also
// wakes this process's runner.
// Faults: ErrInvalid.
func Enqueue(tx *store.Tx, cmd EnqueueCmd) (id.ID, error) {
	if field := cmd.invalid(); field != "" {
		return 0, ErrInvalid.With("field", field)
	}
	fresh, err := tx.NewID(cmd.Route)
	if err != nil {
		return 0, err
	}
	j := cmd.job(fresh, tx.Now())
	holder, err := takeKey(tx, j)
	if err != nil || holder != fresh {
		return holder, err
	}
	jobs.Add(tx, j)
	return fresh, nil
}

func (cmd EnqueueCmd) job(fresh id.ID, now instant.Instant) Job {
	j := Job{
		Bucket: cmd.Route, ID: fresh, Kind: cmd.Kind, State: StateReady, RunAt: cmd.RunAt,
		AttemptsMax: int32(cmd.AttemptsMax), Payload: bytes.Clone(cmd.Payload), Key: cmd.Key, CreatedAt: now,
	}
	if j.RunAt.IsZero() {
		j.RunAt = now
	}
	if j.AttemptsMax == 0 {
		j.AttemptsMax = AttemptsDefault
	}
	return j
}

// invalid names the field that is out of bounds.
func (cmd EnqueueCmd) invalid() string {
	switch {
	case !validKind(cmd.Kind):
		return "kind"
	case cmd.Route < 0 || cmd.Route >= id.Buckets:
		return "route"
	case !validText(cmd.Key, KeyMax):
		return "key"
	case len(cmd.Payload) > PayloadMax, len(cmd.Payload) > 0 && !json.Valid(cmd.Payload):
		return "payload"
	case cmd.RunAt < 0:
		return "run_at"
	case cmd.AttemptsMax < 0 || cmd.AttemptsMax > attemptsCap:
		return "attempts_max"
	}
	return ""
}

func validKind(s string) bool {
	return s != "" && len(s) <= kindMax && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789._") == ""
}

// validText is what every engine stores as it is.
func validText(s string, bytesMax int) bool {
	return len(s) <= bytesMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
