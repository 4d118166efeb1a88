package session

import (
	"context"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// ErrSignature is a login whose signature or nonce is not good.
var ErrSignature = fault.New(fault.Unauthenticated, "session.signature_invalid", "The signature could not be verified.")

// Site is what a sign-in text says of the place that asks. It is configured,
// never taken from a request.
type Site struct {
	Domain  string // host and port
	URI     string
	ChainID string
}

// Text is the sign-in text of a nonce.
func (s Site) Text(wallet chain.Address, n Nonce) string {
	return chain.SIWS{
		Domain: s.Domain, Address: wallet, Statement: "Sign in to Guerdon.", URI: s.URI, Version: "1", ChainID: s.ChainID,
		Nonce: n.Text, IssuedAt: n.IssuedAt, ExpirationTime: n.ExpiresAt(),
	}.Text()
}

// LoginCmd is a signed nonce.
type LoginCmd struct {
	Wallet    chain.Address
	Signature chain.Signature
	Nonce     string
}

// Login lets the wallet's member in, making them at their first login, and
// returns the new session's token. Faults: ErrSignature, member.ErrSuspended.
// contract: S0-02
func (k *Keeper) Login(ctx context.Context, site Site, cmd LoginCmd) (token string, s Session, err error) {
	if err := k.verify(ctx, site, cmd); err != nil {
		return "", Session{}, err
	}
	subject := member.Wallet(cmd.Wallet.String())
	err = k.store.Write(ctx, subject.Bucket(), func(tx *store.Tx) error {
		challenges.Want(tx, challengeOf(cmd.Wallet))
		m, _, err := member.Ensure(tx, subject)
		if err != nil {
			return err
		}
		good, err := consume(tx, cmd.Wallet, cmd.Nonce)
		if err != nil {
			return err
		}
		if !good {
			return ErrSignature
		}
		if m.Status == member.Suspended {
			return member.ErrSuspended
		}
		token, s = Begin(tx, BeginCmd{Kind: OfMember, Owner: m.ID, Label: cmd.Wallet.String()})
		return nil
	})
	return token, s, err
}

// verify checks the signature before anything is consumed, and outside of
// the write, because it is slow.
func (k *Keeper) verify(ctx context.Context, site Site, cmd LoginCmd) error {
	n, err := k.outstanding(ctx, cmd.Wallet, cmd.Nonce, k.now())
	if err != nil {
		return err
	}
	if err := chain.VerifyLogin(cmd.Wallet, cmd.Signature, n.Text, site.Text(cmd.Wallet, n)); err != nil {
		return ErrSignature.Because(err)
	}
	return nil
}

func (k *Keeper) outstanding(ctx context.Context, wallet chain.Address, nonce string, now instant.Instant) (Nonce, error) {
	key := challengeOf(wallet)
	text, _, err := store.SelectOne[string](ctx, k.store, "SELECT nonces FROM challenge WHERE bucket = ? AND wallet = ?", key.Bucket, key.Wallet)
	if err != nil {
		return Nonce{}, err
	}
	for _, n := range parseNonces(text, now) {
		if n.Text == nonce {
			return n, nil
		}
	}
	return Nonce{}, ErrSignature
}
