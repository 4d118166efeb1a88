package system

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"guerdon/internal/platform/pgtest"
)

const (
	kills       = 5
	writers     = 16
	ackedARound = 400 // acknowledged writes before each kill
	subjects    = 20
	wallets     = 8
	fund        = 1_000_000
)

// TestKillUnderLoad kills the server five times while integrators spend and
// wallets draw. Every acknowledged write must be there, every repetition of
// every request must give the same bytes, and the books must be right.
func TestKillUnderLoad(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killUnderLoad(t, "") })
	t.Run("postgres", func(t *testing.T) { killUnderLoad(t, pgtest.URL(t)) })
}

func killUnderLoad(t *testing.T, db string) {
	s := newServer(t, db)
	s.start()
	l := &load{s: s, key: s.tool("apikey", "--name", "system"), acked: map[string]reply{}}
	for i := range subjects {
		if r, ok := s.post(l.url(), l.key, fmt.Sprintf("fund-%d", i), transfer(i, "grant", fund)); !ok || r.status != 200 {
			t.Fatal("fund", r)
		}
	}
	for range wallets {
		w := newWallet(t)
		s.signIn(w)
		l.wallets = append(l.wallets, w)
		body := fmt.Sprintf(`{"subject":"wallet:%s","asset":"POINT","amount":"%d","kind":"grant","reason":"system"}`, w.address, fund)
		if r, ok := s.post(l.url(), l.key, "fund-"+w.address, body); !ok || r.status != 200 {
			t.Fatal("fund", r)
		}
	}
	for range kills {
		l.round()
		s.start()
		l.replay()
	}
	l.checkBalances()
	s.kill()
	t.Log(s.tool("verify"))
}

// load is what was sent and what was answered.
type load struct {
	s       *server
	key     string
	wallets []*wallet
	next    atomic.Int64

	mu    sync.Mutex
	acked map[string]reply // by Idempotency-Key
	sent  []string         // keys, answered or not
}

func (l *load) url() string { return "http://" + l.s.core + "/v1/transfers" }

func transfer(subject int, kind string, n int) string {
	return fmt.Sprintf(`{"subject":"ext:system-%d","asset":"POINT","amount":"%d","kind":"%s","reason":"system"}`, subject, n, kind)
}

// send sends the request that a key stands for: every other one is a draw.
func (l *load) send(key string) (reply, bool) {
	n, _ := strconv.Atoi(key)
	if n%2 == 1 {
		return l.s.post("http://"+l.s.loot+"/api/lootbox/draw", l.wallets[n%wallets].cookie, key, `{"loot_box_id":1}`)
	}
	return l.s.post(l.url(), l.key, key, transfer(n%subjects, "spend", 1))
}

// round spends from many connections and kills the server in the middle.
func (l *load) round() {
	var acked atomic.Int64
	var down atomic.Bool
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for !down.Load() {
				key := strconv.FormatInt(l.next.Add(1), 10)
				r, ok := l.send(key)
				l.note(key, r, ok)
				if ok && acked.Add(1) == ackedARound {
					down.Store(true)
					_ = l.s.cmd.Process.Kill()
				}
			}
		})
	}
	wg.Wait()
	l.s.kill()
}

func (l *load) note(key string, r reply, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, key)
	if ok && r.status == 200 {
		l.acked[key] = r
	}
}

// replay repeats every request that was ever sent.
func (l *load) replay() {
	keys := make(chan string, len(l.sent))
	for _, k := range l.sent {
		keys <- k
	}
	close(keys)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for k := range keys {
				l.replayOne(k)
			}
		})
	}
	wg.Wait()
}

func (l *load) replayOne(key string) {
	r, ok := l.send(key)
	if !ok || r.status != 200 {
		l.s.t.Errorf("repeat %s: %v %v", key, r, ok)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	first, was := l.acked[key]
	if was && (first.body != r.body || !r.replayed) {
		l.s.t.Errorf("repeat %s: %q, first %q, replayed %v", key, r.body, first.body, r.replayed)
	}
	l.acked[key] = r
}

// checkBalances holds every balance to the requests that were sent.
func (l *load) checkBalances() {
	spent := map[int]int{}
	for key := range l.acked {
		if n, _ := strconv.Atoi(key); n%2 == 0 {
			spent[n%subjects]++
		}
	}
	for i := range subjects {
		r, ok := l.s.post(l.url(), l.key, fmt.Sprintf("last-%d", i), transfer(i, "grant", 1))
		var got struct{ Balance string }
		if err := json.Unmarshal([]byte(r.body), &got); !ok || err != nil {
			l.s.t.Fatal(r, err)
		}
		if want := strconv.Itoa(fund - spent[i] + 1); got.Balance != want {
			l.s.t.Errorf("subject %d has %s, want %s", i, got.Balance, want)
		}
	}
}
