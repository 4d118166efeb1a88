package order_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
)

// Whoever changes the rows around the rules is seen.
func TestTheCheckSees(t *testing.T) {
	for text, part := range map[string]string{
		"UPDATE purchase SET credits = 101 WHERE kind = 'recharge' AND refunds = 0":                 "credits",
		"UPDATE purchase SET bonus = bonus + 5 WHERE kind = 'recharge' AND refunds = 0":             "credits",
		"UPDATE purchase SET state = 'pending', paid_at = 0, transaction_id = '' WHERE refunds = 0": "credits",
		"DELETE FROM purchase WHERE kind = 'recharge' AND refunds = 0":                              "no such order",
		"UPDATE purchase SET ends_at = ends_at + 1 WHERE kind = 'membership'":                       "membership",
		"DELETE FROM payment_transaction":                                                           "transaction",
		"UPDATE payment_transaction SET amount = amount + 1":                                        "did not pay",
		"UPDATE payer SET paid = paid + 1":                                                          "counted",
		"DELETE FROM payer":                                                                         "none is counted",
		"UPDATE purchase_refund SET credits = 0":                                                    "credits",
		"DELETE FROM purchase_refund":                                                               "refunds",
		"UPDATE purchase_refund SET state = 'failed'":                                               "refund",
		"UPDATE membership SET ends_at = ends_at + 1":                                               "membership",
		"UPDATE purchase SET bucket = bucket + 1":                                                   "bucket",
		"UPDATE purchase SET payable = payable + 1 WHERE kind = 'recharge'":                         "is to be paid",
	} {
		t.Run(text, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "guerdon.db")
			b := newBench(t, func(_ testing.TB, o store.Options) *store.Store {
				if err := migration.SQLite(t.Context(), path); err != nil {
					t.Fatal(err)
				}
				s, err := store.OpenSQLite(t.Context(), path, o)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(s.Close)
				return s
			})
			back := b.recharge(1000, payment.Alipay)
			b.pay(back)
			b.pay(b.recharge(1000, payment.Alipay))
			b.pay(b.plan(membership.Monthly, payment.Wechat))
			_, err := b.refund(back)
			b.must(err)
			b.work()
			b.verify()
			db, err := sql.Open("sqlite", store.SQLiteDSN(path))
			b.must(err)
			defer db.Close()
			_, err = db.ExecContext(t.Context(), text)
			b.must(err)
			found := b.differences()
			if len(found) == 0 {
				t.Fatal("nothing is seen")
			}
			for _, d := range found {
				if strings.Contains(d.String(), part) {
					return
				}
			}
			t.Errorf("%v, want something about %q", found, part)
		})
	}
}
