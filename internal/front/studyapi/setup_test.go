package studyapi_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/study"
	"guerdon/internal/front/studyapi"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/token"
	"guerdon/internal/platform/verify"
)

var (
	zone  = time.FixedZone("CST", 8*3600)
	start = instant.Of(time.Date(2023, 12, 20, 20, 0, 0, 355_000_000, zone))
)

const secret = "a secret of the tests, long enough"

// bench is the front on a store with the sample data.
type bench struct {
	t         *testing.T
	store     *store.Store
	clock     *clock.Manual
	ledger    *ledger.Ledger
	study     *study.Service
	exchange  *exchange.Service
	directory *member.Directory
	limit     *httpx.Limiter
	handler   http.Handler
}

// engines runs the test on both SQL engines, and verifies the books after.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	clk := clock.NewManual(start)
	storetest.SQL(t, store.Options{Now: clk.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }}, func(t *testing.T, s *store.Store) {
		clk.Set(start)
		b := newBench(t, s, clk)
		test(t, b)
		b.verify()
	})
}

func newBench(t *testing.T, s *store.Store, clk *clock.Manual) *bench {
	l := ledger.New(zone)
	b := &bench{t: t, store: s, clock: clk, ledger: l, study: study.New(l), exchange: exchange.New(l), directory: member.NewDirectory(s, clk.Now)}
	b.serve()
	b.samples()
	return b
}

// serve puts the chain of common duties around the front.
func (b *bench) serve() {
	verifier, err := token.NewVerifier(token.Config{Secret: secret, Clock: b.clock})
	b.must(err)
	api := studyapi.New(studyapi.Deps{
		Store: b.store, Clock: b.clock, Ledger: b.ledger, Bearers: session.NewBearers(verifier, b.directory), Exchange: b.exchange, Limit: b.limit,
	})
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{Name: "studyapi", Handler: api.Handler(), Fail: studyapi.Fail})
}

// samples are product 1 and domain 13 with the document's rule.
func (b *bench) samples() {
	stock := int64(50)
	b.put(exchange.PutCmd{
		ID: 1, Name: "学习笔记本", Description: "高质量学习笔记本,A5尺寸", Category: "stationery", Kind: exchange.Physical, Price: 20, Review: true,
		Status: exchange.Available, Stock: &stock,
	})
	daily := study.Blank(study.StudyDuration)
	daily.Threshold, daily.Award, daily.Points = 30, 5, 5
	b.write(func(tx *store.Tx) error {
		_, err := study.CreateRule(tx, study.CreateRuleCmd{ID: 1, Domain: 13, Name: "学习时长奖励", Description: "每日学习时长达到指定时间获得积分奖励", Conditions: daily, SortOrder: 1})
		return err
	})
}

func (b *bench) put(cmd exchange.PutCmd) (o exchange.Offer) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) { _, o, err = exchange.Put(tx, cmd); return err })
	return o
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.store.Write(b.t.Context(), 0, fn))
}

// memberOf is the member of a subject, in a domain.
func (b *bench) memberOf(subject string) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(subject))
		mid = m.ID
		return err
	})
	return mid
}

func (b *bench) grant(subject string, points int64) {
	b.t.Helper()
	to := b.memberOf(subject)
	b.write(func(tx *store.Tx) error {
		_, err := b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(to), Asset: ledger.Study, Amount: amount.Amount(points), Kind: ledger.Earn, Reason: "奖励", Source: "coreapi", Actor: actor.OfSystem})
		return err
	})
}

// bearer is a token for a subject with a role and, for admins, a domain.
func (b *bench) bearer(subject, role string, domain int64) string {
	b.t.Helper()
	signer, err := token.NewSigner(secret)
	b.must(err)
	now := b.clock.Now()
	text, err := signer.Issue(token.Claims{Subject: subject, Type: token.TypeAccess, Role: token.Role(role), AdminDomain: domain, IssuedAt: now, ExpiresAt: now.Add(time.Hour)})
	b.must(err)
	return text
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// refusal is the code of an answer in the error form, or "".
func (a answer) refusal() string {
	var reply struct {
		Success *bool
		Error   string
		Code    string
	}
	if err := json.Unmarshal([]byte(a.body), &reply); err != nil || reply.Success == nil || *reply.Success || reply.Error == "" || strings.Contains(reply.Error, "{") {
		return ""
	}
	return reply.Code
}

// call sends a request; headers are pairs.
func (b *bench) call(bearer, method, target, body string, headers ...string) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, "http://localhost:3001/", strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(target, "?")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header()}
}

func (b *bench) verify() {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.store, nil, b.ledger.Check(), b.study.Check(), exchange.Check())
	b.must(err)
	for _, d := range found.First {
		b.t.Error(d)
	}
}

// fingerprint is everything that a refused request must leave alone.
func (b *bench) fingerprint() string {
	b.t.Helper()
	var out strings.Builder
	for _, table := range []string{"transfer", "exchange", "study_rule", "study_rule_version", "audit", "idempotency", "product", "member"} {
		n, _, err := store.SelectOne[int64](b.t.Context(), b.store, "SELECT count(*) FROM "+table)
		b.must(err)
		fmt.Fprintf(&out, "%s: %d\n", table, n)
	}
	return out.String()
}
