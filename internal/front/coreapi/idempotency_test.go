package coreapi_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/platform/store"
)

// A repetition is answered byte for byte as the first time, whatever has
// happened since.
func TestRepetitions(t *testing.T) {
	onSQL(t, func(b *bench) {
		const spend = `{"subject":"ann","asset":"POINT","amount":"4","kind":"spend"}`
		missing := b.send("POST", "/v1/transfers", `{"subject":"username:ann","asset":"POINT","amount":"4","kind":"grant"}`, once("k-0"))
		missing.want(404, "member.not_found")
		b.ok("POST", "/v1/members", `{"subject":"ann","username":"ann"}`)
		if mended := b.send("POST", "/v1/transfers", `{"subject":"username:ann","asset":"POINT","amount":"4","kind":"grant"}`, once("k-0")); mended.status != 200 || mended.header.Get("Idempotent-Replayed") != "" {
			b.Errorf("what was refused before the write is kept: %d %s", mended.status, mended.body)
		}
		first := b.send("POST", "/v1/transfers", spend, once("k-1"))
		poor := b.send("POST", "/v1/transfers", spend, once("k-2"))
		first.want(200, "")
		poor.want(422, "ledger.insufficient")
		b.grant("ann", "100")
		b.ok("PATCH", "/v1/members/"+text(b, b.ok("GET", "/v1/members?search=ann", nil), "items", 0, "id"), `{"status":"suspended"}`)
		for key, was := range map[string]*reply{"k-1": first, "k-2": poor} {
			again := b.send("POST", "/v1/transfers", spend, once(key))
			same := again.status == was.status && bytes.Equal(again.body, was.body) && again.header.Get("Content-Type") == was.header.Get("Content-Type")
			if !same || again.header.Get("Idempotent-Replayed") != "true" {
				b.Errorf("%s: %d %s, before %d %s", key, again.status, again.body, was.status, was.body)
			}
		}
		b.send("POST", "/v1/transfers", spend, once("k-3")).want(403, "member.suspended")
		b.send("POST", "/v1/transfers", strings.Replace(spend, "4", "5", 1), once("k-1")).want(409, "idem.key_reused")
		b.send("POST", "/v1/transfers?dry_run=false", spend, once("k-1")).want(409, "idem.key_reused")
		b.send("POST", "/v1/transfers", spend, once("köy")).want(400, "idem.key_invalid")
		other := b.send("POST", "/v1/transfers", strings.Replace(spend, "ann", "bob", 1), once("k-1"), as(b.newKey("other", "write")))
		other.want(422, "ledger.insufficient") // another caller's key is another one
	})
}

// Every write keeps its answer.
func TestEveryWriteIsRepeatable(t *testing.T) {
	onSQLite(t, func(b *bench) {
		root := b.asRoot()
		for _, op := range b.api.OperationsForTest() {
			if op.Method == http.MethodGet || op.Once {
				continue
			}
			body := goodBodies[op.Method+" "+op.Path]
			if body == "" && op.Body && !op.BodyMaybe {
				b.Errorf("no body for %s %s", op.Method, op.Path)
				continue
			}
			path := b.filled(op.Path)
			first := b.send(op.Method, path, body, root, once("key-"+op.Method+op.Path))
			if first.status != op.Success {
				b.Errorf("%s: %d %s", first.request, first.status, first.body)
			}
			again := b.send(op.Method, path, body, root, once("key-"+op.Method+op.Path))
			if op.Path == "/v1/api-keys" {
				again.want(http.StatusConflict, "coreapi.secret_shown")
			} else if again.status != first.status || !bytes.Equal(again.body, first.body) || again.header.Get("Idempotent-Replayed") != "true" {
				b.Errorf("%s: %d %s, then %d %s", first.request, first.status, first.body, again.status, again.body)
			}
		}
	})
}

// No secret rests in the database: neither a key that was shown, nor a
// password that was set, nor a fingerprint of a body with one.
func TestNoSecretRests(t *testing.T) {
	onSQL(t, func(b *bench) {
		root := b.asRoot()
		made := b.send("POST", "/v1/api-keys", `{"name":"till","scopes":["write","write","read"]}`, root, once("key-1")).want(201, "")
		secret := text(b, made.json(), "secret")
		b.send("GET", "/v1/me", nil, as(secret)).want(200, "")
		const hers = "her own password"
		b.send("POST", "/v1/operators", `{"username":"ann","password":"`+hers+`","role":"auditor"}`, root, once("op-1")).want(201, "")
		b.send("POST", "/v1/operators", `{"username":"ann","password":"`+hers+`!","role":"auditor"}`, root, once("op-1")).want(201, "")
		b.send("POST", "/v1/operators", `{"username":"bob","password":"`+hers+`","role":"auditor"}`, root, once("op-1")).want(409, "idem.key_reused")
		b.send("POST", "/v1/operator/login", `{"username":"ann","password":"`+hers+`"}`, as("")).want(200, "")

		for _, table := range []string{"SELECT CAST(body AS text) AS text FROM idempotency", "SELECT earlier || later || reason AS text FROM audit", "SELECT hash AS text FROM api_key", "SELECT password_hash AS text FROM operator"} {
			rows, err := store.Select[string](b.Context(), b.store, table)
			if err != nil {
				b.Fatal(err)
			}
			if len(rows) == 0 {
				b.Errorf("nothing in %s", table)
			}
			for _, row := range rows {
				for _, forbidden := range []string{secret, secret[3:], hers, goodPassword} {
					if strings.Contains(row, forbidden) {
						b.Errorf("%s holds a secret: %s", table, row)
					}
				}
			}
		}
	})
}
