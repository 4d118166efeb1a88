package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// rawBatch is how many transfers the ceiling commits at once: near the knee,
// where more take longer and do no more.
const rawBatch = 500

// rawWriters are how many writers the ceiling is measured with.
var rawWriters = []int{1, 2}

// rawWriter is one connection of a bare driver to a scratch database that has
// the program's own tables.
type rawWriter interface {
	// spend takes 1 from each of the accounts, which are sorted and distinct,
	// and writes a line of history for each, in one durable transaction.
	// from is the first of as many ids that nobody else uses.
	spend(ctx context.Context, owners []int64, from int64) error
	close() error
}

// rawLoad is what one writer did within the measured time.
type rawLoad struct {
	latency histogram
	batches int64
	err     error
}

// measureRaw measures what the engine commits when nothing stands before it.
func (r *runner) measureRaw(ctx context.Context, db database) (err error) {
	scratch, err := db.scratch(ctx, r.Members)
	if err != nil {
		return fmt.Errorf("scratch database: %w", err)
	}
	defer func() { err = errors.Join(err, scratch.drop()) }()
	earlier := 0
	for _, n := range rawWriters {
		out, err := r.runRaw(ctx, scratch, n, earlier, meter{database: db.pid()})
		if err != nil {
			return err
		}
		earlier += n
		r.add("raw", n, out)
	}
	return nil
}

// runRaw runs n writers; earlier is how many there were before on the same
// database.
func (r *runner) runRaw(ctx context.Context, s scratch, n, earlier int, m meter) (out *outcome, err error) {
	writers, err := openWriters(ctx, s, n)
	// They are closed after the meter was read, for a session that ends then
	// disturbs it.
	defer func() {
		for _, w := range writers {
			err = errors.Join(err, w.close())
		}
	}()
	if err != nil {
		return nil, err
	}
	from := time.Now().Add(r.WarmUp)
	until := from.Add(r.Length)
	loads := make([]rawLoad, n)
	var all sync.WaitGroup
	for i, w := range writers {
		ids := int64(earlier+i+1) << 40
		all.Go(func() { loads[i].run(ctx, w, r.Members, ids, from, until) })
	}
	used, err := (&load{meter: m}).measure(ctx, from, until)
	all.Wait()
	out = &outcome{errors: map[string]int64{}, took: r.Length, used: used}
	for i := range loads {
		out.latency.merge(&loads[i].latency)
		out.entries += loads[i].batches * rawBatch
		err = errors.Join(err, loads[i].err)
	}
	return out, err
}

// openWriters also returns those that it opened before an error.
func openWriters(ctx context.Context, s scratch, n int) (all []rawWriter, err error) {
	for range n {
		w, err := s.writer(ctx)
		if err != nil {
			return all, err
		}
		all = append(all, w)
	}
	return all, nil
}

func (l *rawLoad) run(ctx context.Context, w rawWriter, members int, ids int64, from, until time.Time) {
	owners := newShuffle(members, ids)
	for began := time.Now(); began.Before(until) && l.err == nil && ctx.Err() == nil; {
		l.err = w.spend(ctx, owners.next(rawBatch), ids)
		ids += rawBatch
		ended := time.Now()
		if l.err == nil && !ended.Before(from) && ended.Before(until) {
			l.latency.add(ended.Sub(began))
			l.batches++
		}
		began = ended
	}
}

// shuffle gives out random members, none twice before all were out.
type shuffle struct {
	all  []int64
	left []int64
	dice *rand.Rand
}

func newShuffle(members int, seed int64) *shuffle {
	s := &shuffle{dice: rand.New(rand.NewPCG(uint64(seed), 2))}
	for i := range max(members, rawBatch) {
		s.all = append(s.all, int64(i)+1)
	}
	return s
}

// next gives n members, sorted.
func (s *shuffle) next(n int) []int64 {
	if len(s.left) < n {
		s.dice.Shuffle(len(s.all), func(i, j int) { s.all[i], s.all[j] = s.all[j], s.all[i] })
		s.left = s.all
	}
	out := slices.Clone(s.left[:n])
	s.left = s.left[n:]
	slices.Sort(out)
	return out
}

// rawSeed gives members 1 to n an account, on either engine.
const rawSeed = `INSERT INTO account (bucket, owner, asset, purpose, posted, held, seq, mark, earned, spent,
		day, day_earned, week, week_earned, month, month_earned, opened_at, changed_at)
	WITH RECURSIVE member (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM member WHERE n < $1)
	SELECT n % 1024, n, 'POINT', 'main', 1000000000, 0, 0, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM member`
