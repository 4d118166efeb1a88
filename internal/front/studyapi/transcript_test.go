package studyapi_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/study"
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
	r := &transcript.Runner{Target: transcript.Handler(b.handler), Vars: map[string]string{}, Commands: b.commands()}
	r.Funcs = map[string]func(args ...string) (string, error){
		// member SUBJECT, admin SUBJECT DOMAIN, root SUBJECT
		"member": func(args ...string) (string, error) { return b.bearer(args[0], "member", 0), nil },
		"admin": func(args ...string) (string, error) {
			domain, err := strconv.ParseInt(args[1], 10, 64)
			return b.bearer(args[0], "domain_admin", domain), err
		},
		"root": func(args ...string) (string, error) { return b.bearer(args[0], "admin", 0), nil },
	}
	r.Run(t, file)
}

// commands are the steps that no request of this front takes.
func (b *bench) commands() map[string]func(args ...string) error {
	events := 0
	return map[string]func(args ...string) error{
		"advance": func(args ...string) error {
			d, err := time.ParseDuration(args[0])
			b.clock.Advance(d)
			return err
		},
		"grant": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 64)
			b.grant(args[0], n)
			return err
		},
		// domain SUBJECT DOMAIN
		"domain": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 32)
			mid := b.memberOf(args[0])
			b.write(func(tx *store.Tx) error { _, err := member.SetDomain(tx, mid, int32(n)); return err })
			return err
		},
		// unlock SUBJECT CODE NAME POINTS
		"unlock": func(args ...string) error {
			n, err := strconv.ParseInt(args[3], 10, 64)
			cmd := study.UnlockCmd{Event: "unlock", Member: b.memberOf(args[0]), Achievement: args[1], Name: args[2], By: actor.OfSystem}
			cmd.Points = amount.Amount(n)
			b.write(func(tx *store.Tx) error { _, err := b.study.Unlock(tx, cmd); return err })
			return err
		},
		// session SUBJECT MINUTES PROJECT, which is completed where one is named
		"session": func(args ...string) error {
			n, err := strconv.ParseInt(args[1], 10, 64)
			events++
			cmd := study.RecordCmd{Event: fmt.Sprint("s", events), Member: b.memberOf(args[0]), Minutes: n, At: b.clock.Now(), By: actor.OfSystem}
			if len(args) > 2 {
				cmd.Project, cmd.Completed = args[2], true
			}
			b.write(func(tx *store.Tx) error { _, err := b.study.Record(tx, cmd); return err })
			return err
		},
		// correct SUBJECT EVENT
		"correct": func(args ...string) error {
			cmd := study.ReverseCmd{Event: "correction", Of: args[1], Member: b.memberOf(args[0]), By: actor.OfSystem}
			b.write(func(tx *store.Tx) error { _, err := b.study.Reverse(tx, cmd); return err })
			return nil
		},
		"checkin": func(args ...string) error { b.checkIn(b.memberOf(args[0])); return nil },
		"decide":  func(args ...string) error { return b.decide(args) },
		"product": func(args ...string) error { b.products(); return nil },
		"suspend": func(args ...string) error {
			mid := b.memberOf(args[0])
			b.write(func(tx *store.Tx) error { _, err := member.SetStatus(tx, mid, member.Suspended); return err })
			b.directory.Forget()
			return nil
		},
		"adjust": func(args ...string) error {
			mid := b.memberOf(args[0])
			b.write(func(tx *store.Tx) error {
				_, err := b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Member(mid), Credit: ledger.Issuance, Asset: ledger.Study, Amount: 3, Kind: ledger.Adjust, Reason: "误发更正", Actor: actor.OfSystem})
				return err
			})
			return nil
		},
	}
}

func (b *bench) checkIn(mid id.ID) {
	r := rule.Named("checkin")
	r.Asset, r.Amount, r.Status, r.Description = ledger.Study, 5, rule.Active, "每日签到"
	b.write(func(tx *store.Tx) error {
		if _, err := rule.Put(tx, r); err != nil {
			return err
		}
		_, err := rule.New(b.ledger).Award(tx, rule.AwardCmd{Member: mid, Rule: "checkin", Source: "day", At: tx.Now(), By: actor.OfSystem})
		return err
	})
}

// decide VERB ID
func (b *bench) decide(args []string) error {
	i, err := strconv.ParseInt(args[1], 10, 64)
	verb := map[string]func(*store.Tx, exchange.DecideCmd) (exchange.Exchange, error){
		"approve": b.exchange.Approve, "reject": b.exchange.Reject, "complete": b.exchange.Complete,
	}[args[0]]
	b.write(func(tx *store.Tx) error {
		_, err := verb(tx, exchange.DecideCmd{Exchange: id.ID(i), Actor: actor.OfSystem})
		return err
	})
	return err
}

// products are 2, which needs no review and never runs out; 3, of which one
// is left; 4, of which one may have two; 5, which is off; 6 of domain 13; 7 of
// domain 14.
func (b *bench) products() {
	unlimited, one, ten := int64(exchange.Unlimited), int64(1), int64(10)
	base := exchange.PutCmd{Category: "virtual", Kind: exchange.Virtual, Price: 10, Status: exchange.Available, Stock: &unlimited}
	for i, change := range []func(*exchange.PutCmd){
		func(*exchange.PutCmd) {},
		func(c *exchange.PutCmd) { c.Stock = &one },
		func(c *exchange.PutCmd) { c.MemberMax, c.Stock = 2, &ten },
		func(c *exchange.PutCmd) { c.Status = exchange.Off },
		func(c *exchange.PutCmd) { c.Domain = 13 },
		func(c *exchange.PutCmd) { c.Domain = 14 },
	} {
		cmd := base
		cmd.ID, cmd.Name, cmd.SortOrder = id.ID(i+2), fmt.Sprint("商品", i+2), int32(i+2)
		change(&cmd)
		b.put(cmd)
	}
}
