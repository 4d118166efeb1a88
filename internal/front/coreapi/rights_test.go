package coreapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/operator"
)

// mayByRole is what each sort of caller may do; everything else is 403.
var mayByRole = map[string][]string{
	"admin":        {"any", "read", "write", "events", "manage", "operate"},
	"manager":      {"any", "read", "write", "events", "manage"},
	"auditor":      {"any", "read"},
	"domain_admin": {"any"},
	"key read":     {"any", "read"},
	"key write":    {"any", "read", "write", "events", "manage"},
	"key events":   {"any", "events"},
}

// Each call is for those with its right and for nobody else.
func TestRights(t *testing.T) {
	onSQLite(t, func(b *bench) {
		callers := map[string]with{}
		for i, role := range []operator.Role{operator.Admin, operator.Manager, operator.Auditor, operator.DomainAdmin} {
			name := strings.ReplaceAll("a."+string(role), "_", "-")
			b.newOperator(id.ID(i+1), name, role)
			callers[string(role)] = cookie(b.signIn(name))
		}
		for _, scope := range []apikey.Scope{apikey.Read, apikey.Write, apikey.Events} {
			callers["key "+string(scope)] = as(b.newKey(string(scope), scope))
		}
		for _, op := range b.api.OperationsForTest() {
			if op.Open {
				continue
			}
			path := strings.NewReplacer("{id}", "5", "{name}", "x").Replace(op.Path)
			b.send(op.Method, path, nil, as("")).want(http.StatusUnauthorized, "coreapi.credentials_missing")
			b.send(op.Method, path, nil, as("gk_"+strings.Repeat("x", 43))).want(http.StatusUnauthorized, "apikey.unknown")
			b.send(op.Method, path, nil, header("Authorization", "Basic eHg6eHg=")).want(http.StatusUnauthorized, "apikey.unknown")
			b.send(op.Method, path, nil, as(""), cookie(&http.Cookie{Name: "guerdon_operator", Value: strings.Repeat("x", 43)})).want(http.StatusUnauthorized, "session.none")
			for who, how := range callers {
				may := slices.Contains(mayByRole[who], op.Need)
				r := b.send(op.Method, path, nil, how)
				if forbidden := r.status == http.StatusForbidden; forbidden == may {
					b.Errorf("%s %s as %s: %d %s", op.Method, op.Path, who, r.status, r.body)
				}
			}
		}
	})
}

// contract: N-18
func TestWhoCalls(t *testing.T) {
	onSQLite(t, func(b *bench) {
		me := b.ok("GET", "/v1/me", nil, b.asRoot())
		if at(b, me, "username") != "root" || at(b, me, "role") != "admin" || len(at(b, me, "rights").([]any)) != 5 || at(b, me, "zone") != "CST" {
			b.Errorf("an admin: %v", me)
		}
		key := b.ok("GET", "/v1/me", nil, as(b.newKey("till", apikey.Events)))
		if at(b, key, "name") != "till" || text(b, key, "scopes") != "[events]" || text(b, key, "rights") != "[events]" {
			b.Errorf("a key: %v", key)
		}
	})
}
