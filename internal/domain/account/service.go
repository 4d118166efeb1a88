package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// Hasher hashes and verifies passwords; *password.Hasher does.
type Hasher interface {
	Hash(ctx context.Context, password string) (string, error)
	Verify(ctx context.Context, password, hash string) (bool, error)
	VerifyNobody(ctx context.Context, password string) error
	Outdated(hash string) bool
}

// Referrals knows who brings whom.
type Referrals interface {
	// Code is the member's own code, made where they have none.
	Code(tx *store.Tx, member id.ID) (string, error)
	// Bind says that the member came with a code, from an address. Refused:
	// a code that nobody has.
	Bind(tx *store.Tx, member id.ID, code string, client netip.Addr) error
}

// Welcomes are what new members get.
type Welcomes interface {
	Registered(tx *store.Tx, member id.ID) error
}

// Options are what a Service is made of. Welcomes may be nil.
type Options struct {
	Store     *store.Store
	Hasher    Hasher
	Signer    *token.Signer
	Verifier  *token.Verifier
	Referrals Referrals
	Welcomes  Welcomes
	// Key is of fingerprints: what a password leaves in the record of
	// requests that were made once. At least 16 bytes.
	Key []byte
	Now func() instant.Instant
}

// Service registers members and lets them in.
type Service struct{ Options }

// New makes the service.
func New(o Options) *Service {
	if len(o.Key) < 16 {
		panic("account: a key of at least 16 bytes is needed")
	}
	return &Service{o}
}

// Fingerprint tells secrets apart without giving them away to whoever reads
// the database.
func (s *Service) Fingerprint(secrets ...string) []byte {
	mac := hmac.New(sha256.New, s.Key)
	for _, one := range secrets {
		sum := sha256.Sum256([]byte(one))
		_, _ = mac.Write(sum[:])
	}
	return mac.Sum(nil)
}
