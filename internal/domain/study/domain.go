package study

import (
	"unicode/utf8"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Faults of domains.
var (
	ErrDomainNotFound = fault.New(fault.NotFound, "study.domain_not_found", "There is no such domain.")
	ErrDomainInvalid  = fault.New(fault.Invalid, "study.domain_text_invalid", "A domain needs a name of 1 to 100 characters, a description of at most 500, and a status.")
)

type domainKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     int32     `db:"id"`
}

// Domain is a named domain. One that nobody has named works all the same:
// which domains there are is for the issuer of the tokens to say. The rules of
// an inactive domain award nothing.
type Domain struct {
	domainKey
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Status      Status          `db:"status"`
	Version     int64           `db:"version"`
	CreatedAt   instant.Instant `db:"created_at"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

var domains = store.Define[domainKey, Domain]("study_domain")

func domainOf(domain int32) domainKey { return domainKey{BucketOf(domain), domain} }

// PutDomainCmd names a domain, or edits it. Version is the one that the caller
// saw, 0 for a new one.
type PutDomainCmd struct {
	ID          int32
	Name        string
	Description string
	Status      Status
	Version     int64
}

// PutDomain stores a domain and returns it as it was and is.
// Faults: ErrDomain, ErrDomainInvalid, ErrStale.
// contract: N-12
func PutDomain(tx *store.Tx, cmd PutDomainCmd) (before, after Domain, err error) {
	if cmd.ID <= 0 {
		return Domain{}, Domain{}, ErrDomain
	}
	if !named(cmd.Name) || utf8.RuneCountInString(cmd.Description) > descriptionMax || cmd.Status != Active && cmd.Status != Inactive {
		return Domain{}, Domain{}, ErrDomainInvalid
	}
	before, found, err := domains.Get(tx, domainOf(cmd.ID))
	if err != nil {
		return Domain{}, Domain{}, err
	}
	if before.Version != cmd.Version {
		return Domain{}, Domain{}, ErrStale.With("version", before.Version)
	}
	after = Domain{domainOf(cmd.ID), cmd.Name, cmd.Description, cmd.Status, before.Version + 1, before.CreatedAt, tx.Now()}
	if !found {
		after.CreatedAt = tx.Now()
	}
	domains.Put(tx, after)
	return before, after, nil
}
