package coreapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/setting"
	"guerdon/internal/domain/study"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// school is a bench where members study; its exchange is for requests that
// other fronts take.
type school struct {
	*bench
	study    *study.Service
	exchange *exchange.Service
}

func onSchool(t *testing.T, test func(b school)) {
	t.Helper()
	onSQL(t, func(b *bench) { s := newSchool(b); test(s); s.verifySchool() })
}

func newSchool(b *bench) school {
	s := school{b, study.New(b.deps.Ledger), exchange.New(b.deps.Ledger)}
	events := event.NewRegistry()
	event.RegisterRules(events, rule.New(b.deps.Ledger), zone)
	study.RegisterEvents(events, s.study)
	b.deps.Events, b.deps.Exchange, b.deps.Settings = events, s.exchange, []setting.Spec{aSetting, study.Levels}
	b.serve()
	return s
}

func (b school) verifySchool() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, b.deps.Ledger.Check(), b.study.Check(), exchange.Check(), event.Check())
	b.no(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

// studyBodies are bodies that each call takes.
var studyBodies = map[string]string{
	"PUT /v1/domains/{id}":                    `{"name":"示例域","description":"x","status":"active"}`,
	"PUT /v1/domains/{id}/projects/{code}":    `{"name":"Go","excellent_max":30,"good_max":60,"average_max":90}`,
	"POST /v1/study-rules":                    `{"domain":13,"name":"r","trigger_type":"study_duration","conditions":{"daily_minutes_required":30,"points_per_day":5},"points":5}`,
	"PUT /v1/study-rules/{id}":                `{"name":"r2","trigger_type":"study_rating","conditions":{"excellent":5},"status":"inactive","sort_order":3}`,
	"PUT /v1/achievements/{code}":             `{"name":"学习新手","points":"10"}`,
	"PUT /v1/levels":                          `{"levels":[{"code":"a","name":"A","from":"0"},{"code":"b","name":"B","from":"10"}],"version":0}`,
	"POST /v1/products":                       `{"name":"学习笔记本","price":"20","stock":50,"needs_approval":true,"kind":"physical","category":"stationery","domain":13}`,
	"PUT /v1/products/{id}":                   `{"name":"笔记本","price":"21","version":1,"stock":9,"member_max":2,"domain":13}`,
	"PUT /v1/categories/{code}":               `{"name":"文具","domain":13,"sort_order":1}`,
	"POST /v1/exchanges/{id}/approve":         `{"remark":"好"}`,
	"POST /v1/exchanges/{id}/reject":          `{"remark":"缺货"}`,
	"POST /v1/exchanges/{id}/complete":        `{}`,
	"DELETE /v1/study-rules/{id}":             ``,
	"DELETE /v1/products/{id}":                ``,
	"DELETE /v1/categories/{code}":            ``,
	"DELETE /v1/achievements/{code}":          ``,
	"DELETE /v1/domains/{id}/projects/{code}": ``,
}

// isStudy reports whether a call is one of these.
func isStudy(op coreapi.Operation) bool {
	return slices.Contains([]string{"domains", "study-rules", "achievements", "levels", "products", "categories", "exchanges"}, strings.Split(op.Path, "/")[2])
}

// rule makes a study rule of domain 13.
func (b school) rule(name string) string {
	b.Helper()
	return text(b, b.ok("POST", "/v1/study-rules", strings.Replace(studyBodies["POST /v1/study-rules"], `"r"`, `"`+name+`"`, 1)), "id")
}

func (b school) product() string {
	b.Helper()
	return text(b, b.ok("POST", "/v1/products", studyBodies["POST /v1/products"]), "id")
}

// pending makes a pending exchange of somebody with enough points in domain 13.
func (b school) pending(who, product string) (i id.ID) {
	b.Helper()
	b.ok("POST", "/v1/transfers", map[string]any{"subject": who, "asset": "STUDY", "amount": "1000", "kind": "grant"})
	var p int64
	_, err := fmt.Sscan(product, &p)
	b.no(err)
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(who))
		if err != nil {
			return err
		}
		if _, err := member.SetDomain(tx, m.ID, 13); err != nil {
			return err
		}
		r, err := b.exchange.Request(tx, exchange.RequestCmd{Member: m.ID, Product: id.ID(p), Quantity: 1})
		i = r.ID
		return err
	})
	return i
}

// contract: N-01
// contract: S3-M1
func TestStudyEvents(t *testing.T) {
	onSchool(t, func(b school) {
		b.ok("POST", "/v1/members", `{"subject":"ann","domain":13}`)
		b.rule("daily")
		one := map[string]any{"id": "s-1", "type": "study.session", "subject": "ann", "at": "2026-01-15T02:00:00Z", "data": map[string]any{"project": "go", "minutes": 45, "completed": true, "rating": "good"}}
		got := b.ok("POST", "/v1/events", one)
		if text(b, got, "results", 0, "status") != "accepted" || text(b, got, "results", 0, "effects", 0, "amount") != "5" || text(b, got, "results", 0, "effects", 0, "asset") != "STUDY" {
			t.Fatal(got)
		}
		if again := b.ok("POST", "/v1/events", one); text(b, again, "results", 0, "status") != "duplicate" || text(b, again, "results", 0, "effects", 0, "amount") != "5" {
			t.Fatal(again)
		}
		back := b.ok("POST", "/v1/events", `{"id":"c-1","type":"study.session.reversed","subject":"ann","data":{"of":"s-1"}}`)
		if text(b, back, "results", 0, "effects", 0, "kind") != "reversed" || text(b, back, "results", 0, "effects", 0, "amount") != "5" || b.balanceOf("ann", "STUDY") != "0" {
			t.Fatal(back)
		}
		bad := b.ok("POST", "/v1/events", `[{"id":"x","type":"study.session","subject":"ann","data":{"minutes":-1}},{"id":"y","type":"achievement.unlocked","subject":"ann","data":{"achievement":"first","name":"学习新手","points":10}}]`)
		if text(b, bad, "results", 0, "status") != "rejected" || text(b, bad, "results", 0, "code") != "event.data_invalid" || text(b, bad, "results", 1, "status") != "accepted" || b.balanceOf("ann", "STUDY") != "10" {
			t.Fatal(bad)
		}
	})
}

// One event that is delivered fifty times at once counts once.
func TestOneStudyEventDeliveredOftenCountsOnce(t *testing.T) {
	onSchool(t, func(b school) {
		b.ok("POST", "/v1/members", `{"subject":"ann","domain":13}`)
		b.rule("daily")
		var wg sync.WaitGroup
		var mu sync.Mutex
		statuses := map[string]int{}
		for range 50 {
			wg.Go(func() {
				got := b.send("POST", "/v1/events", `{"id":"s-1","type":"study.session","subject":"ann","data":{"minutes":45}}`)
				mu.Lock()
				defer mu.Unlock()
				statuses[text(b, got.json(), "results", 0, "status")]++
			})
		}
		wg.Wait()
		if statuses["accepted"] != 1 || statuses["duplicate"] != 49 || b.balanceOf("ann", "STUDY") != "5" {
			t.Fatal(statuses, b.balanceOf("ann", "STUDY"))
		}
	})
}

// contract: N-12
func TestStudyDefinitions(t *testing.T) {
	onSchool(t, func(b school) {
		b.ok("PUT", "/v1/domains/13", studyBodies["PUT /v1/domains/{id}"])
		b.send("PUT", "/v1/domains/13", studyBodies["PUT /v1/domains/{id}"]).want(http.StatusConflict, "study.version_stale")
		if d := b.ok("GET", "/v1/domains", nil); text(b, d, "items", 0, "id") != "13" || text(b, d, "items", 0, "name") != "示例域" {
			t.Error(d)
		}
		b.ok("PUT", "/v1/domains/13/projects/go%2Fbasics", studyBodies["PUT /v1/domains/{id}/projects/{code}"])
		if p := b.ok("GET", "/v1/domains/13/projects", nil); text(b, p, "items", 0, "code") != "go/basics" || text(b, p, "items", 0, "good_max") != "60" {
			t.Error(p)
		}
		b.ok("DELETE", "/v1/domains/13/projects/go%2Fbasics", nil)
		b.send("DELETE", "/v1/domains/13/projects/go%2Fbasics", nil).want(http.StatusNotFound, "study.project_not_found")
		r := b.rule("daily")
		b.send("POST", "/v1/study-rules", strings.Replace(studyBodies["POST /v1/study-rules"], `"r"`, `"daily"`, 1)).want(http.StatusConflict, "study.rule_name_taken")
		edited := b.ok("PUT", "/v1/study-rules/"+r, studyBodies["PUT /v1/study-rules/{id}"])
		if text(b, edited, "version") != "2" || text(b, edited, "conditions", "excellent") != "5" || text(b, edited, "status") != "inactive" {
			t.Error(edited)
		}
		b.send("PUT", "/v1/study-rules/"+r, `{"name":"x","trigger_type":"project_completion","conditions":{},"version":1}`).want(http.StatusConflict, "study.version_stale")
		if list := b.ok("GET", "/v1/study-rules?domain=13", nil); len(at(b, list, "items").([]any)) != 1 {
			t.Error(list)
		}
		b.ok("DELETE", "/v1/study-rules/"+r, nil)
		b.send("GET", "/v1/study-rules/"+r, nil).want(http.StatusNotFound, "study.rule_not_found")
		b.ok("PUT", "/v1/achievements/first", studyBodies["PUT /v1/achievements/{code}"])
		if v := b.ok("GET", "/v1/achievements", nil); text(b, v, "items", 0, "points") != "10" {
			t.Error(v)
		}
		b.ok("DELETE", "/v1/achievements/first", nil)
		if l := b.ok("GET", "/v1/levels", nil); text(b, l, "levels", 4, "code") != "diamond" || text(b, l, "levels", 4, "from") != "10000" || text(b, l, "version") != "0" {
			t.Error(l)
		}
		b.ok("PUT", "/v1/levels", studyBodies["PUT /v1/levels"])
		b.send("PUT", "/v1/levels", studyBodies["PUT /v1/levels"]).want(http.StatusConflict, "setting.version_stale")
		b.send("PUT", "/v1/levels", `{"levels":[{"code":"a","name":"A","from":"1"}],"version":1}`).want(http.StatusBadRequest, "coreapi.levels_invalid")
		if l := b.ok("GET", "/v1/levels", nil); text(b, l, "levels", 1, "from") != "10" || text(b, l, "version") != "1" {
			t.Error(l)
		}
	})
}

// contract: N-11
func TestProductsAndExchanges(t *testing.T) {
	onSchool(t, func(b school) {
		p := b.product()
		first, second := b.pending("ann", p), b.pending("ann", p)
		if got := b.ok("GET", "/v1/products/"+p, nil); text(b, got, "stock") != "48" || text(b, got, "price") != "20" || text(b, got, "needs_approval") != "true" {
			t.Error(got)
		}
		list := b.ok("GET", "/v1/exchanges?subject=ann&state=pending&limit=1", nil)
		next := b.ok("GET", "/v1/exchanges?subject=ann&state=pending&limit=1&cursor="+text(b, list, "next_cursor"), nil)
		if text(b, list, "items", 0, "id") != fmt.Sprint(int64(second)) || text(b, next, "items", 0, "id") != fmt.Sprint(int64(first)) || at(b, next, "next_cursor") != nil {
			t.Error(list, next)
		}
		base := fmt.Sprintf("/v1/exchanges/%d", first)
		b.ok("POST", base+"/approve", nil)
		b.send("POST", base+"/reject", `{"remark":"no"}`).want(http.StatusConflict, "exchange.state")
		b.ok("POST", base+"/complete", nil)
		if e := b.ok("GET", base, nil); text(b, e, "state") != "completed" {
			t.Error(e)
		}
		before := b.balanceOf("ann", "STUDY")
		rejected := b.ok("POST", fmt.Sprintf("/v1/exchanges/%d/reject", second), `{"remark":"缺货"}`, once("r"))
		if text(b, rejected, "state") != "rejected" || text(b, rejected, "remark") != "缺货" || before != "1960" || b.balanceOf("ann", "STUDY") != "1980" {
			t.Error(rejected, before)
		}
		b.ok("PUT", "/v1/products/"+p, studyBodies["PUT /v1/products/{id}"])
		if got := b.ok("GET", "/v1/products?domain=13&category=", nil); text(b, got, "items", 0, "stock") != "9" || text(b, got, "items", 0, "price") != "21" {
			t.Error(got)
		}
		b.ok("PUT", "/v1/categories/stationery", studyBodies["PUT /v1/categories/{code}"])
		if got := b.ok("GET", "/v1/categories?domain=13", nil); text(b, got, "items", 0, "name") != "文具" {
			t.Error(got)
		}
		b.ok("DELETE", "/v1/categories/stationery?domain=13", nil)
		b.ok("DELETE", "/v1/products/"+p, nil)
		b.send("GET", "/v1/products/"+p, nil).want(http.StatusNotFound, "exchange.product_not_found")
	})
}

// An operator of one domain finds what is theirs, and of others nothing.
func TestADomainAdminStaysInTheirDomain(t *testing.T) {
	onSchool(t, func(b school) {
		r, p := b.rule("daily"), b.product()
		e := fmt.Sprint(int64(b.pending("ann", p)))
		b.ok("PUT", "/v1/domains/13", studyBodies["PUT /v1/domains/{id}"])
		common := text(b, b.ok("POST", "/v1/products", `{"name":"for all","price":"1"}`), "id")
		b.newOperator(7, "thirteen", operator.DomainAdmin)
		hash, err := b.passwords.Hash(b.Context(), goodPassword)
		b.no(err)
		b.write(func(tx *store.Tx) error {
			_, err := operator.Create(tx, operator.CreateCmd{ID: 8, Username: "fourteen", Role: operator.DomainAdmin, Domain: 14}, hash)
			return err
		})
		own, other := cookie(b.signIn("thirteen")), cookie(b.signIn("fourteen"))
		for _, path := range []string{"/v1/domains/13", "/v1/domains/13/projects", "/v1/domains/13/statistics", "/v1/study-rules?domain=13", "/v1/study-rules/" + r, "/v1/products/" + p, "/v1/products?domain=13", "/v1/exchanges/" + e, "/v1/categories?domain=13"} {
			b.send("GET", path, nil, own).want(http.StatusOK, "")
			b.send("GET", path, nil, other).want(http.StatusNotFound, "")
		}
		b.send("GET", "/v1/products/"+common, nil, own).want(http.StatusNotFound, "exchange.product_not_found")
		for _, path := range []string{"/v1/products", "/v1/exchanges", "/v1/domains", "/v1/study-rules"} {
			if n := len(at(b, b.ok("GET", path, nil, own), "items").([]any)); n != 1 {
				t.Errorf("%s shows %d of their own", path, n)
			}
			if n := len(at(b, b.ok("GET", path, nil, other), "items").([]any)); n != 0 {
				t.Errorf("%s shows %d of another domain", path, n)
			}
		}
		for _, call := range [][2]string{
			{"PUT /v1/study-rules/" + r, studyBodies["PUT /v1/study-rules/{id}"]}, {"DELETE /v1/study-rules/" + r, ""},
			{"POST /v1/study-rules", studyBodies["POST /v1/study-rules"]}, {"POST /v1/products", studyBodies["POST /v1/products"]},
			{"PUT /v1/products/" + p, strings.Replace(studyBodies["PUT /v1/products/{id}"], `"domain":13`, `"domain":14`, 1)}, {"DELETE /v1/products/" + p, ""},
			{"POST /v1/exchanges/" + e + "/approve", ""}, {"POST /v1/exchanges/" + e + "/reject", ""},
			{"PUT /v1/categories/c", studyBodies["PUT /v1/categories/{code}"]}, {"PUT /v1/domains/13/projects/p", studyBodies["PUT /v1/domains/{id}/projects/{code}"]},
		} {
			method, path, _ := strings.Cut(call[0], " ")
			b.send(method, path, call[1], other).want(http.StatusNotFound, "")
		}
		made := b.ok("POST", "/v1/products", `{"name":"theirs","price":"1"}`, other)
		if text(b, made, "domain") != "14" {
			t.Error("a domain admin's product is of their domain", made)
		}
		b.ok("POST", "/v1/exchanges/"+e+"/approve", nil, own)
		for _, path := range []string{"/v1/members", "/v1/achievements", "/v1/levels", "/v1/transfers", "/v1/operators"} {
			b.send("GET", path, nil, own).want(http.StatusForbidden, "coreapi.scope_missing")
		}
		b.send("PUT", "/v1/domains/13", studyBodies["PUT /v1/domains/{id}"], own).want(http.StatusForbidden, "coreapi.scope_missing")
	})
}

// Each call is for those with its right and for nobody else.
func TestStudyRights(t *testing.T) {
	onSQLite(t, func(plain *bench) {
		b := newSchool(plain)
		may := maps.Clone(mayByRole)
		for who, more := range map[string][]string{
			"admin": {"domain_read", "domain_manage"}, "manager": {"domain_read", "domain_manage"}, "auditor": {"domain_read"}, "domain_admin": {"domain_read", "domain_manage"},
			"key read": {"domain_read"}, "key write": {"domain_read", "domain_manage"},
		} {
			may[who] = append(slices.Clone(may[who]), more...)
		}
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
			if !isStudy(op) {
				continue
			}
			path := strings.NewReplacer("{id}", "5", "{code}", "x").Replace(op.Path)
			b.send(op.Method, path, nil, as("")).want(http.StatusUnauthorized, "coreapi.credentials_missing")
			for who, how := range callers {
				r := b.send(op.Method, path, nil, how)
				if forbidden := r.status == http.StatusForbidden; forbidden == slices.Contains(may[who], op.Need) {
					b.Errorf("%s %s as %s: %d %s", op.Method, op.Path, who, r.status, r.body)
				}
			}
		}
	})
}

// Whatever is sent, each call answers as described or with a documented
// problem; and what is refused changes nothing.
func TestBadStudyInput(t *testing.T) {
	onSchool(t, func(b school) {
		p := b.product()
		of := map[string]string{"domains": "13", "study-rules": b.rule("daily"), "products": p, "exchanges": fmt.Sprint(int64(b.pending("ann", p)))}
		counts := map[int]int{}
		for _, op := range b.api.OperationsForTest() {
			if !isStudy(op) {
				continue
			}
			name := op.Method + " " + op.Path
			if _, there := studyBodies[name]; !there && op.Method != http.MethodGet {
				t.Errorf("%s has no body here", name)
			}
			path := strings.NewReplacer("{id}", of[strings.Split(op.Path, "/")[2]], "{code}", "c").Replace(op.Path)
			q := studyProbe{probe{b.bench, op, b.asRoot(), path, counts}, studyBodies[name]}
			q.all()
		}
		b.Logf("answers: %v", counts)
	})
}

// studyProbe is probe with bodies of its own.
type studyProbe struct {
	probe
	good string
}

func (p *studyProbe) all() {
	if p.op.Method == http.MethodDelete {
		return // what is right ends what the others are about
	}
	if strings.Contains(p.op.Path, "{") {
		for _, bad := range badIDs {
			p.try("path", strings.NewReplacer("{id}", bad, "{code}", bad).Replace(p.op.Path), p.good)
		}
	}
	for _, name := range p.op.Query {
		for _, bad := range badTexts {
			p.try("query", p.path+"?"+name+"="+strings.ReplaceAll(bad, " ", "%20"), p.good)
		}
	}
	if !p.op.Body {
		return
	}
	for what, body := range badBodies {
		if p.op.BodyMaybe && body == "" {
			continue
		}
		if !p.try("body "+what, p.path, body) {
			p.Errorf("%s %s took a body: %s", p.op.Method, p.path, what)
		}
	}
	var good map[string]json.RawMessage
	p.no(json.Unmarshal([]byte(p.good), &good))
	for _, name := range slices.Sorted(maps.Keys(good)) {
		for what, value := range badValues {
			body := maps.Clone(good)
			body[name] = json.RawMessage(value)
			p.try(name+" is "+what, p.path, jsonOf(p.bench, body))
		}
	}
}

// Every problem of these calls has a Chinese text.
func TestStudyProblemsAreTranslated(t *testing.T) {
	onSQLite(t, func(plain *bench) {
		b := newSchool(plain)
		for _, op := range b.api.OperationsForTest() {
			for _, codes := range op.Statuses {
				for _, code := range codes {
					if isStudy(op) && coreapi.Chinese[code] == "" {
						t.Errorf("%s %s: %s has no Chinese text", op.Method, op.Path, code)
					}
				}
			}
		}
	})
}

// contract: S3-M10
func TestDomainStatistics(t *testing.T) {
	onSchool(t, func(b school) {
		b.ok("POST", "/v1/members", `{"subject":"ann","domain":13}`)
		b.rule("daily")
		b.pending("ann", b.product())
		b.ok("POST", "/v1/events", `[{"id":"s-1","type":"study.session","subject":"ann","at":"2026-01-14T02:00:00Z","data":{"project":"go","minutes":45,"completed":true}},
			{"id":"s-2","type":"study.session","subject":"ann","at":"2026-01-14T17:00:00Z","data":{"minutes":20}}]`)
		got := b.ok("GET", "/v1/domains/13/statistics?from=2026-01-14&to=2026-01-15", nil)
		for want, path := range map[string][]any{
			"2026-01-14": {"from"}, "2026-01-15": {"days", 1, "day"}, "2": {"sessions"}, "65": {"minutes"}, "1": {"completed"}, "5": {"points"},
			"20": {"days", 1, "minutes"},
		} {
			if text(b, got, path...) != want {
				t.Errorf("%v is not %s: %v", path, want, got)
			}
		}
		today := b.ok("GET", "/v1/domains/13/statistics", nil)
		if text(b, today, "exchanges", 0, "state") != "pending" || text(b, today, "exchanges", 0, "count") != "1" {
			t.Error(today)
		}
		for _, query := range []string{"from=2026-01-15&to=2026-01-14", "from=2024-01-01&to=2026-01-14", "to=tomorrow", "from=2026-02-30"} {
			b.send("GET", "/v1/domains/13/statistics?"+query, nil).want(http.StatusBadRequest, "httpx.query")
		}
		if none := b.ok("GET", "/v1/domains/77/statistics", nil); len(at(b, none, "days").([]any)) != 0 {
			t.Error(none)
		}
	})
}
