package lootapi_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
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
			engines(t, func(t *testing.T, b *bench) { b.play(t, file) })
		})
	}
}

func (b *bench) play(t *testing.T, file string) {
	r := &transcript.Runner{Target: transcript.Handler(b.handler), Vars: map[string]string{"target": target}, Funcs: signing, Commands: b.commands()}
	r.Vars["hash_never_sent"] = walletOf("alice").sign("never sent").String()
	for name, command := range b.payments(r.Vars) {
		r.Commands[name] = command
	}
	r.Run(t, file)
}

// signing are the functions about wallets: they take a name and a text.
var signing = map[string]func(args ...string) (string, error){
	"wallet": func(args ...string) (string, error) { return walletOf(args[0]).address.String(), nil },
	"masked": func(args ...string) (string, error) {
		a := walletOf(args[0]).address.String()
		return a[:4] + "..." + a[len(a)-4:], nil
	},
	"base58": func(args ...string) (string, error) { return walletOf(args[0]).sign(args[1]).String(), nil },
	"base64": func(args ...string) (string, error) {
		s := walletOf(args[0]).sign(args[1])
		return base64.StdEncoding.EncodeToString(s[:]), nil
	},
	"list":   func(args ...string) (string, error) { return numbers(args, "[%s]", "%[2]d") },
	"object": func(args ...string) (string, error) { return numbers(args, "{%s}", `"%[1]d":%[2]d`) },
	"message_of": func(args ...string) (string, error) {
		var text string
		err := json.Unmarshal([]byte(`"`+args[0]+`"`), &text)
		return text, err
	},
}

// numbers writes a signature's bytes as a page does.
func numbers(args []string, around, each string) (string, error) {
	parts := make([]string, 0, chain.SignatureSize)
	for i, n := range walletOf(args[0]).sign(args[1]) {
		parts = append(parts, fmt.Sprintf(each, i, n))
	}
	return fmt.Sprintf(around, strings.Join(parts, ",")), nil
}

// memberOf is the member whom a name's wallet belongs to.
func (b *bench) memberOf(name string) member.Member {
	b.t.Helper()
	mid, found, err := member.Lookup(b.t.Context(), b.store, member.Wallet(walletOf(name).address.String()))
	b.must(err)
	if !found {
		b.t.Fatalf("nobody is %s", name)
	}
	m, err := member.Load(b.t.Context(), b.store, mid)
	b.must(err)
	return m
}

// commands are the steps that no request of this front takes.
func (b *bench) commands() map[string]func(args ...string) error {
	return map[string]func(args ...string) error{
		"advance": func(args ...string) error {
			d, err := time.ParseDuration(args[0])
			b.clock.Advance(d)
			return err
		},
		"grant": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 64)
			b.grant(b.memberOf(args[0]).ID, n)
			return err
		},
		"gift": func(args ...string) error { b.give(b.memberOf(args[0]).ID); return nil },
		"dice": func(args ...string) error {
			low, err := strconv.ParseUint(args[0], 10, 64)
			b.loadDice(low, low+1000)
			return err
		},
		"box": func(args ...string) error { return b.boxCommand(args) },
		"suspend": func(args ...string) error {
			b.write(func(tx *store.Tx) error {
				_, err := member.SetStatus(tx, b.memberOf(args[0]).ID, member.Suspended)
				return err
			})
			b.deps.Directory.Forget()
			return nil
		},
		"disable": func(args ...string) error {
			disabled := operator.Disabled
			b.write(func(tx *store.Tx) error {
				_, _, err := operator.Change(tx, operator.ChangeCmd{Operator: 2, Status: &disabled})
				return err
			})
			return nil
		},
		"work": func(...string) error {
			_, err := b.runner.Step(b.t.Context())
			return err
		},
	}
}

// boxCommand makes a box of a kind that the document only mentions: 2 is
// closed, 3 a draft, 4 sold for SOL, 5 has one prize of each kind and closes
// when one is out, 6 has one prize of one, 7 costs nothing.
func (b *bench) boxCommand([]string) error {
	one := []lootbox.PrizeCmd{points(30, "30积分", "普通积分奖励", "common", lootbox.WeightSum, 1)}
	two := []lootbox.PrizeCmd{points(30, "30积分", "普通积分奖励", "common", 1_000, 1), item(999_000, 5)}
	b.putBox(lootbox.PutCmd{ID: 2, Name: "已下架盲盒", Price: 10, State: lootbox.Closed, SoldOut: lootbox.Renormalise, Prizes: one})
	b.putBox(lootbox.PutCmd{ID: 3, Name: "草稿", Price: 10, State: lootbox.Draft, SoldOut: lootbox.Renormalise, Prizes: one})
	b.putBox(lootbox.PutCmd{ID: 4, Name: "SOL盲盒", PriceSOL: 20_000_000, State: lootbox.Opened, SoldOut: lootbox.Renormalise, Prizes: one})
	b.putBox(lootbox.PutCmd{ID: 5, Name: "双奖盲盒", Price: 10, State: lootbox.Opened, SoldOut: lootbox.CloseBox, Prizes: two})
	b.putBox(lootbox.PutCmd{ID: 6, Name: "单奖盲盒", Price: 10, State: lootbox.Opened, SoldOut: lootbox.Renormalise, Prizes: one})
	one[0].Stock = lootbox.Unlimited
	b.putBox(lootbox.PutCmd{ID: 7, Name: "免费盲盒", State: lootbox.Opened, SoldOut: lootbox.Renormalise, Prizes: one})
	return nil
}

// payments are the commands about the chain. They leave the hash of the
// last transaction in the variable "paid".
func (b *bench) payments(vars map[string]string) map[string]func(args ...string) error {
	var last chain.Signature
	show := func() {}
	return map[string]func(args ...string) error{
		"pay": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 64)
			last = b.chain.pay(walletOf(args[0]), amount.Amount(n), b.clock.Now())
			vars["paid"] = last.String()
			return err
		},
		// @payout WALLET LAMPORTS: the house pays a member.
		"payout": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 64)
			last = b.chain.transfer(walletOf("house"), walletOf(args[0]).address, amount.Amount(n), b.clock.Now())
			vars["paid"] = last.String()
			return err
		},
		"hide": func(...string) error { show = b.chain.hide(last); return nil },
		"show": func(...string) error { show(); return nil },
		"chain": func(args ...string) error {
			b.chain.set(map[string]error{"up": nil, "away": chain.ErrUnavailable, "none": chain.ErrNotConfigured}[args[0]])
			return nil
		},
	}
}
