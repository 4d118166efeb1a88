package coreapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/model"
	"guerdon/internal/domain/rule"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// writer is a provider of texts.
type writer struct{}

func (writer) Name() string                 { return "writer" }
func (writer) Makes(k generation.Kind) bool { return k == generation.Article }
func (writer) Generate(_ context.Context, r generation.Request) (generation.Result, error) {
	return generation.Result{Text: "About " + r.Prompt}, nil
}

// withGenerations adds the generation modules to a bench, and gives the runner
// that does its tasks.
func withGenerations(b *bench) (*bench, *job.Runner) {
	b.Helper()
	files, err := blob.Open(filepath.Join(b.TempDir(), "files"), b.clock, 1<<20)
	b.no(err)
	b.Cleanup(func() { _ = files.Close() })
	queue := job.NewQueue()
	b.deps.Models = model.New(secret.NewRing("model", secret.NewMaster()), false)
	b.deps.Generations = generation.New(generation.Deps{
		Store: b.store, Queue: queue, Ledger: b.deps.Ledger, Rules: rule.New(b.deps.Ledger), Files: files, Models: b.deps.Models, Adapters: []generation.Provider{writer{}},
	}, generation.Options{Now: b.clock.Now})
	runner := job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	b.deps.Generations.Register(runner)
	b.serve()
	return b, runner
}

func (b *bench) verifyGenerations() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, generation.Check(), creation.Check())
	b.no(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

const goodModel = `{"name":"文","provider":"writer","model_name":"w-1","api_key":"sk-planted-0001","api_base":"https://writer.example/v1","credits_cost":"8","temperature_milli":700,"max_tokens":100,"kinds":["writing"],"priority":5,"state":"active"}`

// buy starts a paid text of a member.
func (b *bench) buy(subject string, m string) generation.Generation {
	b.Helper()
	mid, err := b.deps.Directory.Admit(b.Context(), subject)
	b.no(err)
	b.write(func(tx *store.Tx) error {
		_, err := b.deps.Ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(mid), Asset: ledger.Credit, Amount: 100, Kind: ledger.Earn, Reason: "credit.gift", Source: "test"})
		return err
	})
	var i id.ID
	_, err = fmt.Sscan(m, &i)
	b.no(err)
	g, err := store.Do(b.Context(), b.store, mid.Bucket(), func(tx *store.Tx) (generation.Generation, error) {
		return b.deps.Generations.Start(tx, generation.StartCmd{Member: mid, Kind: generation.Article, Prompt: "x", Paid: true, Model: i, Input: generation.Input{Tool: "resume"}})
	})
	b.no(err)
	return g
}

// contract: N-15
func TestModels(t *testing.T) {
	onSQL(t, func(b *bench) {
		b, _ = withGenerations(b)
		root := b.asRoot()
		m := b.send("POST", "/v1/models", goodModel, root).want(http.StatusCreated, "").json()
		if text(b, m, "has_key") != "true" || text(b, m, "credits_cost") != "8" || text(b, m, "temperature_milli") != "700" || strings.Contains(fmt.Sprint(m), "planted") {
			t.Errorf("%v", m)
		}
		path := "/v1/models/" + text(b, m, "id")
		b.send("POST", "/v1/models", goodModel).want(http.StatusForbidden, "coreapi.scope_missing") // a key never operates
		b.send("PUT", path, `{"api_base":"https://elsewhere.example"}`, root).want(http.StatusBadRequest, "model.key_missing")
		b.send("PUT", path, `{"version":9,"state":"inactive"}`, root).want(http.StatusConflict, "model.version_stale")
		got := b.ok("PUT", path, `{"version":1,"state":"inactive","credits_cost":9,"temperature_milli":-1}`, root)
		if text(b, got, "state") != "inactive" || text(b, got, "credits_cost") != "9" || got["temperature_milli"] != nil {
			t.Errorf("%v", got)
		}
		if list := b.ok("GET", "/v1/models?state=inactive&provider=writer", nil); len(at(b, list, "items").([]any)) != 1 {
			t.Errorf("%v", list)
		}
		if gone := b.ok("DELETE", path, nil, root); text(b, gone, "deleted") != "true" {
			t.Errorf("%v", gone)
		}
		b.send("GET", path, nil).want(http.StatusNotFound, "model.not_found")
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: "model:" + text(b, m, "id"), Limit: 10})
		b.no(err)
		if len(acts) != 3 || strings.Contains(fmt.Sprint(acts), "planted") {
			t.Errorf("%+v", acts)
		}
		tool := b.ok("PUT", "/v1/tools/resume", `{"version":0,"credits_cost":"12","name":"简历"}`)
		if text(b, tool, "credits_cost") != "12" || text(b, tool, "version") != "1" {
			t.Errorf("%v", tool)
		}
		if tools := b.ok("GET", "/v1/tools", nil); len(at(b, tools, "items").([]any)) != 17 || text(b, tools, "items", 10, "name") != "简历" {
			t.Errorf("%v", tools)
		}
	})
}

// contract: N-15
func TestGenerations(t *testing.T) {
	onSQL(t, func(b *bench) {
		b, runner := withGenerations(b)
		m := text(b, b.send("POST", "/v1/models", goodModel, b.asRoot()).want(http.StatusCreated, "").json(), "id")
		done := b.buy("ann", m)
		_, err := runner.Step(b.Context())
		b.no(err)
		b.clock.Advance(time.Minute)
		open := b.buy("bob", m)
		queue := b.ok("GET", "/v1/generations?state=processing", nil)
		if text(b, queue, "items", 0, "id") != fmt.Sprint(open.ID) || text(b, queue, "items", 0, "charge") != "held" || len(at(b, queue, "items").([]any)) != 1 {
			t.Errorf("%v", queue)
		}
		if all := b.all("/v1/generations?limit=1"); len(all) != 2 || text(b, all[1], "id") != fmt.Sprint(done.ID) || text(b, all[1], "paid") != "8" {
			t.Errorf("%v", all)
		}
		path := fmt.Sprintf("/v1/generations/%d", open.ID)
		b.send("POST", path+"/cancel", `{"reason":" "}`).want(http.StatusBadRequest, "generation.reason_missing")
		if got := b.ok("POST", path+"/retry", nil); text(b, got, "state") != "processing" {
			t.Errorf("%v", got)
		}
		got := b.ok("POST", path+"/cancel", `{"reason":"asked to"}`)
		if text(b, got, "state") != "failed" || text(b, got, "charge") != "voided" || text(b, got, "error") != "generation.cancelled" {
			t.Errorf("%v", got)
		}
		b.send("POST", path+"/cancel", `{"reason":"again"}`).want(http.StatusConflict, "generation.ended")
		b.send("POST", path+"/retry", nil).want(http.StatusConflict, "generation.ended")
		if of := b.ok("GET", "/v1/generations?subject=ann", nil); len(at(b, of, "items").([]any)) != 1 {
			t.Errorf("%v", of)
		}
		made := b.ok("GET", "/v1/creations?subject=ann&type=writing", nil)
		if text(b, made, "items", 0, "task_id") != done.Task || text(b, made, "items", 0, "tool") != "resume" {
			t.Errorf("%v", made)
		}
		if none := b.ok("GET", "/v1/creations?subject=bob", nil); len(at(b, none, "items").([]any)) != 0 {
			t.Errorf("%v", none)
		}
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: fmt.Sprintf("generation:%d", open.ID), Limit: 10})
		b.no(err)
		if len(acts) != 2 || acts[0].Action != "generation.cancel" || acts[0].Reason != "asked to" {
			t.Errorf("%+v", acts)
		}
		_, err = runner.Step(b.Context())
		b.no(err)
		b.verifyGenerations()
	})
}

// goodGenerations are bodies that each call takes.
var goodGenerations = map[string]string{
	"POST /v1/models":                  goodModel,
	"PUT /v1/models/{id}":              `{"name":"x","credits_cost":"1"}`,
	"PUT /v1/tools/{name}":             `{"version":0,"credits_cost":"1"}`,
	"POST /v1/generations/{id}/cancel": `{"reason":"x"}`,
}

// What is refused is refused as it is described, and changes nothing.
func TestBadGenerationInput(t *testing.T) {
	onSQLite(t, func(b *bench) {
		b, _ = withGenerations(b)
		var i id.ID = 5
		b.write(func(tx *store.Tx) error {
			_, err := b.deps.Models.Create(tx, model.CreateCmd{ID: i, Name: "x", Provider: "writer", ModelName: "x", Base: "https://x.example", Temperature: -1, Actor: actor.OfSystem})
			return err
		})
		for _, op := range b.api.OperationsForTest() {
			if !strings.HasPrefix(op.Path, "/v1/models") && !strings.HasPrefix(op.Path, "/v1/tools") && !strings.HasPrefix(op.Path, "/v1/generations") && !strings.HasPrefix(op.Path, "/v1/creations") {
				continue
			}
			b.badGeneration(op)
		}
	})
}

func (b *bench) badGeneration(op coreapi.Operation) {
	b.Helper()
	root, good := b.asRoot(), goodGenerations[op.Method+" "+op.Path]
	path := strings.NewReplacer("{id}", "5", "{name}", "resume").Replace(op.Path)
	try := func(path, body string) {
		b.Helper()
		r := b.send(op.Method, path, body, root)
		if r.status == op.Success {
			return
		}
		if code := text(b, r.json(), "code"); r.status >= 500 || !slices.Contains(op.Statuses[r.status], code) && !strings.HasPrefix(code, "httpx.no_route") {
			b.Errorf("%s: %d %s is not documented", r.request, r.status, r.body)
		}
	}
	for _, bad := range badIDs {
		try(strings.NewReplacer("{id}", bad, "{name}", bad).Replace(op.Path), good)
	}
	for _, name := range op.Query {
		for _, bad := range badTexts {
			try(path+"?"+name+"="+strings.ReplaceAll(bad, " ", "%20"), good)
		}
	}
	if !op.Body {
		return
	}
	for _, body := range badBodies {
		try(path, body)
	}
	var fields map[string]json.RawMessage
	b.no(json.Unmarshal([]byte(good), &fields))
	for name := range fields {
		for _, value := range badValues {
			body := maps.Clone(fields)
			body[name] = json.RawMessage(value)
			try(path, jsonOf(b, body))
		}
	}
}
