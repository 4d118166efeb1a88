package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
)

// postgresScratch is a database of the ceiling's own on the server under
// test.
type postgresScratch struct{ db *pgtest.Database }

func newPostgresScratch(ctx context.Context, admin string, members int) (*postgresScratch, error) {
	db, err := pgtest.Create(ctx, admin)
	if err != nil {
		return nil, err
	}
	s := &postgresScratch{db}
	if err := s.prepare(ctx, members); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *postgresScratch) prepare(ctx context.Context, members int) error {
	if err := migration.Postgres(ctx, s.db.URL); err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, s.db.URL)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, rawSeed, max(members, rawBatch), []byte{}); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "VACUUM ANALYZE account")
	return err
}

// drop goes on after an interrupt.
func (s *postgresScratch) drop() error { return s.db.Drop(context.Background()) }

// rawPostgres writes a batch in two pipelined trips.
type rawPostgres struct{ conn *pgx.Conn }

func (s *postgresScratch) writer(ctx context.Context) (rawWriter, error) {
	config, err := pgx.ParseConfig(s.db.URL)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "jit"} {
		config.RuntimeParams[name] = "off"
	}
	config.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &rawPostgres{conn}, nil
}

const (
	rawLock = `SELECT a.bucket, a.owner, a.posted, a.seq, a.mark FROM unnest($1::smallint[], $2::bigint[]) AS k (bucket, owner)
		JOIN account a ON a.bucket = k.bucket AND a.owner = k.owner AND a.asset = 'POINT' AND a.purpose = 'main'
		ORDER BY a.bucket, a.owner FOR UPDATE OF a`
	rawUpdate = `UPDATE account AS a SET posted = k.posted, seq = k.seq, mark = k.mark, spent = a.spent + 1, changed_at = $6
		FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[]) AS k (bucket, owner, posted, seq, mark)
		WHERE a.bucket = k.bucket AND a.owner = k.owner AND a.asset = 'POINT' AND a.purpose = 'main'`
	rawInsert = `INSERT INTO transfer (bucket, owner, asset, purpose, seq, id, amount, balance, counter, kind, reason, source, actor, reverses, at, mark)
		VALUES (unnest($1::smallint[]), unnest($2::bigint[]), 'POINT', 'main', unnest($3::bigint[]), unnest($4::bigint[]), -1, unnest($5::bigint[]),
			'revenue', 'spend', 'bench', 'raw', 'system', 0, $6, unnest($7::bytea[]))`
)

// rawRows are a batch's rows, a slice a column.
type rawRows struct {
	bucket                  []int16
	owner, posted, seq, ids []int64
	mark                    [][]byte
}

func (w *rawPostgres) spend(ctx context.Context, owners []int64, from int64) error {
	rows, err := w.lock(ctx, owners)
	if err != nil {
		return err
	}
	for i := range rows.owner {
		rows.posted[i]--
		rows.seq[i]++
		rows.ids = append(rows.ids, from+int64(i))
		rows.mark[i] = rawMark(rows.ids[i])
	}
	return w.write(ctx, rows)
}

func (w *rawPostgres) lock(ctx context.Context, owners []int64) (rows rawRows, err error) {
	buckets := make([]int16, len(owners))
	for i, o := range owners {
		buckets[i] = int16(o % 1024)
	}
	batch := &pgx.Batch{}
	batch.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
	batch.Queue(rawLock, buckets, owners).Query(func(r pgx.Rows) error {
		var bucket int16
		var owner, posted, seq int64
		var mark []byte
		_, err := pgx.ForEachRow(r, []any{&bucket, &owner, &posted, &seq, &mark}, func() error {
			rows.bucket, rows.owner = append(rows.bucket, bucket), append(rows.owner, owner)
			rows.posted, rows.seq = append(rows.posted, posted), append(rows.seq, seq)
			rows.mark = append(rows.mark, mark)
			return nil
		})
		return err
	})
	if err := w.conn.SendBatch(ctx, batch).Close(); err != nil {
		return rawRows{}, err
	}
	if len(rows.owner) != len(owners) {
		return rawRows{}, fmt.Errorf("locked %d accounts of %d", len(rows.owner), len(owners))
	}
	return rows, nil
}

func (w *rawPostgres) write(ctx context.Context, r rawRows) error {
	now := time.Now().UnixMicro()
	batch := &pgx.Batch{}
	batch.Queue(rawUpdate, r.bucket, r.owner, r.posted, r.seq, r.mark, now)
	batch.Queue(rawInsert, r.bucket, r.owner, r.seq, r.ids, r.posted, now, r.mark)
	batch.Queue("COMMIT")
	return w.conn.SendBatch(ctx, batch).Close()
}

func (w *rawPostgres) close() error { return w.conn.Close(context.Background()) }
