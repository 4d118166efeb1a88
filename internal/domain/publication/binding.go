package publication

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

type bindingKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Member   id.ID     `db:"member"`
	Platform Platform  `db:"platform"`
}

// binding is a member's account on a platform.
type binding struct {
	bindingKey
	Sealed    string          `db:"sealed"`
	BoundAt   instant.Instant `db:"bound_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var bindings = store.Define[bindingKey, binding]("publication_binding")

func bindingOf(member id.ID, p Platform) bindingKey { return bindingKey{member.Bucket(), member, p} }

// place is where the credentials rest, and the only place where they open.
func (k bindingKey) place() secret.Place {
	return secret.Place{Table: "publication_binding", Row: fmt.Sprintf("%d %s", k.Member, k.Platform), Field: "sealed"}
}

// BindCmd binds a member's account on a platform, or replaces its credentials.
// Names that mean nothing to the platform are left out.
type BindCmd struct {
	Member      id.ID
	Platform    string
	Credentials Credentials
}

// Bind keeps the credentials, sealed. They are never given out again.
// Faults: ErrPlatform, ErrCredentials with the field, ErrSandbox.
// contract: S2-24
func (s *Service) Bind(tx *store.Tx, cmd BindCmd) (Info, error) {
	p, err := ParsePlatform(cmd.Platform)
	if err != nil {
		return Info{}, err
	}
	held, err := cmd.Credentials.held(p)
	if err != nil {
		return Info{}, err
	}
	if held.IsSandbox() && s.sandbox == nil {
		return Info{}, ErrSandbox
	}
	k := bindingOf(cmd.Member, p.Platform)
	row, found, err := bindings.Get(tx, k)
	if err != nil {
		return Info{}, err
	}
	if !found {
		row = binding{bindingKey: k, BoundAt: tx.Now()}
	}
	row.Sealed, row.ChangedAt = s.ring.Seal(held.encode(), k.place()), tx.Now()
	bindings.Put(tx, row)
	return p, nil
}

// UnbindCmd takes a member's account away.
type UnbindCmd struct {
	Member   id.ID
	Platform string
}

// Unbind deletes the credentials. What is scheduled there will fail; what is
// under way is not looked up any more. Faults: ErrPlatform, ErrUnbound.
func Unbind(tx *store.Tx, cmd UnbindCmd) (Info, error) {
	p, err := ParsePlatform(cmd.Platform)
	if err != nil {
		return Info{}, err
	}
	k := bindingOf(cmd.Member, p.Platform)
	_, found, err := bindings.Get(tx, k)
	switch {
	case err != nil:
		return Info{}, err
	case !found:
		return Info{}, ErrUnbound.With("platform", p.Name)
	}
	bindings.Delete(tx, k)
	return p, nil
}

// Account is a platform as a member sees it.
type Account struct {
	Info
	BoundAt instant.Instant // 0: not bound
}

// Accounts are all platforms, and which of them the member has bound.
// contract: S2-23
func Accounts(ctx context.Context, q store.Querier, member id.ID) ([]Account, error) {
	rows, err := store.Select[binding](ctx, q, "SELECT bucket, member, platform, sealed, bound_at, changed_at FROM publication_binding WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if err != nil {
		return nil, err
	}
	bound := map[Platform]instant.Instant{}
	for _, r := range rows {
		bound[r.Platform] = r.BoundAt
	}
	var out []Account
	for _, p := range Platforms() {
		out = append(out, Account{p, bound[p.Platform]})
	}
	return out, nil
}

// credentials opens a member's account on a platform. found is false where
// there is none.
func (s *Service) credentials(ctx context.Context, k bindingKey) (c Credentials, found bool, err error) {
	row, found, err := store.SelectOne[binding](ctx, s.store, "SELECT bucket, member, platform, sealed, bound_at, changed_at FROM publication_binding WHERE bucket = ? AND member = ? AND platform = ?", k.Bucket, k.Member, k.Platform)
	if err != nil || !found {
		return nil, false, err
	}
	plain, err := s.ring.Open(row.Sealed, k.place())
	if err != nil {
		return nil, true, err
	}
	c, err = decodeCredentials(plain)
	return c, true, err
}

// renew keeps credentials that the platform has changed, unless the member
// has replaced or removed them meanwhile.
func (s *Service) renew(ctx context.Context, k bindingKey, was, now Credentials) error {
	return s.store.Write(ctx, k.Bucket, func(tx *store.Tx) error {
		row, found, err := bindings.Get(tx, k)
		if err != nil || !found {
			return err
		}
		plain, err := s.ring.Open(row.Sealed, k.place())
		if err != nil || string(plain) != string(was.encode()) {
			return err
		}
		row.Sealed, row.ChangedAt = s.ring.Seal(now.encode(), k.place()), tx.Now()
		bindings.Put(tx, row)
		return nil
	})
}
