package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

const columns = "bucket, member, username, email, password_hash, role, created_at, password_at, signed_in_at"

// Load reads a credential. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, member id.ID) (Credential, error) {
	c, found, err := store.SelectOne[Credential](ctx, q, "SELECT "+columns+" FROM credential WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if err == nil && !found {
		err = ErrNotFound
	}
	return c, err
}

// Get reads a credential inside a write, and locks it. Faults: ErrNotFound.
func Get(tx *store.Tx, member id.ID) (Credential, error) { return get(tx, member) }

// find reads whom a subject names, and their state, in one query whether there
// is anybody or not: the zero Credential is nobody.
func find(ctx context.Context, q store.Querier, subject member.Subject) (Credential, member.Status, error) {
	type row struct {
		Credential
		Status member.Status `db:"status"`
	}
	r, _, err := store.SelectOne[row](ctx, q, `SELECT c.bucket, c.member, c.username, c.email, c.password_hash, c.role, c.created_at, c.password_at, c.signed_in_at, m.status
		FROM identity i JOIN credential c ON c.bucket = i.member % 1024 AND c.member = i.member JOIN member m ON m.bucket = i.member % 1024 AND m.id = i.member
		WHERE i.bucket = ? AND i.subject = ?`, subject.Bucket(), subject)
	return r.Credential, r.Status, err
}

func loadFamily(ctx context.Context, q store.Querier, i id.ID) (family, bool, error) {
	return store.SelectOne[family](ctx, q,
		"SELECT bucket, id, member, serial, created_at, rotated_at, expires_at, revoked_at, reason FROM refresh_family WHERE bucket = ? AND id = ?", i.Bucket(), i)
}

// storable reports whether a database can be asked for a subject.
func storable(s member.Subject) bool {
	return len(s) <= emailMax+len("username:") && utf8.ValidString(string(s)) && !strings.ContainsRune(string(s), 0)
}
