package session

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/store"
)

// Bounds of challenges.
const (
	ChallengeLife  = 5 * time.Minute
	outstandingMax = 5
)

type challengeKey struct {
	Bucket id.Bucket `db:"bucket"`
	Wallet string    `db:"wallet"`
}

// challenge is a wallet's row: its outstanding nonces, oldest first, a line
// each: "nonce issued_at".
type challenge struct {
	challengeKey
	Nonces    string          `db:"nonces"`
	ExpiresAt instant.Instant `db:"expires_at"`
}

var challenges = store.Define[challengeKey, challenge]("challenge")

func challengeOf(wallet chain.Address) challengeKey {
	w := wallet.String()
	return challengeKey{id.BucketOf("wallet:" + w), w}
}

// Nonce is one outstanding challenge.
type Nonce struct {
	Text     string
	IssuedAt instant.Instant
}

// ExpiresAt is when the nonce is worth nothing any more.
func (n Nonce) ExpiresAt() instant.Instant { return n.IssuedAt.Add(ChallengeLife) }

// Challenge makes a nonce for the wallet. Where five are outstanding, the
// oldest goes.
// contract: S0-01
func Challenge(tx *store.Tx, wallet chain.Address) (Nonce, error) {
	key := challengeOf(wallet)
	row, _, err := challenges.Get(tx, key)
	if err != nil {
		return Nonce{}, err
	}
	var raw [16]byte
	_, _ = tx.Dice().Read(raw[:])
	n := Nonce{base64.RawURLEncoding.EncodeToString(raw[:]), tx.Now()}
	open := append(parseNonces(row.Nonces, tx.Now()), n)
	if len(open) > outstandingMax {
		open = open[len(open)-outstandingMax:]
	}
	challenges.Put(tx, challenge{key, formatNonces(open), n.ExpiresAt()})
	return n, nil
}

// consume takes the nonce out of the wallet's row, once.
func consume(tx *store.Tx, wallet chain.Address, text string) (found bool, err error) {
	row, found, err := challenges.Get(tx, challengeOf(wallet))
	if err != nil || !found {
		return false, err
	}
	open := parseNonces(row.Nonces, tx.Now())
	for i, n := range open {
		if n.Text == text {
			row.Nonces = formatNonces(append(open[:i:i], open[i+1:]...))
			challenges.Put(tx, row)
			return true, nil
		}
	}
	return false, nil
}

// parseNonces reads a row's nonces that are still good.
func parseNonces(text string, now instant.Instant) []Nonce {
	var out []Nonce
	for line := range strings.Lines(text) {
		nonce, issued, _ := strings.Cut(strings.TrimSpace(line), " ")
		at, err := strconv.ParseInt(issued, 10, 64)
		if n := (Nonce{nonce, instant.Instant(at)}); err == nil && now < n.ExpiresAt() {
			out = append(out, n)
		}
	}
	return out
}

func formatNonces(list []Nonce) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(n.Text + " " + strconv.FormatInt(int64(n.IssuedAt), 10) + "\n")
	}
	return b.String()
}
