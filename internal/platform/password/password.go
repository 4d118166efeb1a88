package password

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"guerdon/internal/base/fault"
)

// Bounds of a password in characters.
const (
	LengthMin = 8
	LengthMax = 200
)

// ErrPolicy is a new password that is too short, too long, or not text.
var ErrPolicy = fault.New(fault.Invalid, "password.policy", "A password has 8 to 200 characters.")

// Params is the cost of one hash.
type Params struct {
	MemoryKiB   uint32
	Passes      uint32
	Parallelism uint8
}

// Standard is the cost that OWASP recommends for argon2id: 19 MiB, two
// passes, one thread.
var Standard = Params{MemoryKiB: 19 << 10, Passes: 2, Parallelism: 1}

// Hasher hashes and verifies. It is safe for concurrent use.
type Hasher struct {
	params argon2id.Params
	places chan struct{}
	nobody string // a hash that no password is asked for
}

// NewHasher makes a Hasher that works on at most parallel passwords at once
// (at least one).
func NewHasher(p Params, parallel int) (*Hasher, error) {
	h := &Hasher{
		params: argon2id.Params{Memory: p.MemoryKiB, Iterations: p.Passes, Parallelism: p.Parallelism, SaltLength: 16, KeyLength: 32},
		places: make(chan struct{}, max(1, parallel)),
	}
	nobody, err := argon2id.CreateHash("nobody's password", &h.params)
	if err != nil {
		return nil, fmt.Errorf("password: %w", err)
	}
	h.nobody = nobody
	return h, nil
}

// Check refuses a new password that breaks the policy.
// Faults: ErrPolicy.
func Check(password string) error {
	if n := utf8.RuneCountInString(password); n < LengthMin || n > LengthMax ||
		!utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return ErrPolicy
	}
	return nil
}

// Hash is the stored form of a new password.
// Faults: ErrPolicy; the context's error where no place came free in time.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if err := Check(password); err != nil {
		return "", err
	}
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return argon2id.CreateHash(password, &h.params)
}

// Verify reports whether the password is the one that was hashed. Its error
// is a damaged hash or the context's, never a wrong password.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (bool, error) {
	if len(password) > LengthMax*utf8.UTFMax {
		return false, h.VerifyNobody(ctx, "")
	}
	leave, err := h.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("password: a stored hash is damaged: %w", err)
	}
	return ok, nil
}

// VerifyNobody takes as long as Verify does for a user who does not exist.
func (h *Hasher) VerifyNobody(ctx context.Context, password string) error {
	leave, err := h.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	_, err = argon2id.ComparePasswordAndHash(password[:min(len(password), LengthMax)], h.nobody)
	return err
}

// Outdated reports whether a stored hash has another cost than new ones, so
// that it should be made again at the next successful sign-in.
func (h *Hasher) Outdated(hash string) bool {
	p, _, _, err := argon2id.DecodeHash(hash)
	return err != nil || p.Memory != h.params.Memory || p.Iterations != h.params.Iterations || p.Parallelism != h.params.Parallelism
}

// enter waits for a place and returns how to leave it.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.places <- struct{}{}:
		return func() { <-h.places }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
