package account

import (
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Limits on guessing.
const (
	wrongMax      = 5 // in a row, for a name
	lockMin       = time.Minute
	lockMax       = time.Hour
	forgottenIn   = 24 * time.Hour // without another one
	networkMax    = 60             // in a window, from a network
	networkWindow = 15 * time.Minute
)

type guessKey struct {
	Bucket id.Bucket `db:"bucket"`
	Who    string    `db:"who"`
}

// guess counts wrong passwords. Since is the last one of a name, and the first
// of a network's window.
type guess struct {
	guessKey
	Attempts    int64           `db:"attempts"`
	Since       instant.Instant `db:"since"`
	LockedUntil instant.Instant `db:"locked_until"`
}

var guesses = store.Define[guessKey, guess]("login_guess")

// nameKey hides the name: people type their password there by mistake.
func nameKey(name string) guessKey {
	sum := sha256.Sum256([]byte(name))
	who := "name:" + base64.RawURLEncoding.EncodeToString(sum[:16])
	return guessKey{id.BucketOf(who), who}
}

func changeKey(member id.ID) guessKey {
	return nameKey("password of " + text(member))
}

// networkKey is of the network that an address is in: one customer has an
// IPv6 network of 64 bits.
func networkKey(client netip.Addr) (k guessKey, known bool) {
	if !client.IsValid() {
		return guessKey{}, false
	}
	who := "from:" + client.String()
	if client.Is6() && !client.Is4In6() {
		if network, err := client.WithZone("").Prefix(64); err == nil {
			who = "from:" + network.String()
		}
	}
	return guessKey{id.BucketOf(who), who}, true
}

// attempt is who tries a password, as it is counted.
type attempt struct {
	name    guessKey
	network guessKey // the zero key where the address is unknown
}

func attemptOf(name string, client netip.Addr) attempt {
	network, _ := networkKey(client)
	return attempt{nameKey(name), network}
}

// lockedUntil is when the attempt may be made; what is past is now.
func (a attempt) lockedUntil(tx *store.Tx) (instant.Instant, error) {
	a.want(tx)
	until := instant.Instant(0)
	for _, k := range a.keys() {
		row, _, err := guesses.Get(tx, k)
		if err != nil {
			return 0, err
		}
		until = max(until, row.LockedUntil)
	}
	return until, nil
}

// fail counts a wrong password.
func (a attempt) fail(tx *store.Tx) error {
	for _, k := range a.keys() {
		row, _, err := guesses.Get(tx, k)
		if err != nil {
			return err
		}
		row.guessKey = k
		if k == a.name {
			row.wrong(tx.Now())
		} else {
			row.wrongFrom(tx.Now())
		}
		guesses.Put(tx, row)
	}
	return nil
}

// forget ends the count of a name.
func forget(tx *store.Tx, k guessKey) error {
	_, found, err := guesses.Get(tx, k)
	if err == nil && found {
		guesses.Delete(tx, k)
	}
	return err
}

func (a attempt) keys() []guessKey {
	if a.network == (guessKey{}) {
		return []guessKey{a.name}
	}
	return []guessKey{a.name, a.network}
}

func (a attempt) want(tx *store.Tx) { guesses.Want(tx, a.keys()...) }

// wrong is the rule for names.
func (g *guess) wrong(now instant.Instant) {
	if now.Sub(g.Since) >= forgottenIn {
		g.Attempts = 0
	}
	g.Attempts, g.Since = g.Attempts+1, now
	if over := g.Attempts - wrongMax; over >= 0 {
		g.LockedUntil = now.Add(min(lockMin<<min(over, 10), lockMax))
	}
}

// wrongFrom is the rule for networks.
func (g *guess) wrongFrom(now instant.Instant) {
	if now.Sub(g.Since) >= networkWindow {
		g.Attempts, g.Since = 0, now
	}
	if g.Attempts++; g.Attempts >= networkMax {
		g.LockedUntil = g.Since.Add(networkWindow)
	}
}

// locked says when to come back.
func locked(until, now instant.Instant) error {
	left := max(until.Sub(now), time.Second)
	return ErrLocked.With("retry_after_seconds", int64((left+time.Second-1)/time.Second))
}
