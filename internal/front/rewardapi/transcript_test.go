package rewardapi_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/store"
)

// The documented examples, and every documented error, word for word.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.http")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				now := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }) // commands change it
				r := &transcript.Runner{
					Target: transcript.Handler(now), Vars: map[string]string{}, Commands: b.commands(),
					Funcs: map[string]func(args ...string) (string, error){
						"token": func(args ...string) (string, error) { return b.bearer(args[0]), nil },
					},
				}
				r.Run(t, file)
			})
		})
	}
}

// commands are the steps that no request of this front takes.
func (b *bench) commands() map[string]func(args ...string) error {
	return map[string]func(args ...string) error{
		"advance": func(args ...string) error {
			d, err := time.ParseDuration(args[0])
			b.clock.Advance(d)
			return err
		},
		// named NAME ID: a member with an id of the document's.
		"named": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 64)
			b.write(func(tx *store.Tx) error {
				_, err := member.CreateWithID(tx, id.ID(n), member.External(args[0]))
				return err
			})
			return err
		},
		// referred NAME BY
		"referred": func(args ...string) error {
			who, by := b.member(args[0]), b.member(args[1])
			b.write(func(tx *store.Tx) error { _, err := member.SetReferrer(tx, who, by); return err })
			return nil
		},
		// role NAME ROLE [REGION]
		"role": func(args ...string) error {
			role := member.Role{Name: member.RoleName(args[1])}
			if len(args) > 2 {
				role.Region = args[2]
			}
			who := b.member(args[0])
			b.write(func(tx *store.Tx) error {
				has, err := member.RolesIn(tx, who)
				if err != nil {
					return err
				}
				_, err = member.SetRoles(tx, who, append(has, role))
				return err
			})
			return nil
		},
		// adopts NAME EVENT
		"adopts":  func(args ...string) error { b.adopt(args[1], b.member(args[0]), 1); return nil },
		"sweep":   func(...string) error { return b.rewards.Sweep(b.t.Context()) },
		"terms":   b.termsCommand,
		"wallet":  func(args ...string) error { b.wallet.away.Store(args[0] == "away"); return nil },
		"suspend": b.suspendCommand,
		"pool":    b.poolCommand,
		"pause": func(args ...string) error {
			return b.store.Write(b.t.Context(), 0, func(tx *store.Tx) error {
				return settlement.SetCurrency(tx, settlement.SetCurrencyCmd{Currency: settlement.Currency(args[0]), State: settlement.CurrencyPaused, Reason: "a test", Actor: actor.OfSystem})
			})
		},
		"impatient": func(args ...string) error {
			d, err := time.ParseDuration(args[0])
			b.impatient(d)
			return err
		},
		"hold":  func(args ...string) error { return b.holdCommand(args[0]) },
		"ended": func(...string) error { return b.awaitEnd() },
	}
}

// termsCommand makes a new table: right=usdt/percent for each right that is
// worth something.
func (b *bench) termsCommand(args ...string) error {
	now, err := reward.LoadTerms(b.t.Context(), b.store, 0)
	if err != nil {
		return err
	}
	of := map[reward.Right]reward.Term{}
	for _, r := range reward.Rights() {
		of[r] = reward.Term{Claim: now.Of[r].Claim}
	}
	for _, arg := range args {
		right, worth, _ := strings.Cut(arg, "=")
		usdt, percent, _ := strings.Cut(worth, "/")
		term := of[reward.Right(right)]
		if term.USDT, err = amount.Parse(usdt, 6); err != nil {
			return err
		}
		if term.Percent, err = amount.Parse(percent, reward.PercentScale); err != nil {
			return err
		}
		of[reward.Right(right)] = term
	}
	return b.store.Write(b.t.Context(), 0, func(tx *store.Tx) error {
		_, err := reward.PutTerms(tx, reward.PutTermsCmd{Terms: reward.Terms{Version: now.Version, Of: of}, Reason: "a test", Actor: actor.OfSystem})
		return err
	})
}

func (b *bench) suspendCommand(args ...string) error {
	who := b.member(args[0])
	b.write(func(tx *store.Tx) error { _, err := member.SetStatus(tx, who, member.Suspended); return err })
	b.directory.Forget()
	return nil
}

// poolCommand makes the simulated pool of a currency so large.
func (b *bench) poolCommand(args ...string) error {
	c := settlement.Currency(args[0])
	n, err := amount.Parse(args[1], c.Scale())
	if err != nil {
		return err
	}
	return b.store.Write(b.t.Context(), 0, func(tx *store.Tx) error { return simulated.SetPool(tx, c, n) })
}

// holdCommand holds the newest settleable reward of a member.
func (b *bench) holdCommand(name string) error {
	list, err := reward.Browse(b.t.Context(), b.store, reward.BrowseCmd{Member: b.member(name), State: reward.Settleable, Limit: 1, Now: b.clock.Now()})
	if err != nil || len(list) == 0 {
		return fmt.Errorf("nothing to hold: %w", err)
	}
	return b.store.Write(b.t.Context(), list[0].Bucket, func(tx *store.Tx) error {
		_, err := b.rewards.Hold(tx, reward.DecideCmd{Reward: list[0].ID, Reason: "a test", Actor: actor.OfSystem})
		return err
	})
}

// awaitEnd waits until no settlement is open.
func (b *bench) awaitEnd() error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); <-tick.C {
		open, err := settlement.List(b.t.Context(), b.store, settlement.ListCmd{Open: true, Limit: 1})
		if err != nil || len(open) == 0 {
			return err
		}
	}
	return fmt.Errorf("a settlement does not end")
}
