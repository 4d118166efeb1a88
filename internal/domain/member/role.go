package member

import (
	"context"
	"slices"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// RoleName is what a member may be besides a member.
type RoleName string

// The roles. Teams and areas are of a region, of which an area has one
// holder; a domain admin is of a study domain.
const (
	Community    RoleName = "community"
	CityTeam     RoleName = "city_team"
	ProvinceTeam RoleName = "province_team"
	CityArea     RoleName = "city_area"
	ProvinceArea RoleName = "province_area"
	DomainAdmin  RoleName = "domain_admin"
)

// Faults of roles.
var (
	ErrRole      = fault.New(fault.Invalid, "member.role_invalid", "A role is community, city_team, province_team, city_area or province_area, the last four with a region, or domain_admin with a domain.")
	ErrRoles     = fault.New(fault.Invalid, "member.roles_too_many", "A member has at most 100 roles, each once.")
	ErrAreaTaken = fault.New(fault.Conflict, "member.area_taken", "Another member holds the area of this region.")
)

// rolesMax bounds the roles of one member.
const rolesMax = 100

// Role is one role. Region and Domain are there where the role has one.
type Role struct {
	Name   RoleName `db:"role"`
	Region string   `db:"region"`
	Domain int32    `db:"domain"`
}

type roleKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Role
}

type roleRow struct {
	roleKey
	GrantedAt instant.Instant `db:"granted_at"`
}

type rolesOf struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

type areaKey struct {
	Bucket id.Bucket `db:"bucket"`
	Role   RoleName  `db:"role"`
	Region string    `db:"region"`
}

// area says who holds a region.
type area struct {
	areaKey
	Member    id.ID           `db:"member"`
	GrantedAt instant.Instant `db:"granted_at"`
}

var (
	roles    = store.Define[roleKey, roleRow]("member_role")
	roleList = store.Group[rolesOf](roles, "member_role_pkey")
	areas    = store.Define[areaKey, area]("member_area")
)

// isArea reports whether the role has one holder a region.
func (r Role) isArea() bool { return r.Name == CityArea || r.Name == ProvinceArea }

func (r Role) areaKey() areaKey {
	return areaKey{id.BucketOf(string(r.Name) + ":" + r.Region), r.Name, r.Region}
}

func (r Role) check() error {
	regional := false
	switch r.Name {
	case Community, DomainAdmin:
	case CityTeam, ProvinceTeam, CityArea, ProvinceArea:
		regional = true
	default:
		return ErrRole
	}
	if regional != ValidRegion(r.Region) || (!regional && r.Region != "") || (r.Name == DomainAdmin) != (r.Domain > 0) || r.Domain < 0 {
		return ErrRole.With("role", string(r.Name))
	}
	return nil
}

// ValidRegion reports whether a code can name a region: "44", "4401".
func ValidRegion(code string) bool {
	return code != "" && len(code) <= 20 && !strings.ContainsFunc(code, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-'
	})
}

// SetRoles makes list the roles of a member, all of them, and returns the
// ones before. Faults: ErrNotFound, ErrRole, ErrRoles, ErrAreaTaken with the
// region.
// contract: N-03
func SetRoles(tx *store.Tx, mid id.ID, list []Role) (before []Role, err error) {
	if len(list) > rolesMax {
		return nil, ErrRoles
	}
	for i, r := range list {
		if err := r.check(); err != nil {
			return nil, err
		}
		if slices.Contains(list[:i], r) {
			return nil, ErrRoles
		}
	}
	roleList.Want(tx, rolesOf{mid.Bucket(), mid})
	if _, err := lock(tx, mid); err != nil {
		return nil, err
	}
	rows, err := roleList.By(tx, rolesOf{mid.Bucket(), mid})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		before = append(before, row.Role)
		if !slices.Contains(list, row.Role) {
			if err := drop(tx, row); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range list {
		if !slices.Contains(before, r) {
			if err := give(tx, mid, r); err != nil {
				return nil, err
			}
		}
	}
	return before, nil
}

// drop takes a role away.
func drop(tx *store.Tx, row roleRow) error {
	roles.Delete(tx, row.roleKey)
	if !row.isArea() {
		return nil
	}
	_, held, err := areas.Get(tx, row.areaKey())
	if err == nil && held {
		areas.Delete(tx, row.areaKey())
	}
	return err
}

// give adds a role, which an area's region must be free for.
func give(tx *store.Tx, mid id.ID, r Role) error {
	roles.Add(tx, roleRow{roleKey{mid.Bucket(), mid, r}, tx.Now()})
	if !r.isArea() {
		return nil
	}
	holder, held, err := areas.Get(tx, r.areaKey())
	if err != nil {
		return err
	}
	if held {
		return ErrAreaTaken.With("region", r.Region).With("member", int64(holder.Member))
	}
	areas.Put(tx, area{r.areaKey(), mid, tx.Now()})
	return nil
}

// WantRoles asks for what RolesIn will read.
func WantRoles(tx *store.Tx, mid id.ID) { roleList.WantRead(tx, rolesOf{mid.Bucket(), mid}) }

// RolesIn are a member's roles inside a write, not locked.
func RolesIn(tx *store.Tx, mid id.ID) ([]Role, error) {
	rows, err := roleList.Read(tx, rolesOf{mid.Bucket(), mid})
	return listOf(rows), err
}

// WantHolder asks for what Holder will read.
func WantHolder(tx *store.Tx, name RoleName, region string) {
	areas.WantRead(tx, Role{Name: name, Region: region}.areaKey())
}

// Holder is who holds the area of a region, 0 for nobody.
func Holder(tx *store.Tx, name RoleName, region string) (id.ID, error) {
	a, _, err := areas.Read(tx, Role{Name: name, Region: region}.areaKey())
	return a.Member, err
}

// Want asks for a member whom Get will read.
func Want(tx *store.Tx, mid id.ID) { members.WantRead(tx, keyOf(mid)) }

// Roles are a member's roles.
// contract: N-03
func Roles(ctx context.Context, q store.Querier, mid id.ID) ([]Role, error) {
	return store.Select[Role](ctx, q, "SELECT role, region, domain FROM member_role WHERE bucket = ? AND member = ? ORDER BY role, region, domain LIMIT 100", mid.Bucket(), mid)
}

func listOf(rows []roleRow) []Role {
	out := make([]Role, len(rows))
	for i, row := range rows {
		out[i] = row.Role
	}
	return out
}
