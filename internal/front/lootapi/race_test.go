package lootapi_test

import (
	"fmt"
	"sync"
	"testing"

	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/store"
)

// race calls n times at once.
func race(n int, call func(i int) answer) []answer {
	out := make([]answer, n)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-gate
			out[i] = call(i)
		})
	}
	close(gate)
	wg.Wait()
	return out
}

// only checks that one answer is a success and all others the refusal.
func only(t *testing.T, answers []answer, status int, refusal string) {
	t.Helper()
	won := 0
	for _, a := range answers {
		switch {
		case a.status == 200:
			won++
		case a.status != status || a.refusal() != refusal:
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d callers won", won, len(answers))
	}
}

func (b *bench) count(text string, args ...any) int64 {
	b.t.Helper()
	n, _, err := store.SelectOne[int64](b.t.Context(), b.store, text, args...)
	b.must(err)
	return n
}

func (b *bench) balance(s someone) int64 {
	b.t.Helper()
	acc, err := ledger.LoadAccount(b.t.Context(), b.store, ledger.Member(s.id), ledger.Point)
	b.must(err)
	return int64(acc.Posted)
}

const lastBox = `{"loot_box_id": 2}`

// A hundred members want the last prize of a box.
func TestTheLastPrizeHasOneWinner(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.putBox(lootbox.PutCmd{ID: 2, Name: "单奖盲盒", Price: 10, State: lootbox.Opened, SoldOut: lootbox.Renormalise, Prizes: []lootbox.PrizeCmd{item(lootbox.WeightSum, 1)}})
		callers := make([]someone, 100)
		for i := range callers {
			callers[i] = b.enter(fmt.Sprintf("caller %d", i), 10)
		}
		only(t, race(len(callers), func(i int) answer { return b.call(callers[i].cookie, "POST", "/api/lootbox/draw", lastBox) }), 400, "奖品已抽完")
		if items, spent := b.count("SELECT count(*) FROM item"), b.count("SELECT count(*) FROM account WHERE posted = 0"); items != 1 || spent != 1 {
			t.Errorf("%d items were handed out and %d members paid", items, spent)
		}
	})
}

// One member spends a whole balance two hundred times at once.
func TestABalanceIsSpentOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		none := []lootbox.PrizeCmd{item(lootbox.WeightSum, lootbox.Unlimited)}
		b.putBox(lootbox.PutCmd{ID: 2, Name: "实物盲盒", Price: 100, State: lootbox.Opened, SoldOut: lootbox.Renormalise, Prizes: none})
		alice := b.enter("alice", 100)
		only(t, race(200, func(int) answer { return b.call(alice.cookie, "POST", "/api/lootbox/draw", lastBox) }), 400, "积分不足")
		if left := b.balance(alice); left != 0 {
			t.Errorf("%d points are left", left)
		}
	})
}

// One request with one key, from a hundred connections.
func TestAKeyIsOneDraw(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.enter("alice", 10_000)
		answers := race(100, func(int) answer {
			return b.call(alice.cookie, "POST", "/api/lootbox/draw", `{"loot_box_id": 1}`, "Idempotency-Key", "k")
		})
		first := 0
		for _, a := range answers {
			if a.status != 200 || a.body != answers[0].body {
				t.Errorf("%d %s", a.status, a.body)
			}
			if a.header.Get("Idempotent-Replayed") == "" {
				first++
			}
		}
		if n := b.count("SELECT count(*) FROM draw"); n != 1 || first != 1 {
			t.Errorf("%d draws, %d first answers", n, first)
		}
	})
}

// A nonce is one session, whoever is fastest.
func TestANonceIsOneSession(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.enter("alice", 0)
		var nonce session.Nonce
		b.write(func(tx *store.Tx) (err error) {
			nonce, err = session.Challenge(tx, alice.address)
			return err
		})
		before := b.count("SELECT count(*) FROM session")
		body := fmt.Sprintf(`{"wallet_address": %q, "signature": %q, "nonce": %q}`, alice.address, alice.sign(nonce.Text), nonce.Text)
		only(t, race(100, func(int) answer { return b.call(nil, "POST", "/verify_signature", body) }), 401, "签名验证失败")
		if n := b.count("SELECT count(*) FROM session") - before; n != 1 {
			t.Errorf("%d sessions", n)
		}
	})
}

// A member asks often, an operator completes and another cancels.
func TestARedemptionEndsOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.enter("alice", 0)
		thing := b.give(alice.id)
		body := fmt.Sprintf(`{"inventory_id": %d}`, thing)
		only(t, race(50, func(int) answer { return b.call(alice.cookie, "POST", "/api/virtual-item/redeem", body) }), 400, "物品不存在或已兑换")
		admin, manager := b.officer(1), b.officer(2)
		only(t, race(100, func(i int) answer {
			if i%2 == 0 {
				return b.call(admin, "PUT", fmt.Sprintf("/admin/virtual-items/complete-redemption/%d", thing), `{"notes": "x"}`)
			}
			return b.call(manager, "PUT", fmt.Sprintf("/admin/virtual-items/cancel-redemption/%d", thing), "")
		}), 400, "该物品没有待处理的兑换请求")
		paid := b.count("SELECT count(*) FROM transfer WHERE reason = 'redemption.payout'")
		completed := b.count("SELECT count(*) FROM redemption WHERE state = 'completed'")
		if all := b.count("SELECT count(*) FROM redemption"); all != 1 || paid != completed {
			t.Errorf("%d redemptions, %d completed, %d paid", all, completed, paid)
		}
		if notes := b.count("SELECT count(*) FROM audit WHERE object = ?", fmt.Sprintf("item:%d", thing)); notes != 1 {
			t.Errorf("%d lines of audit", notes)
		}
	})
}

// A transaction is one reward, however often it is claimed.
func TestATransactionIsOneReward(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice, mallory := b.enter("alice", 0), b.enter("mallory", 0)
		body := fmt.Sprintf(`{"transaction_hash": %q}`, b.chain.pay(alice.wallet, 20_000_000, b.clock.Now()))
		only(t, race(60, func(i int) answer {
			if i%3 == 0 {
				return b.call(mallory.cookie, "POST", "/api/sol-pool/participate", body)
			}
			return b.call(alice.cookie, "POST", "/api/sol-pool/participate", body)
		}), 400, "交易验证失败")
		if a, m := b.balance(alice), b.balance(mallory); a != 50 || m != 0 {
			t.Errorf("alice has %d, mallory %d", a, m)
		}
	})
}

// An operator edits the odds while members draw: every draw is by one version.
func TestDrawsGoOnWhileOddsChange(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		edit := lootbox.PutCmd{ID: 2, Name: "盲盒", Price: 1, State: lootbox.Opened, SoldOut: lootbox.Renormalise,
			Prizes: []lootbox.PrizeCmd{points(1, "1积分", "", catalog.Common, lootbox.WeightSum, 1000)}}
		b.putBox(edit)
		alice := b.enter("alice", 1000)
		race(60, func(i int) answer {
			if i%20 == 0 {
				change := edit
				change.Version = int64(i/20) + 1
				_ = b.store.Write(b.t.Context(), 2, func(tx *store.Tx) error { _, err := b.boxes.Put(tx, change); return err }) // stale ones lose
				return answer{status: 200}
			}
			a := b.call(alice.cookie, "POST", "/api/lootbox/draw", lastBox)
			if a.status != 200 {
				t.Errorf("%d %s", a.status, a.body)
			}
			return a
		})
		if n := b.count("SELECT count(*) FROM draw"); n != 57 || b.balance(alice) != 1000 {
			t.Errorf("%d draws, %d points", n, b.balance(alice))
		}
	})
}
