package account

import (
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Lifetimes of tokens.
const (
	AccessLife  = 2 * time.Hour
	RefreshLife = 7 * 24 * time.Hour
)

// familiesMax bounds the families of a member: the oldest one goes.
const familiesMax = 20

// Why a family was revoked.
const (
	byLogout   = "logout"
	byPassword = "password"
	byReuse    = "reuse"
)

type familyKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// family is a login for as long as its refresh token lives. Serial is that of
// the refresh token which is good; earlier ones were changed for it.
type family struct {
	familyKey
	Member    id.ID           `db:"member"`
	Serial    int64           `db:"serial"`
	CreatedAt instant.Instant `db:"created_at"`
	RotatedAt instant.Instant `db:"rotated_at"`
	ExpiresAt instant.Instant `db:"expires_at"`
	RevokedAt instant.Instant `db:"revoked_at"` // 0: it is not
	Reason    string          `db:"reason"`
}

var (
	families   = store.Define[familyKey, family]("refresh_family")
	familiesOf = store.Group[memberKey](families, "refresh_family_member")
)

func familyOf(i id.ID) familyKey { return familyKey{i.Bucket(), i} }

func (f *family) isLiving(now instant.Instant) bool { return f.RevokedAt == 0 && now < f.ExpiresAt }

func (f *family) revoke(tx *store.Tx, reason string) {
	f.RevokedAt, f.Reason = tx.Now(), reason
	families.Put(tx, *f)
}

// begin makes a family of a member whose credential is locked, and forgets
// those that are over, and the oldest where there are too many.
func begin(tx *store.Tx, member id.ID) (family, error) {
	list, err := familiesOf.By(tx, keyOf(member))
	if err != nil {
		return family{}, err
	}
	i, err := tx.NewID(member.Bucket())
	if err != nil {
		return family{}, err
	}
	prune(tx, list)
	f := family{familyKey: familyOf(i), Member: member, Serial: 1, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(RefreshLife)}
	families.Add(tx, f)
	return f, nil
}

// prune deletes so many families that there is place for one more.
func prune(tx *store.Tx, list []family) {
	living := list[:0:0]
	for _, f := range list {
		if f.isLiving(tx.Now()) {
			living = append(living, f)
			continue
		}
		families.Delete(tx, f.familyKey)
	}
	for len(living) >= familiesMax {
		oldest := 0
		for i, f := range living {
			if f.CreatedAt < living[oldest].CreatedAt {
				oldest = i
			}
		}
		families.Delete(tx, living[oldest].familyKey)
		living = append(living[:oldest], living[oldest+1:]...)
	}
}

// revokeAll ends every family of a member whose credential is locked.
func revokeAll(tx *store.Tx, member id.ID, reason string) error {
	list, err := familiesOf.By(tx, keyOf(member))
	for _, f := range list {
		if f.isLiving(tx.Now()) {
			f.revoke(tx, reason)
		}
	}
	return err
}
