package coreapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/referral"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
	"guerdon/internal/platform/verify"
)

// withAccounts adds accounts and referrals to a bench.
func withAccounts(b *bench) *referral.Service {
	b.Helper()
	signer, err := token.NewSigner("a secret for tests of at least 32 bytes")
	b.no(err)
	verifier, err := token.NewVerifier(token.Config{Secret: "a secret for tests of at least 32 bytes", Clock: b.clock})
	b.no(err)
	referrals := referral.New(b.deps.Ledger, nil)
	b.deps.Accounts = account.New(account.Options{
		Store: b.store, Hasher: b.passwords, Signer: signer, Verifier: verifier, Referrals: referrals, Key: []byte("a key for tests!"), Now: b.clock.Now,
	})
	b.deps.Settings = append(b.deps.Settings, referrals.Settings()...)
	b.serve()
	return referrals
}

func (b *bench) verifyAccounts() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, account.Check(), referral.Check())
	b.no(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

// registers makes a member with a password, who may come with a code.
func (b *bench) registers(name, code string) account.Registered {
	b.Helper()
	prepared, err := b.deps.Accounts.Prepare(b.Context(), account.RegisterCmd{
		Username: name, Email: name + "@example.com", Password: goodPassword, Code: code, Client: netip.MustParseAddr("203.0.113.7"),
	})
	b.no(err)
	made, err := store.Do(b.Context(), b.store, prepared.Route(), func(tx *store.Tx) (account.Registered, error) { return b.deps.Accounts.Register(tx, prepared) })
	b.no(err)
	return made
}

func (b *bench) enters(name, pass string) (account.Tokens, error) {
	_, tokens, err := b.deps.Accounts.Login(context.Background(), account.LoginCmd{Name: name, Password: pass})
	return tokens, err
}

func accountPath(m id.ID) string { return fmt.Sprintf("/v1/members/%d/account", m) }

// contract: N-02
func TestCreatorAccounts(t *testing.T) {
	onSQL(t, func(b *bench) {
		withAccounts(b)
		ann := b.registers("Ann", "")
		path, root := accountPath(ann.Member), b.asRoot()
		got := b.ok("GET", path, nil, root)
		if text(b, got, "username") != "Ann" || text(b, got, "role") != "member" || at(b, got, "signed_in_at") != nil {
			t.Errorf("%v", got)
		}
		if got := b.ok("PUT", path, `{"role":"admin","reason":"runs the campaigns"}`, root); text(b, got, "role") != "admin" {
			t.Errorf("%v", got)
		}
		b.send("PUT", path, `{"role":"king"}`, root).want(http.StatusBadRequest, "account.role_invalid")
		for _, nobody := range []id.ID{7, ann.Member + 1024} {
			b.send("GET", accountPath(nobody), nil, root).want(http.StatusNotFound, "account.not_found")
			b.send("PUT", accountPath(nobody), `{"role":"admin"}`, root).want(http.StatusNotFound, "account.not_found")
			b.send("POST", accountPath(nobody)+"/password", `{"password":"another one"}`, root).want(http.StatusNotFound, "account.not_found")
		}
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: fmt.Sprintf("member:%d", ann.Member), Limit: 10})
		b.no(err)
		if len(acts) != 1 || acts[0].Action != "account.role" || acts[0].Reason != "runs the campaigns" || !strings.Contains(acts[0].Earlier, `"member"`) || !strings.Contains(acts[0].Later, `"admin"`) {
			t.Errorf("%+v", acts)
		}
		b.verifyAccounts()
	})
}

// An operator gives a member a new password, which ends their logins.
func TestPasswordResets(t *testing.T) {
	onSQL(t, func(b *bench) {
		withAccounts(b)
		ann := b.registers("ann", "")
		path, root := accountPath(ann.Member)+"/password", b.asRoot()
		tokens, err := b.enters("ann", goodPassword)
		b.no(err)
		b.send("POST", path, `{"password":"short"}`, root).want(http.StatusBadRequest, "account.password_invalid")
		b.ok("POST", path, `{"password":"PLANTED-secret","reason":"she forgot it"}`, root, once("reset"))
		b.ok("POST", path, `{"password":"PLANTED-secret","reason":"she forgot it"}`, root, once("reset"))
		b.send("POST", path, `{"password":"PLANTED-other","reason":"she forgot it"}`, root, once("reset")).want(http.StatusConflict, "idem.key_reused")
		if _, err := b.deps.Accounts.Refresh(b.Context(), tokens.Refresh, false); err == nil {
			t.Error("the former login goes on")
		}
		_, err = b.enters("ann", "PLANTED-secret")
		b.no(err)
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: fmt.Sprintf("member:%d", ann.Member), Limit: 10})
		b.no(err)
		if len(acts) != 1 || acts[0].Reason != "she forgot it" || strings.Contains(fmt.Sprint(acts), "PLANTED") {
			t.Errorf("%+v", acts)
		}
		b.verifyAccounts()
	})
}

// A manager resets a member's password, but not that of an admin, whom they
// could then be.
func TestManagersResetNoAdmins(t *testing.T) {
	onSQLite(t, func(b *bench) {
		withAccounts(b)
		ann := b.registers("ann", "")
		root := b.asRoot()
		b.newOperator(2, "manager", operator.Manager)
		manager := cookie(b.signIn("manager"))
		path := accountPath(ann.Member)
		b.ok("POST", path+"/password", `{"password":"another one"}`, manager)
		b.send("PUT", path, `{"role":"admin"}`, manager).want(http.StatusForbidden, "coreapi.scope_missing")
		b.ok("PUT", path, `{"role":"admin"}`, root)
		b.send("POST", path+"/password", `{"password":"yet another"}`, manager).want(http.StatusForbidden, "coreapi.scope_missing")
		b.send("POST", path+"/password", `{"password":"yet another"}`).want(http.StatusForbidden, "coreapi.scope_missing")
		_, err := b.enters("ann", "another one")
		b.no(err)
	})
}

// contract: N-14
func TestReferrals(t *testing.T) {
	onSQL(t, func(b *bench) {
		referrals := withAccounts(b)
		ann := b.registers("ann", "")
		bob := b.registers("bob", ann.Code)
		cid := b.registers("cid", ann.Code)
		b.registers("dan", cid.Code)
		b.write(func(tx *store.Tx) error { return referrals.Paid(tx, bob.Member, "R202601160000001") })
		got := b.ok("GET", "/v1/referrals?state=completed", nil)
		if len(at(b, got, "items").([]any)) != 1 || text(b, got, "items", 0, "username") != "bob" || text(b, got, "items", 0, "reward") != "50" || text(b, got, "items", 0, "order") != "R202601160000001" ||
			text(b, got, "items", 0, "referrer") != fmt.Sprintf("id:%d", ann.Member) || text(b, got, "items", 0, "network") != "203.0.113.7" {
			t.Errorf("%v", got)
		}
		for query, want := range map[string]int{"": 3, "?referrer=username:ann": 2, "?subject=username:cid": 1, "?subject=username:ann": 0, "?referrer=username:ann&subject=username:dan": 0, "?state=pending": 2} {
			if got := b.ok("GET", "/v1/referrals"+query, nil); len(at(b, got, "items").([]any)) != want {
				t.Errorf("%s: %v", query, got)
			}
		}
		cursor, seen := "", map[string]bool{}
		for range 3 {
			page := b.ok("GET", "/v1/referrals?limit=1&cursor="+cursor, nil)
			seen[text(b, page, "items", 0, "id")] = true
			cursor, _ = page["next_cursor"].(string)
		}
		if len(seen) != 3 || cursor != "" {
			t.Errorf("%v, cursor %q", seen, cursor)
		}
		b.send("GET", "/v1/referrals?referrer=username:nobody", nil).want(http.StatusNotFound, "member.not_found")
		b.verifyAccounts()
	})
}

// Whatever is sent, each call answers as described or with a documented
// problem; and what is refused changes nothing.
func TestBadAccountInput(t *testing.T) {
	onSQL(t, func(b *bench) {
		withAccounts(b)
		ann := b.registers("ann", "")
		counts := map[int]int{}
		good := map[string]string{"PUT": `{"role":"admin","reason":"x"}`, "POST": `{"password":"another one","reason":"x"}`}
		for _, op := range b.api.OperationsForTest() {
			if !strings.HasPrefix(op.Path, "/v1/members/{id}/account") && op.Path != "/v1/referrals" || op.Path == "/v1/members/{id}/accounts" {
				continue
			}
			p := cardProbe{probe{b, op, b.asRoot(), strings.Replace(op.Path, "{id}", fmt.Sprint(int64(ann.Member)), 1), counts}, good[op.Method]}
			p.paths()
			p.queries()
			if op.Body {
				p.bodies()
				p.fields()
			}
		}
		b.Logf("answers: %v", counts)
		b.verifyAccounts()
	})
}
