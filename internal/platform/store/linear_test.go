package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// spend is one operation on an account, and what it answered.
type spend struct {
	account id.ID
	amount  int64
}

type spent struct {
	balance int64
	refused bool
}

// spends is how one account must look from outside: each operation takes
// effect at one instant between its call and its answer.
var spends = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byAccount := map[id.ID][]porcupine.Operation{}
		for _, op := range history {
			a := op.Input.(spend).account
			byAccount[a] = append(byAccount[a], op)
		}
		var out [][]porcupine.Operation
		for _, list := range byAccount {
			out = append(out, list)
		}
		return out
	},
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		before, in, out := state.(int64), input.(spend), output.(spent)
		after := before + in.amount
		if after < 0 {
			return out.refused && out.balance == before, before
		}
		return !out.refused && out.balance == after, after
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
}

func (in spend) on(s *store.Store, t *testing.T) spent {
	var out spent
	err := s.Write(t.Context(), in.account.Bucket(), func(tx *store.Tx) error {
		a, _, err := accounts.Get(tx, keyOf(in.account))
		if err != nil {
			return err
		}
		out = spent{balance: a.Balance}
		if a.Balance+in.amount < 0 {
			return errNo
		}
		a.key, a.Balance = keyOf(in.account), a.Balance+in.amount
		out.balance = a.Balance
		accounts.Put(tx, a)
		return nil
	})
	if out.refused = errors.Is(err, errNo); err != nil && !out.refused {
		t.Error(err)
	}
	return out
}

func testLinearizable(t *testing.T, e env) {
	n := fresh()
	stores := []*store.Store{e.Store}
	if !e.memory() {
		stores = append(stores, e.open(t, store.Options{}))
	}
	const accounts, clients, each = 3, 8, 40
	histories := make([][]porcupine.Operation, clients)
	start := time.Now()
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for i := range each {
				in := spend{n + id.ID((c*7+i*3)%accounts), int64((c*13+i*29)%15 - 7)}
				call := time.Since(start).Nanoseconds()
				out := in.on(stores[c%len(stores)], t)
				histories[c] = append(histories[c], porcupine.Operation{ClientId: c, Input: in, Call: call, Output: out, Return: time.Since(start).Nanoseconds()})
			}
		})
	}
	all.Wait()
	var history []porcupine.Operation
	for _, h := range histories {
		history = append(history, h...)
	}
	if result := porcupine.CheckOperationsTimeout(spends, history, time.Minute); result != porcupine.Ok {
		t.Errorf("the history is not linearizable: %v", result)
	}
}
