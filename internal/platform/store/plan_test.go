package store

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unsafe"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/pgtest"
)

type planKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

type planRow struct {
	planKey
	Owner id.ID  `db:"owner"`
	Note  string `db:"note"`
}

type planGroup struct {
	Owner id.ID `db:"owner"`
}

var (
	planTable = Define[planKey, planRow]("test_plan")
	planIndex = Group[planGroup](planTable, "test_plan_owner")
)

// TestPlans: a lane finds rows by index, however small the table, and one by
// one, however large the batch.
func TestPlans(t *testing.T) {
	s, err := OpenPostgres(t.Context(), pgtest.URL(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	engine := s.engine.(*postgresEngine)
	conn, err := engine.connect(t.Context(), new(atomic.Bool))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	for _, text := range []string{
		"CREATE TABLE test_plan (bucket smallint, id bigint, owner bigint, note text, PRIMARY KEY (bucket, id))",
		"CREATE INDEX test_plan_owner ON test_plan (owner)",
		"INSERT INTO test_plan SELECT n % 1024, n, n % 10, '' FROM generate_series(1, 300) n",
		"ANALYZE test_plan",
	} {
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	meta := planTable.meta
	pick := func(by shape, index int, lock bool) string {
		return postgresSelect(&loadRequest{table: meta, by: by, index: index, lock: lock})
	}
	for _, count := range []int{1, 20, 2000} {
		rows, groups := make([]planRow, count), make([]planGroup, count)
		var rowsAt, groupsAt []unsafe.Pointer
		for i := range count {
			rows[i].ID, groups[i].Owner = id.ID(i), id.ID(i)
			rowsAt, groupsAt = append(rowsAt, unsafe.Pointer(&rows[i])), append(groupsAt, unsafe.Pointer(&groups[i]))
		}
		for _, c := range []struct {
			text string
			args []any
		}{
			{pick(planTable.keyS, -1, true), arrays(meta.key, rowsAt)},
			{pick(planTable.keyS, -1, false), arrays(meta.key, rowsAt)},
			{pick(planIndex.gS, 0, true), arrays(planIndex.gS, groupsAt)},
			{pick(planIndex.gS, 0, false), arrays(planIndex.gS, groupsAt)},
			{postgresUpdate(meta, meta.others), arrays(slices.Concat(meta.key, meta.others), rowsAt)},
			{postgresDelete(meta), arrays(meta.key, rowsAt)},
		} {
			plan, err := conn.Query(t.Context(), "EXPLAIN "+c.text, c.args...)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for plan.Next() {
				var line string
				if err := plan.Scan(&line); err != nil {
					t.Fatal(err)
				}
				lines = append(lines, line)
			}
			text := strings.Join(lines, "\n")
			if !strings.Contains(text, "Index Scan") || !strings.Contains(text, "Nested Loop") || strings.Contains(text, "Seq Scan") {
				t.Errorf("%d keys: %s\n%s", count, c.text, text)
			}
		}
	}
}
