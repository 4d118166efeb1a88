package system

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/platform/pgtest"
)

const (
	creators      = 6
	creatorKills  = 5
	creatorsWrite = 12 // connections
	createARound  = 70 // acknowledged writes before each kill
	createAgain   = 15 // finished errands that are run again after each start
	couponsOfKind = 30
	creatorsFund  = 100 + 5000 // the gift, and a recharge of 500 yuan
)

// TestCreatorKill kills the server five times while members of the creation
// platform generate, recharge, claim coupons and publish. Every errand is run
// to its end; repeated requests get the answers that they had; whatever was
// held has been charged or given back, once; the books are right.
func TestCreatorKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { creatorKill(t, "") })
	t.Run("postgres", func(t *testing.T) { creatorKill(t, pgtest.URL(t)) })
}

func creatorKill(t *testing.T, db string) {
	s := newServer(t, db)
	s.settings = []string{"GUERDON_ALLOW_LOOPBACK=true"} // of the vendor, which stands on this machine
	s.start()
	l := &errands{s: s, acked: map[string]reply{}, open: map[int]bool{}, used: map[int]int{}}
	l.prepare()
	for range creatorKills {
		l.round()
		s.stayAway()
		s.start()
		l.again()
	}
	t.Logf("%d errands, %d answers", l.next.Load(), len(l.acked))
	until(t, 30*time.Second, "at rest", func() bool {
		return s.count("SELECT (SELECT count(*) FROM generation WHERE state = 'processing') + (SELECT count(*) FROM publication WHERE status IN ('pending', 'publishing'))") == 0
	})
	for i, a := range l.members {
		l.checkMember(i, a)
	}
	s.kill()
	l.checkHolds()
	t.Log(s.tool("verify"))
}

// errands are what members are about. The number of one decides all that it
// sends, so that it may be run again.
type errands struct {
	s       *server
	members []*account
	coupons []int64 // that are claimed
	refuser int64   // a model that refuses everything
	next    atomic.Int64
	answers atomic.Int64 // of this round

	mu    sync.Mutex
	acked map[string]reply // by Idempotency-Key
	open  map[int]bool     // begun, not finished
	done  []int
	used  map[int]int // credits, by errand
}

// prepare makes members with credits and bound platforms, coupons, and a model.
func (l *errands) prepare() {
	l.s.t.Helper()
	admin := l.s.tool("token", "--subject", "chief", "--role", "admin")
	for i := range couponsOfKind {
		for _, name := range []string{"CLAIM", "BONUS"} {
			made := ask[struct {
				ID int64 `json:"id"`
			}](l.s, "POST", "/operation/coupons", admin, jsonOf(map[string]any{
				"code": fmt.Sprint(name, i), "name": name, "type": "credit_bonus", "value": 5, "max_usage": creators,
				"valid_from": "2026-01-01T00:00:00", "valid_until": "2099-01-01T00:00:00",
			}))
			if name == "CLAIM" {
				l.coupons = append(l.coupons, made.ID)
			}
		}
	}
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"error":{"code":"content_filter","message":"no"}}`, http.StatusBadRequest)
	}))
	l.s.t.Cleanup(vendor.Close)
	l.refuser = ask[struct {
		ID int64 `json:"id"`
	}](l.s, "POST", "/models", admin, `{"name":"refuser","provider":"openai","model_name":"r","api_key":"k","api_base":"`+vendor.URL+`","credits_cost":70}`).ID
	for i := range creators {
		a := l.s.register(fmt.Sprintf("creator%d", i), "a password of a creator", "")
		ask[struct{}](l.s, "POST", "/operation/activities/1/participate", a.token, "{}")
		order := ask[purchase](l.s, "POST", "/credit/recharge", a.token, `{"amount":500,"payment_method":"alipay"}`)
		if !l.s.pay(order.URL) || a.balance() != creatorsFund {
			l.s.t.Fatal("no credits")
		}
		a.bind()
		l.members = append(l.members, a)
	}
}

// round runs errands on many connections, and kills the server in the middle.
func (l *errands) round() {
	l.answers.Store(0)
	var wg sync.WaitGroup
	for range creatorsWrite {
		wg.Go(func() {
			for l.answers.Load() < createARound {
				l.run(int(l.next.Add(1)))
			}
		})
	}
	wg.Wait()
	l.s.kill()
}

// again runs every errand to its end that was cut off, and some others a
// second time.
func (l *errands) again() {
	l.s.t.Helper()
	list := append(slices.Sorted(maps.Keys(l.open)), l.done[max(0, len(l.done)-createAgain):]...)
	numbers := make(chan int, len(list))
	for _, n := range list {
		numbers <- n
	}
	close(numbers)
	l.answers.Store(-1 << 40) // nobody kills it now
	var wg sync.WaitGroup
	for range creatorsWrite {
		wg.Go(func() {
			for n := range numbers {
				if !l.run(n) {
					l.s.t.Errorf("errand %d did not end", n)
				}
			}
		})
	}
	wg.Wait()
}

// errand is one of them.
type errand struct {
	*errands
	n      int
	member *account
	turn   int // how often the member has been sent on such an errand
}

var kinds = []func(e errand) bool{errand.write, errand.draw, errand.film, errand.buy, errand.claim, errand.refused}

// run sends a member on an errand, and reports whether it came to its end.
func (l *errands) run(n int) bool {
	l.mu.Lock()
	if !slices.Contains(l.done, n) {
		l.open[n] = true
	}
	l.mu.Unlock()
	of := n / len(kinds)
	if !kinds[n%len(kinds)](errand{l, n, l.members[of%creators], of / creators}) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[n] {
		delete(l.open, n)
		l.done = append(l.done, n)
	}
	return true
}

// send sends a step of the errand that succeeds.
func (e errand) send(step, path, body string) (reply, bool) {
	return e.sendFor(http.StatusOK, step, path, body)
}

// sendFor sends a step that ends in a status, and holds its answer to the one
// before.
func (e errand) sendFor(status int, step, path, body string) (reply, bool) {
	key := fmt.Sprintf("%s-%d", step, e.n)
	r, ok := e.s.send("POST", e.s.api(path), e.member.token, key, body)
	if !ok {
		return r, false
	}
	if r.status != status {
		e.s.t.Errorf("%s: %d %s", key, r.status, r.body)
		return r, false
	}
	e.mu.Lock()
	first, was := e.acked[key]
	if was && (first.body != r.body || !r.replayed) {
		e.s.t.Errorf("%s again: %q, first %q, replayed %v", key, r.body, first.body, r.replayed)
	}
	e.acked[key] = r
	e.mu.Unlock()
	if e.answers.Add(1) == createARound {
		_ = e.s.cmd.Process.Kill()
	}
	return r, true
}

// charge notes what an errand cost.
func (e errand) charge(credits int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.used[e.n] = credits
}

// write writes a note and publishes it.
func (e errand) write() bool {
	r, ok := e.send("write", "/writing/xiaohongshu_note/generate", fmt.Sprintf(`{"title":"第%d篇","keywords":["早起"],"model_id":1}`, e.n))
	if !ok {
		return false
	}
	note := dataOf[article](e.s.t, r)
	e.charge(note.Used)
	_, ok = e.send("publish", "/publish", fmt.Sprintf(`{"creation_id":%d,"platforms":["wechat","xiaohongshu","toutiao"]}`, note.ID))
	return ok
}

func (e errand) draw() bool {
	r, ok := e.send("draw", "/image/generate", fmt.Sprintf(`{"prompt":"第%d张","size":"256x256"}`, e.n))
	if ok {
		e.charge(dataOf[article](e.s.t, r).Used)
	}
	return ok
}

// film starts a film, and asks until it is there.
func (e errand) film() bool {
	r, ok := e.send("film", "/video/generate", fmt.Sprintf(`{"script":"第%d部","duration":1}`, e.n))
	if !ok {
		return false
	}
	task := dataOf[struct {
		ID string `json:"task_id"`
	}](e.s.t, r).ID
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for range 300 {
		if r, ok = e.s.send("GET", e.s.api("/video/"+task+"/status"), e.member.token, "", ""); !ok || r.status != 200 {
			return false
		}
		switch got := dataOf[film](e.s.t, r); got.Status {
		case "completed":
			e.charge(got.Used)
			return true
		case "failed":
			e.s.t.Errorf("film %d failed: %s", e.n, r.body)
			return false
		}
		<-tick.C
	}
	return false
}

// refused asks a vendor that refuses, and gets the credits back.
func (e errand) refused() bool {
	r, ok := e.sendFor(http.StatusBadRequest, "refused", "/writing/work_report/generate", fmt.Sprintf(`{"title":"第%d篇","model_id":%d}`, e.n, e.refuser))
	if ok && !strings.Contains(r.body, `"code":40007`) {
		e.s.t.Errorf("refused otherwise: %s", r.body)
	}
	return ok
}

type purchase struct {
	ID  string `json:"order_id"`
	URL string `json:"payment_url"`
}

// buy orders 100 credits and 5 for the coupon, and pays at the cashier.
func (e errand) buy() bool {
	method := []string{"alipay", "wechat"}[e.turn%2]
	r, ok := e.send("buy", "/credit/recharge", fmt.Sprintf(`{"amount":10,"payment_method":"%s","coupon_code":"BONUS%d"}`, method, e.turn))
	return ok && e.s.pay(dataOf[purchase](e.s.t, r).URL)
}

func (e errand) claim() bool {
	_, ok := e.send("claim", fmt.Sprintf("/operation/coupons/%d/claim", e.coupons[e.turn]), "{}")
	return ok
}

// checkHolds holds every hold to the end of what it was for.
func (l *errands) checkHolds() {
	l.s.t.Helper()
	made, refused := 0, 0
	for i := range l.members {
		count, _ := l.tally(i)
		made, refused = made+count[0]+count[1]+count[2], refused+count[5]
	}
	for state, want := range map[string]int{"posted": made, "voided": refused, "pending": 0} {
		if got := l.s.count("SELECT count(*) FROM hold WHERE state = '" + state + "'"); got != want {
			l.s.t.Errorf("%d holds are %s, not %d", got, state, want)
		}
	}
}

// tally counts a member's finished errands by kind, and their credits.
func (l *errands) tally(member int) (count [6]int, used int) {
	for _, n := range l.done {
		if n/len(kinds)%creators == member {
			count[n%len(kinds)]++
			used += l.used[n]
		}
	}
	return count, used
}

// checkMember holds what a member has to what they did.
func (l *errands) checkMember(i int, a *account) {
	t := l.s.t
	t.Helper()
	count, used := l.tally(i)
	if want := 10*count[0] + 20*count[1] + 50*count[2]; used != want {
		t.Errorf("%s: the tasks cost %d, not %d", a.name, used, want)
	}
	lines, sum := map[string]int{}, map[string]int{}
	for _, x := range a.lines() {
		lines[x.Type]++
		sum[x.Type] += x.Amount
	}
	if lines["consume"] != count[0]+count[1]+count[2] || -sum["consume"] != used {
		t.Errorf("%s: %d tasks for %d credits, charged %d times, %d", a.name, count[0]+count[1]+count[2], used, lines["consume"], -sum["consume"])
	}
	if lines["recharge"] != 1+count[3] || sum["recharge"] != 5000+100*count[3] || lines["bonus"] != count[3] || sum["bonus"] != 5*count[3] {
		t.Errorf("%s: %d purchases, credited %v, %v", a.name, count[3], lines, sum)
	}
	paid := 0
	for _, o := range pages[struct {
		Status string `json:"status"`
	}](a, "/credit/recharge/orders") {
		if o.Status != "paid" {
			t.Errorf("%s: an order is %s", a.name, o.Status)
		}
		paid++
	}
	if paid != 1+count[3] {
		t.Errorf("%s: %d orders, not %d", a.name, paid, 1+count[3])
	}
	l.checkCoupons(a, count[4], count[3])
	if list := pages[publication](a, "/publish/history"); len(list) != count[0] || slices.ContainsFunc(list, func(p publication) bool { return p.Status != "done" }) {
		t.Errorf("%s: %d publications of %d: %+v", a.name, len(list), count[0], list)
	}
	if list := pages[struct{}](a, "/creations"); len(list) != count[0]+count[1]+count[2] {
		t.Errorf("%s: %d creations", a.name, len(list))
	}
}

func (l *errands) checkCoupons(a *account, claimed, spent int) {
	l.s.t.Helper()
	has := map[string]int{}
	for _, c := range pages[struct {
		Status string `json:"status"`
	}](a, "/operation/my-coupons") {
		has[c.Status]++
	}
	if want := map[string]int{"unused": claimed, "used": spent}; !maps.Equal(has, want) {
		l.s.t.Errorf("%s: the coupons are %v, not %v", a.name, has, want)
	}
}
