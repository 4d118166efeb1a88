package account

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// Role is what a member may do with their tokens.
type Role string

// The roles.
const (
	Member Role = "member"
	Admin  Role = "admin"
)

// Faults of accounts.
var (
	ErrNotFound    = fault.New(fault.NotFound, "account.not_found", "The member has no password here.")
	ErrUsername    = fault.New(fault.Invalid, "account.username_invalid", "A username has 3 to 32 letters a-z, digits, Chinese characters, dots, dashes and underscores.")
	ErrEmail       = fault.New(fault.Invalid, "account.email_invalid", "This is no e-mail address.")
	ErrPassword    = fault.New(fault.Invalid, "account.password_invalid", "A password has 8 to 128 characters and is not the username or the e-mail address.")
	ErrNameTaken   = fault.New(fault.Conflict, "account.username_taken", "Somebody has this username.")
	ErrEmailTaken  = fault.New(fault.Conflict, "account.email_taken", "Somebody has this e-mail address.")
	ErrCredentials = fault.New(fault.Unauthenticated, "account.credentials_invalid", "The username or the password is wrong.")
	ErrOldPassword = fault.New(fault.Invalid, "account.old_password_wrong", "The old password is wrong.")
	// ErrLocked: too many wrong passwords. Param retry_after_seconds.
	ErrLocked = fault.New(fault.Limited, "account.locked", "Too many wrong passwords; try again later.")
	ErrToken  = fault.New(fault.Unauthenticated, "account.token_invalid", "The refresh token is invalid, revoked or has expired.")
	ErrRole   = fault.New(fault.Invalid, "account.role_invalid", "The role must be member or admin.")
)

type memberKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

func keyOf(member id.ID) memberKey { return memberKey{member.Bucket(), member} }

// Credential is how a member signs in. Username and Email are as they were
// typed.
type Credential struct {
	memberKey
	Username     string          `db:"username"`
	Email        string          `db:"email"`
	PasswordHash string          `db:"password_hash"`
	Role         Role            `db:"role"`
	CreatedAt    instant.Instant `db:"created_at"`
	PasswordAt   instant.Instant `db:"password_at"`
	SignedInAt   instant.Instant `db:"signed_in_at"` // 0: never
}

var credentials = store.Define[memberKey, Credential]("credential")

// claim is the role as a token says it.
func (r Role) claim() token.Role {
	if r == Admin {
		return token.RoleAdmin
	}
	return token.RoleMember
}

// get reads and locks a credential. Faults: ErrNotFound.
func get(tx *store.Tx, member id.ID) (Credential, error) {
	c, found, err := credentials.Get(tx, keyOf(member))
	if err == nil && !found {
		err = ErrNotFound
	}
	return c, err
}
