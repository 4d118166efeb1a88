package exchange_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the driver that the tampering uses

	"guerdon/internal/domain/exchange"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Whoever changes a row behind the program's back is found out.
func TestCheckFindsWhatWasAltered(t *testing.T) {
	for what, tampering := range map[string]string{
		"a stock":                              "UPDATE product_stock SET taken = taken - 1",
		"an oversold stock":                    "UPDATE product_stock SET supplied = 0",
		"a count":                              "UPDATE exchange_count SET taken = taken + 1",
		"a missing count":                      "DELETE FROM exchange_count",
		"a quantity":                           "UPDATE exchange SET quantity = quantity + 1",
		"the points":                           "UPDATE exchange SET points = points + 1",
		"a debit":                              "UPDATE exchange SET transfer = 12345",
		"a rejection undone":                   "UPDATE exchange SET state = 'approved' WHERE state = 'rejected'",
		"a refund that is no more than a word": "UPDATE exchange SET state = 'rejected' WHERE state = 'pending'",
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "guerdon.db")
			if err := migration.SQLite(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			s, err := store.OpenSQLite(t.Context(), path, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			b := setup(t, s)
			mid, o := b.join("m", 0, 100), b.put(notebook(50))
			rejected, err := b.request(exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 1})
			if err != nil {
				t.Fatal(err)
			}
			b.decide(b.exchange.Reject, rejected.ID)
			if _, err := b.request(exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 1}); err != nil {
				t.Fatal(err)
			}
			b.verify()
			tamper(t, path, tampering)
			found, err := verify.All(t.Context(), s, nil, exchange.Check())
			if err != nil || found.Count == 0 {
				t.Fatal("nothing was found", err)
			}
		})
	}
}

func tamper(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	done, err := db.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%d rows, %v", n, err)
	}
}
