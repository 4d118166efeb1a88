package operator

import (
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Role is what an operator may do.
type Role string

// The roles.
const (
	Admin       Role = "admin"
	Manager     Role = "manager"
	Auditor     Role = "auditor"
	DomainAdmin Role = "domain_admin"
)

// Status is an operator's state.
type Status string

// The states.
const (
	Active   Status = "active"
	Disabled Status = "disabled"
)

// Faults of operators.
var (
	ErrCredentials = fault.New(fault.Unauthenticated, "operator.credentials_invalid", "The username or the password is wrong.")
	ErrLocked      = fault.New(fault.Limited, "operator.locked", "Too many wrong passwords; try again later.")
	ErrNotFound    = fault.New(fault.NotFound, "operator.not_found", "There is no such operator.")
	ErrName        = fault.New(fault.Invalid, "operator.name_invalid", "The username must have 3 to 64 characters from a-z, 0-9, dot, dash and underscore.")
	ErrNameTaken   = fault.New(fault.Conflict, "operator.name_taken", "There is an operator with this username.")
	ErrRole        = fault.New(fault.Invalid, "operator.role_invalid", "The role must be admin, manager, auditor or domain_admin (with a domain).")
	ErrStatus      = fault.New(fault.Invalid, "operator.status_invalid", "The status must be active or disabled.")
	ErrLastAdmin   = fault.New(fault.Refused, "operator.last_admin", "The last active admin cannot be disabled or demoted.")
	ErrForbidden   = fault.New(fault.Forbidden, "operator.forbidden", "Your role does not allow this.")
)

type operatorKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

type usernameKey struct {
	Username string `db:"username"`
}

// Operator is one operator.
type Operator struct {
	operatorKey
	Username     string          `db:"username"`
	Role         Role            `db:"role"`
	Domain       int32           `db:"domain"`
	PasswordHash string          `db:"password_hash"`
	Status       Status          `db:"status"`
	Failures     int32           `db:"failures"`
	LockedUntil  instant.Instant `db:"locked_until"`
	CreatedAt    instant.Instant `db:"created_at"`
	SignedInAt   instant.Instant `db:"signed_in_at"`
	PasswordAt   instant.Instant `db:"password_at"` // sessions from before are over
}

type roleKey struct {
	Role Role `db:"role"`
}

var (
	operators = store.Define[operatorKey, Operator]("operator")
	byName    = store.Alternate[usernameKey](operators, "operator_username")
	byRole    = store.Group[roleKey](operators, "operator_role") // few rows: not worth an index
)

// First is the id of the operator that comes with every installation.
const First id.ID = 1

const (
	failuresMax = 5
	lockMin     = time.Minute
	lockMax     = time.Hour
)

// fail counts a wrong password, and locks after too many.
func (o *Operator) fail(now instant.Instant) {
	o.Failures++
	if over := int(o.Failures) - failuresMax; over >= 0 {
		o.LockedUntil = now.Add(min(lockMin<<min(over, 10), lockMax))
	}
}

// Can reports whether the role includes another: admin > manager > auditor.
func (o Operator) Can(r Role) bool {
	rank := map[Role]int{Auditor: 1, DomainAdmin: 1, Manager: 2, Admin: 3}
	return o.Role == r || (r != DomainAdmin && o.Role != DomainAdmin && rank[o.Role] >= rank[r])
}

func validName(s string) bool {
	if len(s) < 3 || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func validRole(r Role, domain int32) bool {
	switch r {
	case Admin, Manager, Auditor:
		return domain == 0
	case DomainAdmin:
		return domain > 0
	}
	return false
}
