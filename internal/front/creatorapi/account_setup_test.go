package creatorapi_test

import (
	"fmt"
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/referral"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
)

// siteURL is where people register, as the document has it.
const siteURL = "https://example.com"

// buildAccounts builds the area's modules into b.deps.
func (b *bench) buildAccounts() {
	b.deps.Referrals = referral.New(b.book, nil)
	b.deps.ReferralBase = siteURL
	b.welcoming(nil)
	b.checks = append(b.checks, account.Check(), referral.Check())
	b.commands["give_credits"] = b.giveCredits
	b.commands["give_membership"] = b.giveMembership
	b.commands["suspend"] = b.suspend
	b.commands["first_payment"] = b.firstPayment
}

// welcoming builds the accounts anew, with what new members get.
func (b *bench) welcoming(w account.Welcomes) {
	hasher, err := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Parallelism: 1}, 2)
	b.must(err)
	b.deps.Accounts = account.New(account.Options{
		Store: b.store, Hasher: hasher, Signer: b.signer, Verifier: b.verifier, Referrals: b.deps.Referrals, Welcomes: w,
		Key: b.master.Derive("account", 32), Now: b.clock.Now,
	})
}

// named is the member with a username.
func (b *bench) named(username string) id.ID {
	b.t.Helper()
	m, found, err := member.Lookup(b.t.Context(), b.store, member.Username(username))
	b.must(err)
	if !found {
		b.t.Fatalf("nobody is %s", username)
	}
	return m
}

// giveCredits is @give_credits NAME AMOUNT: bought ones.
func (b *bench) giveCredits(_ *transcript.Runner, args ...string) error {
	n, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return err
	}
	b.write(func(tx *store.Tx) error {
		_, err := b.book.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Member(b.named(args[0])), Asset: ledger.Credit, Amount: amount.Amount(n), Kind: ledger.Buy, Reason: "credit.recharge", Actor: actor.OfSystem,
		})
		return err
	})
	return nil
}

// giveMembership is @give_membership NAME PLAN.
func (b *bench) giveMembership(_ *transcript.Runner, args ...string) error {
	b.write(func(tx *store.Tx) error {
		_, err := membership.Extend(tx, membership.ExtendCmd{Member: b.named(args[0]), Plan: membership.Plan(args[1]), Source: fmt.Sprintf("test:%s", args[0])})
		return err
	})
	return nil
}

// suspend is @suspend NAME.
func (b *bench) suspend(_ *transcript.Runner, args ...string) error {
	b.write(func(tx *store.Tx) error {
		_, err := member.SetStatus(tx, b.named(args[0]), member.Suspended)
		return err
	})
	return nil
}

// firstPayment is @first_payment NAME ORDER.
func (b *bench) firstPayment(_ *transcript.Runner, args ...string) error {
	b.write(func(tx *store.Tx) error { return b.deps.Referrals.Paid(tx, b.named(args[0]), args[1]) })
	return nil
}
