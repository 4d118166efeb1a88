package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) roleRoutes() {
	a.add(toRead, a.getRoles, operation{
		Method: http.MethodGet, Path: "/v1/members/{id}/roles", ID: "N-03", Summary: "A member's roles.",
		Out: rolesReply{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrNotFound},
	})
	a.add(toManage, a.putRoles, operation{
		Method: http.MethodPut, Path: "/v1/members/{id}/roles", ID: "N-03", Summary: "Make the array the member's roles, all of them.",
		In: []roleWire{}, Out: rolesReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{member.ErrNotFound, member.ErrRole, member.ErrRoles, member.ErrAreaTaken},
	})
}

// roleWire is one role.
type roleWire struct {
	Role   string `json:"role" enum:"community,city_team,province_team,city_area,province_area,domain_admin"`
	Region string `json:"region,omitempty" doc:"Of a team or an area: 4401, 44. An area has one holder."`
	Domain int32  `json:"domain,omitempty" doc:"Of a domain admin: the study domain."`
}

type rolesReply struct {
	Roles []roleWire `json:"roles"`
}

func showRoles(list []member.Role) rolesReply {
	out := rolesReply{Roles: make([]roleWire, len(list))}
	for i, r := range list {
		out.Roles[i] = roleWire{string(r.Name), r.Region, r.Domain}
	}
	return out
}

// getRoles are a member's roles.
// contract: N-03
func (a *API) getRoles(w http.ResponseWriter, r *http.Request, _ caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	if _, err := member.Load(r.Context(), a.Store, mid); err != nil {
		return err
	}
	roles, err := member.Roles(r.Context(), a.Store, mid)
	if err != nil {
		return err
	}
	return answer(w, showRoles(roles))
}

// putRoles replaces a member's roles.
// contract: N-03
func (a *API) putRoles(w http.ResponseWriter, r *http.Request, c caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	if err := idem.Keep(r); err != nil {
		return err
	}
	body, err := httpx.Body(r)
	if err != nil {
		return err
	}
	var req []roleWire
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	if firstByte(body) != '[' {
		return httpx.ErrBodyMalformed.With("reason", "the roles are an array")
	}
	roles := make([]member.Role, len(req))
	for i, one := range req {
		roles[i] = member.Role{Name: member.RoleName(one.Role), Region: one.Region, Domain: one.Domain}
	}
	return a.write(w, r, c, call{route: mid.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		before, err := member.SetRoles(tx, mid, roles)
		if err != nil {
			return nil, err
		}
		out := showRoles(roles)
		return out, note(tx, c, act{action: "member.roles", object: objectOf("member", mid), before: showRoles(before), after: out})
	})
}
