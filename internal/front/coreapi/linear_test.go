package coreapi_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// accountCall is one call on an account, and accountAnswer what it was told.
type accountCall struct {
	kind   string // spend, grant or read
	amount int64
}

type accountAnswer struct {
	refused bool
	balance int64 // after it; before it where it was refused
}

// accountModel is an account that does one thing at a time.
var accountModel = porcupine.Model{
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		balance, in, out := state.(int64), input.(accountCall), output.(accountAnswer)
		switch {
		case in.kind == "read":
			return out.balance == balance, balance
		case in.kind == "grant":
			return out.balance == balance+in.amount, balance + in.amount
		case balance < in.amount:
			return out.refused && out.balance == balance, balance
		}
		return !out.refused && out.balance == balance-in.amount, balance - in.amount
	},
}

// Whatever several clients do to one account at once, there is an order of
// their calls, one after another, that explains every answer.
func TestSpendsAreLinearizable(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.grant("ann", "1")
		b.ok("POST", "/v1/transfers", `{"subject":"ann","asset":"POINT","amount":"1","kind":"spend"}`)
		const clients, calls = 8, 60
		var mu sync.Mutex
		var history []porcupine.Operation
		var wait sync.WaitGroup
		began := time.Now()
		for client := range clients {
			wait.Go(func() {
				dice := rand.New(rand.NewPCG(uint64(client), 1))
				for range calls {
					in := accountCall{[]string{"spend", "spend", "grant", "read"}[dice.IntN(4)], 1 + dice.Int64N(5)}
					called := time.Since(began)
					out := b.callAccount(in)
					op := porcupine.Operation{ClientId: client, Input: in, Output: out, Call: int64(called), Return: int64(time.Since(began))}
					mu.Lock()
					history = append(history, op)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		refused := 0
		for _, op := range history {
			if op.Output.(accountAnswer).refused {
				refused++
			}
		}
		if refused == 0 || refused > clients*calls/2 {
			b.Errorf("%d of %d were refused: the test says little", refused, clients*calls)
		}
		if result := porcupine.CheckOperationsTimeout(accountModel, history, time.Minute); result != porcupine.Ok {
			b.Errorf("no order explains the answers: %s", result)
		}
	})
}

// callAccount does one call as a client would.
func (b *bench) callAccount(in accountCall) accountAnswer {
	if in.kind == "read" {
		list := b.send("GET", "/v1/accounts?subject=ann", nil).list()
		return accountAnswer{balance: b.number(at(b, list, 0, "posted"))}
	}
	r := b.send("POST", "/v1/transfers", map[string]any{"subject": "ann", "asset": "POINT", "amount": fmt.Sprint(in.amount), "kind": in.kind})
	if r.status == 422 {
		return accountAnswer{true, b.number(at(b, r.json(), "params", "available"))}
	}
	if r.status != 200 {
		b.Errorf("%s: %d %s", r.request, r.status, r.body)
	}
	return accountAnswer{balance: b.number(r.json()["balance"])}
}

func (b *bench) number(v any) int64 {
	n, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
	if err != nil {
		b.Error(err)
	}
	return n
}
