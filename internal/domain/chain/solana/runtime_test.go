package solana

import (
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
)

// scene is one transaction in the runtime and what the product makes of it.
type scene struct {
	name  string
	plan  func(*stage) object
	paid  amount.Amount // what counts; 0 for the fee
	cause error         // why it does not count
	want  func(*stage, *chain.Want)
}

// stage has fresh parties for each scene.
type stage struct {
	*shim
	wallet, stranger, target party
}

func (s *shim) stage(n byte) *stage {
	const rich = 10_000_000_000
	return &stage{shim: s, wallet: s.party(n, rich), stranger: s.party(n+1, rich), target: s.party(n+2, 1_000_000)}
}

func (s *stage) pay(lamports int64) object { return transfer(s.wallet, s.target, lamports) }

func (s *stage) plan(version any, instructions ...object) object {
	return object{"version": version, "payer": s.wallet.seed, "signers": []string{s.stranger.seed, s.target.seed}, "instructions": instructions}
}

var accepted = []scene{
	{name: "a legacy transaction", plan: func(s *stage) object { return s.plan("legacy", s.pay(20_000_000)) }},
	{name: "a version-0 transaction", plan: func(s *stage) object { return s.plan(0, s.pay(20_000_000)) }},
	{name: "a version-1 transaction", plan: func(s *stage) object { return s.plan(1, s.pay(20_000_000)) }},
	{name: "the target in a lookup table", plan: func(s *stage) object {
		table := s.party(250, 0)
		addresses := []string{s.stranger.text, s.target.text}
		s.do(nil, "shim_lookup_table", object{"address": table.text, "addresses": addresses})
		plan := s.plan(0, s.pay(20_000_000), transfer(s.wallet, s.stranger, 1))
		plan["table"] = object{"address": table.text, "addresses": addresses}
		return plan
	}},
	{name: "a legacy wallet's own instructions", plan: func(s *stage) object {
		plan := s.plan("legacy", memo("points"), s.pay(20_000_000), memo("please"))
		plan["compute"] = true
		return plan
	}},
	{name: "a version-0 wallet's own instructions", plan: func(s *stage) object {
		plan := s.plan(0, memo("points"), s.pay(20_000_000))
		plan["compute"] = true
		return plan
	}},
	{name: "several transfers", plan: func(s *stage) object { return s.plan(1, s.pay(5_000_000), s.pay(15_000_000), s.pay(7)) }, paid: 20_000_007},
	{name: "another fee payer", plan: func(s *stage) object {
		plan := s.plan(0, s.pay(20_000_000))
		plan["payer"], plan["signers"] = s.stranger.seed, []string{s.wallet.seed}
		return plan
	}},
	{name: "others pay as well", plan: func(s *stage) object {
		return s.plan(1, s.pay(20_000_000), transfer(s.stranger, s.target, 30_000_000))
	}},
	{name: "an inner transfer", plan: func(s *stage) object {
		return s.plan(1, s.associatedAccount())
	}, paid: 1_148_400, want: func(s *stage, w *chain.Want) { w.Target, w.Lamports = s.account(), 1_148_400 }},
	{name: "an inner and an outer transfer", plan: func(s *stage) object {
		account := party{text: s.account().String()}
		return s.plan("legacy", s.associatedAccount(), transfer(s.wallet, account, 18_851_600))
	}, paid: 20_000_000, want: func(s *stage, w *chain.Want) { w.Target = s.account() }},
}

// associatedAccount makes the associated-token program pay 1,148,400 lamports
// from the wallet to the stranger's account, by an inner System transfer.
func (s *stage) associatedAccount() object {
	mint := s.party(251, 0)
	s.do(nil, "shim_mint", object{"address": mint.text})
	s.do(nil, "shim_fund", object{"address": s.account().String(), "lamports": 890_880})
	return object{"associated_account": object{"payer": s.wallet.text, "owner": s.stranger.text, "mint": mint.text}}
}

func (s *stage) account() chain.Address {
	var text string
	s.do(&text, "shim_associated_address", object{"owner": s.stranger.text, "mint": s.party(251, 0).text})
	return address(s.t, text)
}

var refused = []scene{
	{name: "it failed", plan: func(s *stage) object {
		return s.plan(0, s.pay(20_000_000), transfer(s.wallet, s.target, 1_000_000_000_000))
	}, cause: chain.CauseFailed},
	{name: "to somebody else", plan: func(s *stage) object { return s.plan(1, transfer(s.wallet, s.stranger, 20_000_000)) }, cause: chain.CauseNoTransfer},
	{name: "a lamport too little", plan: func(s *stage) object { return s.plan(1, s.pay(19_999_999)) }, cause: chain.CauseTooLittle},
	{name: "from somebody else", plan: func(s *stage) object {
		return s.plan(0, transfer(s.stranger, s.target, 20_000_000))
	}, cause: chain.CauseNoTransfer},
	{name: "without the wallet", plan: func(s *stage) object {
		plan := s.plan(0, transfer(s.stranger, s.target, 20_000_000), transfer(s.stranger, s.wallet, 1))
		plan["payer"] = s.stranger.seed
		return plan
	}, cause: chain.CauseNotSigner},
	{name: "sent back", plan: func(s *stage) object {
		return s.plan("legacy", s.pay(20_000_000), transfer(s.target, s.wallet, 20_000_000))
	}, cause: chain.CauseBalance},
	{name: "sent on", plan: func(s *stage) object {
		return s.plan(1, s.pay(20_000_000), transfer(s.target, s.stranger, 1))
	}, cause: chain.CauseBalance},
	{name: "from a seed-derived account", plan: func(s *stage) object {
		derived := chain.Address(sha256.Sum256(slices.Concat(s.wallet.address[:], []byte("savings"), chain.System[:])))
		s.do(nil, "shim_fund", object{"address": derived.String(), "lamports": 1_000_000_000})
		return s.plan(0, object{"transfer_with_seed": object{
			"from": derived.String(), "base": s.wallet.text, "seed": "savings", "owner": chain.System.String(),
			"to": s.target.text, "lamports": 20_000_000,
		}})
	}, cause: chain.CauseSeedTransfer},
	{
		name: "from before the member", plan: func(s *stage) object { return s.plan(1, s.pay(20_000_000)) }, cause: chain.CauseBeforeMember,
		want: func(_ *stage, w *chain.Want) { w.MemberSince = w.ClaimedAt.Add(time.Minute) },
	},
	{
		name: "claimed too late", plan: func(s *stage) object { return s.plan(1, s.pay(20_000_000)) }, cause: chain.CauseTooOld,
		want: func(_ *stage, w *chain.Want) { w.ClaimedAt = w.ClaimedAt.Add(chain.DepositAgeMax + time.Minute) },
	},
	{name: "nothing paid", plan: func(s *stage) object { return s.plan(1, memo("nothing")) }, cause: chain.CauseNoTransfer},
}

// The product verifies what a Solana runtime has really executed.
//
// contract: S0-17
func TestDepositsInARuntime(t *testing.T) {
	s := startShim(t)
	client := s.client(nil)
	for i, scene := range slices.Concat(accepted, refused) {
		t.Run(scene.name, func(t *testing.T) {
			now := instant.Of(time.Now())
			s.t = t
			stage := s.stage(byte(1 + 3*i))
			signature := s.send(scene.plan(stage))
			s.finalize()
			want := chain.Want{
				Signature: signature, Wallet: stage.wallet.address, Target: stage.target.address, Lamports: fee,
				MemberSince: now.Add(-time.Minute), ClaimedAt: now,
			}
			if scene.want != nil {
				scene.want(stage, &want)
			}
			deposit, err := chain.FindDeposit(t.Context(), client, want)
			if scene.cause != nil {
				if !errors.Is(err, chain.ErrTransferInvalid) || !errors.Is(err, scene.cause) {
					t.Fatalf("%+v, %v, want: %v", deposit, err, scene.cause)
				}
				return
			}
			if paid := max(scene.paid, want.Lamports); err != nil || deposit.Lamports != paid {
				t.Fatalf("%+v, %v, want %d lamports", deposit, err, paid)
			}
		})
	}
	s.t = t
}

func TestDepositOnItsWay(t *testing.T) {
	s := startShim(t)
	stage := s.stage(1)
	client := s.client(nil)
	var built struct{ Wire, Signature string }
	s.do(&built, "shim_build", stage.plan(1, stage.pay(20_000_000)))
	signature, err := chain.ParseTransactionHash(built.Signature)
	if err != nil {
		t.Fatal(err)
	}
	now := instant.Of(time.Now())
	want := chain.Want{Signature: signature, Wallet: stage.wallet.address, Target: stage.target.address, Lamports: fee, MemberSince: now, ClaimedAt: now}
	notFinal := func(step string, seen bool) {
		t.Helper()
		_, err := chain.FindDeposit(t.Context(), client, want)
		if !errors.Is(err, chain.ErrNotFinal) || fault.Of(err).Params["seen"] != seen {
			t.Fatalf("%s: %v %v, want seen = %t", step, err, fault.Of(err).Params, seen)
		}
	}
	notFinal("before it is sent", false)
	s.do(nil, "shim_fault", object{"method": "sendTransaction", "kind": "dropped"})
	s.do(nil, "sendTransaction", built.Wire, object{"encoding": "base64"})
	notFinal("dropped on its way", false)
	s.do(nil, "sendTransaction", built.Wire, object{"encoding": "base64"})
	notFinal("processed", true)
	s.do(nil, "shim_advance", object{"slots": 31})
	notFinal("confirmed", true)
	s.do(nil, "shim_advance", object{"slots": 1})
	s.do(nil, "shim_fault", object{"method": "getTransaction", "kind": "not_found"})
	notFinal("asked at a node that is behind", true)
	if _, err := chain.FindDeposit(t.Context(), client, want); err != nil {
		t.Fatalf("final: %v", err)
	}
}

func TestDepositsThroughFaults(t *testing.T) {
	s := startShim(t)
	stage := s.stage(1)
	signature := s.send(stage.plan(1, stage.pay(20_000_000)))
	s.finalize()
	now := instant.Of(time.Now())
	want := chain.Want{Signature: signature, Wallet: stage.wallet.address, Target: stage.target.address, Lamports: fee, MemberSince: now, ClaimedAt: now}
	for _, kind := range []string{"500", "503", "429", "hang", "lost", "garbage", "cut", "late"} {
		s.do(nil, "shim_fault", object{"method": "getTransaction", "kind": kind, "times": Tries - 1, "retry_after": 0, "delay_ms": 5})
		client := s.client(func(c *Config) { c.TryTimeout = time.Second })
		if _, err := chain.FindDeposit(t.Context(), client, want); err != nil {
			t.Errorf("two times %s, then the truth: %v", kind, err)
		}
		s.do(nil, "shim_clear_faults")
		if kind == "late" {
			continue
		}
		s.do(nil, "shim_fault", object{"method": "getTransaction", "kind": kind, "times": Tries, "retry_after": 0})
		client = s.client(func(c *Config) { c.TryTimeout = 200 * time.Millisecond })
		if _, err := chain.FindDeposit(t.Context(), client, want); !errors.Is(err, chain.ErrUnavailable) {
			t.Errorf("%s all the time: %v, want ErrUnavailable", kind, err)
		}
		s.do(nil, "shim_clear_faults")
	}
	s.do(nil, "shim_fault", object{"method": "getTransaction", "kind": "oversized"})
	if _, err := chain.FindDeposit(t.Context(), s.client(nil), want); !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("oversized: %v, want ErrUnavailable", err)
	}
}

func TestRuntimeOfAnotherNetwork(t *testing.T) {
	s := startShim(t, "--genesis", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d")
	mainnet := s.client(nil)
	if err := mainnet.CheckNetwork(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b, err := mainnet.LatestBlockhash(t.Context()); err != nil || b.LastValidBlockHeight < 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	other := s.client(func(c *Config) { c.Genesis[0]++ })
	if err := other.CheckNetwork(t.Context()); !errors.Is(err, chain.ErrWrongNetwork) {
		t.Fatalf("%v, want ErrWrongNetwork", err)
	}
}
