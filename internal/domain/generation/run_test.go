package generation_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// failing runs a task of a provider that never succeeds until it has ended,
// and returns it and how often the provider was asked.
func failing(b *bundle, generate func(context.Context, generation.Request) (generation.Result, error)) (generation.Generation, int) {
	b.t.Helper()
	b.model.generate = generate
	before := b.model.times()
	g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
	for range 20 {
		b.work()
		if g = b.look(g); g.State != generation.Processing {
			break
		}
		b.clock.Advance(2 * time.Minute) // longer than any pause between attempts
	}
	return g, b.model.times() - before
}

// failure is a way to fail, what the member is told, and how often it is
// tried.
type failure struct {
	name     string
	generate func(context.Context, generation.Request) (generation.Result, error)
	want     *fault.Fault
	times    int
}

func wantFailures(b *bundle, list []failure) {
	b.t.Helper()
	for _, c := range list {
		g, times := failing(b, c.generate)
		if g.State != generation.Failed || !errors.Is(g.Failure(), c.want) || times != c.times {
			b.t.Errorf("%s: %s, %v, after %d attempts", c.name, g.State, g.Failure(), times)
		}
		if g.FileName() != "" || g.Reward != generation.Lapsed || g.Points != 0 || g.FinishedAt == 0 {
			b.t.Errorf("%s: ended as %+v", c.name, g)
		}
	}
	b.wantPoints(0)
	if left := b.stored(); len(left) != 0 {
		b.t.Errorf("left %q", left)
	}
}

// bad spoils a good result.
func bad(change func(*generation.Result)) func(context.Context, generation.Request) (generation.Result, error) {
	return func(_ context.Context, r generation.Request) (generation.Result, error) {
		out := echo(r)
		change(&out)
		return out, nil
	}
}

func TestAHangingProvider(t *testing.T) {
	b := inMemory(t, func(o *generation.Options) { o.AttemptsMax, o.AttemptTime = 3, 5*time.Millisecond })
	wantFailures(b, []failure{
		{"it hangs", func(ctx context.Context, _ generation.Request) (generation.Result, error) {
			<-ctx.Done()
			return generation.Result{}, ctx.Err()
		}, generation.ErrTimeout, 3},
		{"it hangs in its file", bad(func(out *generation.Result) {
			out.Write = func(ctx context.Context, w io.Writer) error {
				_, _ = io.WriteString(w, "half of")
				<-ctx.Done()
				return ctx.Err()
			}
		}), generation.ErrTimeout, 3},
	})
}

func TestAFailingProvider(t *testing.T) {
	b := inMemory(t, func(o *generation.Options) { o.AttemptsMax = 3 })
	wantFailures(b, []failure{
		{"an error", func(context.Context, generation.Request) (generation.Result, error) {
			return generation.Result{}, errors.New("no")
		}, generation.ErrFailed, 3},
		{"a refusal", func(context.Context, generation.Request) (generation.Result, error) {
			return generation.Result{}, generation.ErrRefused.Because(errors.New("rude"))
		}, generation.ErrRefused, 1},
		{"it panics", func(context.Context, generation.Request) (generation.Result, error) { panic("oh") }, generation.ErrFailed, 3},
		{"it panics in its file", bad(func(out *generation.Result) {
			out.Write = func(_ context.Context, w io.Writer) error { _, _ = io.WriteString(w, "half of"); panic("oh") }
		}), generation.ErrFailed, 3},
		{"a file that breaks off", bad(func(out *generation.Result) {
			out.Write = func(_ context.Context, w io.Writer) error {
				_, _ = io.WriteString(w, "half of")
				return io.ErrUnexpectedEOF
			}
		}), generation.ErrFailed, 3},
		{"a huge file", bad(func(out *generation.Result) {
			out.Write = func(_ context.Context, w io.Writer) error {
				_, err := io.Copy(w, strings.NewReader(strings.Repeat("x", 2<<20)))
				return err
			}
		}), generation.ErrFailed, 3},
		{"the wrong format", bad(func(out *generation.Result) { out.Format = generation.MP4 }), generation.ErrFailed, 3},
		{"no format", bad(func(out *generation.Result) { out.Format = "exe" }), generation.ErrFailed, 3},
		{"no file", bad(func(out *generation.Result) { out.Write = nil }), generation.ErrFailed, 3},
		{"a broken text", bad(func(out *generation.Result) { out.Text = "\xff" }), generation.ErrFailed, 3},
		{"a long text", bad(func(out *generation.Result) { out.Text = strings.Repeat("x", generation.TextMax+1) }), generation.ErrFailed, 3},
	})
	b.model.mu.Lock()
	if len(b.model.alarms) != 6 {
		t.Errorf("alarms of %d panics: %v", len(b.model.alarms), b.model.alarms)
	}
	b.model.mu.Unlock()
}

func TestAProviderThatRecovers(t *testing.T) {
	b := inMemory(t, nil)
	b.model.generate = func(_ context.Context, r generation.Request) (generation.Result, error) {
		if b.model.times() < 3 {
			return generation.Result{}, errors.New("no")
		}
		return echo(r), nil
	}
	g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
	for range 3 {
		b.work()
		b.clock.Advance(2 * time.Minute)
	}
	if g = b.look(g); g.State != generation.Completed || g.Points != 10 {
		t.Errorf("ended as %+v", g)
	}
	b.model.mu.Lock()
	defer b.model.mu.Unlock()
	if b.model.asked[0] != b.model.asked[2] {
		t.Errorf("the attempts are called %q", b.model.asked)
	}
}

// A process stores its file and dies before it can say so; another one does
// the task, and then the first turns out to be alive.
func TestACrashBetweenFileAndFinish(t *testing.T) {
	every(t, nil, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		stored, wake, woken := make(chan string), make(chan struct{}), make(chan error)
		dying := job.NewRunner(b.store, b.queue, job.Options{Now: b.clock.Now})
		dying.Register(generation.JobRun, func(ctx context.Context, j job.Job) (job.Outcome, error) {
			made, err := b.Produce(ctx, g, j)
			if err != nil {
				b.t.Error(err)
			}
			stored <- made.File()
			<-wake
			err = b.Complete(context.WithoutCancel(ctx), j, g, made)
			woken <- err
			return job.Done(), err
		}, job.HandlerOptions{})
		stepped := make(chan struct{})
		go func() {
			defer close(stepped)
			_, _ = dying.Step(b.t.Context())
		}()
		first := <-stored
		if now := b.look(g); now.State != generation.Processing {
			b.t.Fatalf("not finished, but %s", now.State)
		}
		b.clock.Advance(2 * time.Minute) // the lease runs out
		b.work()
		done := b.look(g)
		if done.State != generation.Completed || done.Points != 10 || done.File == first {
			b.t.Fatalf("the other process ended it as %+v", done)
		}
		close(wake)
		if err := <-woken; err != nil {
			b.t.Errorf("the first process: %v", err)
		}
		<-stepped
		if b.look(g) != done {
			b.t.Errorf("changed from %+v to %+v", done, b.look(g))
		}
		if _, err := b.files.Open(first); err == nil {
			b.t.Error("the first process left its file")
		}
		if text, err := b.content(done); err != nil || text != g.Prompt {
			b.t.Errorf("file has %q, %v", text, err)
		}
		b.wantPoints(10)
	})
}

// The same claim of a job is run by several goroutines at once, and after.
func TestAHandlerThatRunsTwice(t *testing.T) {
	every(t, nil, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		twice := job.NewRunner(b.store, b.queue, job.Options{Now: b.clock.Now})
		twice.Register(generation.JobRun, func(ctx context.Context, j job.Job) (job.Outcome, error) {
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if _, err := b.Run(ctx, j); err != nil {
						b.t.Error(err)
					}
				})
			}
			wg.Wait()
			return b.Run(ctx, j)
		}, job.HandlerOptions{})
		if n, err := twice.Step(b.t.Context()); n != 1 || err != nil {
			b.t.Fatal(n, err)
		}
		done := b.look(g)
		if text, err := b.content(done); err != nil || text != g.Prompt || done.Points != 10 {
			b.t.Errorf("ended as %+v; file has %q, %v", done, text, err)
		}
		b.work()
		if b.look(g) != done {
			b.t.Errorf("changed to %+v", b.look(g))
		}
		b.wantPoints(10)
	})
}

// A stop in mid-generation costs no attempt, and fails nothing.
func TestAStopInMidGeneration(t *testing.T) {
	every(t, func(o *generation.Options) { o.AttemptsMax = 1 }, func(b *bundle) {
		begun := make(chan struct{}, 1)
		b.model.generate = func(ctx context.Context, _ generation.Request) (generation.Result, error) {
			begun <- struct{}{}
			<-ctx.Done()
			return generation.Result{}, ctx.Err()
		}
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		stopping := b.process()
		stopping.Start()
		<-begun
		ctx, cancel := context.WithCancel(b.t.Context())
		cancel()
		if err := stopping.Stop(ctx); !errors.Is(err, context.Canceled) {
			b.t.Fatal(err)
		}
		if now := b.look(g); now.State != generation.Processing {
			b.t.Fatalf("the stop ended it as %+v", now)
		}
		b.model.generate = nil
		b.work()
		if now := b.look(g); now.State != generation.Completed || now.Points != 10 {
			b.t.Errorf("ended as %+v", now)
		}
	})
}

func TestAJobOfNoTask(t *testing.T) {
	b := inMemory(t, nil)
	for _, payload := range []string{"77", `"x"`, "12345678901234567890"} {
		b.write(func(tx *store.Tx) error {
			_, err := job.Enqueue(tx, job.EnqueueCmd{Kind: generation.JobRun, Route: b.member.Bucket(), Payload: []byte(payload)})
			return err
		})
	}
	b.work()
	if b.model.times() != 0 {
		t.Error("the provider was asked")
	}
}
