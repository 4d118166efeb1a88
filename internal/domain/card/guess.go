package card

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Limits on attempts with codes. They are kept in the database: they hold over
// restarts and processes, and nothing turns them off. Whoever knows a sealed
// code did not guess it, so only codes that nobody has count for those; plain
// codes can be guessed from one another, so every attempt counts.
const (
	wrongMax     = 10 // codes that nobody has, of a member in a window
	wrongFromMax = 60 // the same from one network, where many may share it
	plainMax     = 60 // attempts with plain codes, of a member in a window
	guessWindow  = 15 * time.Minute
)

type guessKey struct {
	Bucket id.Bucket `db:"bucket"`
	Who    string    `db:"who"`
}

// guess counts attempts since an instant.
type guess struct {
	guessKey
	Since    instant.Instant `db:"since"`
	Attempts int64           `db:"attempts"`
}

var guesses = store.Define[guessKey, guess]("card_guess")

// counter is what an attempt counts under, and how far.
type counter struct {
	key guessKey
	max int64
}

func newCounter(who string, maximum int64) counter {
	return counter{guessKey{id.BucketOf(who), who}, maximum}
}

func (c *UseCmd) wrongs() []counter {
	list := []counter{newCounter("wrong member:"+strconv.FormatInt(int64(c.Member), 10), wrongMax)}
	if network := networkOf(c.Client); network != "" {
		list = append(list, newCounter("wrong from:"+network, wrongFromMax))
	}
	return list
}

func (c *UseCmd) plains() counter {
	return newCounter("plain member:"+strconv.FormatInt(int64(c.Member), 10), plainMax)
}

// isPlain reports whether the code is one that can be guessed.
func (c *UseCmd) isPlain() bool { return c.Ref.code.Style == Plain }

// networkOf is what attempts from an address are counted under: one customer
// has an IPv6 network of 64 bits.
func networkOf(client netip.Addr) string {
	if client.Is6() {
		if network, err := client.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address(client)
}

// address is the text of an address, "" where it is unknown.
func address(client netip.Addr) string {
	if !client.IsValid() {
		return ""
	}
	return client.String()
}

// barring are the counters that refuse also a right code. That of the network
// bars plain ones alone: a right sealed code was not guessed, and members who
// share an address must not be able to shut each other out.
func (c *UseCmd) barring() []counter {
	if c.isPlain() {
		return c.wrongs()
	}
	return c.wrongs()[:1]
}

// wantBarring asks for the rows that admit reads.
func wantBarring(tx *store.Tx, cmd *UseCmd) {
	for _, w := range cmd.barring() {
		guesses.WantRead(tx, w.key)
	}
	if cmd.isPlain() {
		guesses.Want(tx, cmd.plains().key)
	}
}

// admit refuses whoever has made too many attempts, and counts one with a
// plain code. Faults: ErrGuesses.
func admit(tx *store.Tx, cmd *UseCmd) error {
	for _, w := range cmd.barring() {
		row, _, err := guesses.Read(tx, w.key)
		if err != nil {
			return err
		}
		if row.full(w.max, tx.Now()) {
			return row.refused(tx.Now())
		}
	}
	if !cmd.isPlain() {
		return nil
	}
	return take(tx, cmd.plains())
}

// count counts an attempt with a code that nobody has. Among callers at the
// same time it is decided here, under the lock, who was one too many.
// Faults: ErrGuesses.
func count(tx *store.Tx, cmd *UseCmd, refusal *fault.Fault) error {
	if !errors.Is(refusal, ErrNotFound) {
		return nil
	}
	list := cmd.wrongs()
	for _, w := range list {
		guesses.Want(tx, w.key)
	}
	for _, w := range list {
		if err := take(tx, w); err != nil {
			return err
		}
	}
	return nil
}

// take adds one attempt. Faults: ErrGuesses.
func take(tx *store.Tx, c counter) error {
	row, _, err := guesses.Get(tx, c.key)
	if err != nil {
		return err
	}
	if row.full(c.max, tx.Now()) {
		return row.refused(tx.Now())
	}
	if row.over(tx.Now()) {
		row = guess{guessKey: c.key, Since: tx.Now()}
	}
	row.Attempts++
	guesses.Put(tx, row)
	return nil
}

func (g guess) over(now instant.Instant) bool { return now >= g.Since.Add(guessWindow) }

func (g guess) full(maximum int64, now instant.Instant) bool {
	return g.Attempts >= maximum && !g.over(now)
}

// refused says when to come back.
func (g guess) refused(now instant.Instant) error {
	left := g.Since.Add(guessWindow).Sub(now)
	return ErrGuesses.With("retry_after_seconds", int64((left+time.Second-1)/time.Second))
}

// SweepGuesses deletes up to limit counts whose window was over before the
// instant, and returns how many it looked at.
func SweepGuesses(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	before := now.Add(-guessWindow)
	old, err := store.Select[guessKey](ctx, s, "SELECT bucket, who FROM card_guess WHERE since < ? ORDER BY since LIMIT ?", before, limit)
	if err != nil {
		return 0, err
	}
	return guesses.Reap(ctx, s, 0, old, func(g guess) bool { return g.Since < before })
}
