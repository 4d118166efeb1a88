package member

import (
	"strconv"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Status is a member's state.
type Status string

// The states.
const (
	Active    Status = "active"
	Suspended Status = "suspended"
)

// Faults of members.
var (
	ErrNotFound      = fault.New(fault.NotFound, "member.not_found", "There is no such member.")
	ErrSubject       = fault.New(fault.Invalid, "member.subject_invalid", "The subject must have 1 to 200 printable characters.")
	ErrSubjectTaken  = fault.New(fault.Conflict, "member.subject_taken", "Another member has this subject.")
	ErrSuspended     = fault.New(fault.Forbidden, "member.suspended", "The member is suspended.")
	ErrReferrerSet   = fault.New(fault.Conflict, "member.referrer_set", "The member has a referrer already.")
	ErrReferrerCycle = fault.New(fault.Refused, "member.referrer_cycle", "A member cannot be, directly or through others, their own referrer.")
	ErrDomain        = fault.New(fault.Invalid, "member.domain_invalid", "The study domain must be zero or more.")
	ErrStatus        = fault.New(fault.Invalid, "member.status_invalid", "The status must be active or suspended.")
)

// Subject names a member: "wallet:<address>", "username:<name>",
// "email:<address>", "ext:<issuer's name>". Usernames and e-mails are kept in
// lower case.
type Subject string

// Wallet is the subject of a wallet address.
func Wallet(address string) Subject { return Subject("wallet:" + address) }

// Username is the subject of a username.
func Username(name string) Subject { return Subject("username:" + strings.ToLower(name)) }

// Email is the subject of an e-mail address.
func Email(address string) Subject { return Subject("email:" + strings.ToLower(address)) }

// External is the subject of an outside issuer's name for a member.
func External(name string) Subject { return Subject("ext:" + name) }

// Kind is the part before the colon.
func (s Subject) Kind() string { k, _, _ := strings.Cut(string(s), ":"); return k }

// Value is the part after the colon.
func (s Subject) Value() string { _, v, _ := strings.Cut(string(s), ":"); return v }

// Bucket places the subject.
func (s Subject) Bucket() id.Bucket { return id.BucketOf(string(s)) }

func (s Subject) check() error {
	v := s.Value()
	if v == "" || len(v) > 200 {
		return ErrSubject
	}
	for _, c := range v {
		if c < 0x20 || c == 0x7f || c == 0xfffd {
			return ErrSubject
		}
	}
	return nil
}

type memberKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Member is one member. Wallet, Username and Email repeat the subjects of
// those kinds, for lists.
type Member struct {
	memberKey
	Status    Status          `db:"status"`
	Username  string          `db:"username"`
	Email     string          `db:"email"`
	Wallet    string          `db:"wallet"`
	Referrer  id.ID           `db:"referrer"`
	Domain    int32           `db:"domain"`
	CreatedAt instant.Instant `db:"created_at"`
	ActiveAt  instant.Instant `db:"active_at"`
}

type identityKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Subject Subject   `db:"subject"`
}

type identity struct {
	identityKey
	Member    id.ID           `db:"member"`
	CreatedAt instant.Instant `db:"created_at"`
}

var (
	identities = store.Define[identityKey, identity]("identity")
	members    = store.Define[memberKey, Member]("member")
)

func keyOf(i id.ID) memberKey { return memberKey{i.Bucket(), i} }

// ParseSubject reads a subject as integrators write it: "id:123" names a
// member by id; "wallet:…", "username:…", "email:…" and "ext:…" are what they
// say; anything else is an outside issuer's name.
func ParseSubject(text string) (s Subject, byID id.ID, err error) {
	if rest, ok := strings.CutPrefix(text, "id:"); ok {
		n, err := strconv.ParseInt(rest, 10, 64)
		if err != nil || n <= 0 {
			return "", 0, ErrSubject
		}
		return "", id.ID(n), nil
	}
	kind, value, _ := strings.Cut(text, ":")
	switch kind {
	case "wallet":
		s = Wallet(value)
	case "username":
		s = Username(value)
	case "email":
		s = Email(value)
	case "ext":
		s = External(value)
	default:
		s = External(text)
	}
	return s, 0, s.check()
}
