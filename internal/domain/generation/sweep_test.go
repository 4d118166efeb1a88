package generation_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/blob"
)

func (b *bundle) sweep() {
	b.t.Helper()
	if err := b.Sweep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) stored() []string {
	b.t.Helper()
	list, err := b.files.OlderThan(b.t.Context(), "", b.clock.Now().Add(time.Hour), 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// contract: S0-P8
func TestOldTasksAreDeletedWithTheirFiles(t *testing.T) {
	onSQL(t, func(o *generation.Options) { o.MemberMax, o.QueueMax, o.Concurrency = 1000, 1000, 50 }, func(b *bundle) {
		var list []generation.Generation
		for range 210 { // more than a chunk
			list = append(list, b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce}))
		}
		b.work()
		b.clock.Advance(15 * 24 * time.Hour)
		young := b.mustStart(generation.StartCmd{Kind: generation.Video})
		b.work()
		b.clock.Advance(15*24*time.Hour - time.Second)
		b.sweep()
		if n := len(b.stored()); n != 211 {
			b.t.Fatalf("%d files a moment before", n)
		}
		b.clock.Advance(2 * time.Second)
		b.sweep()
		if got := b.stored(); len(got) != 1 || !strings.HasSuffix(got[0], b.look(young).FileName()) {
			b.t.Fatalf("left are %d files", len(got))
		}
		for _, g := range list {
			if _, err := b.Get(b.t.Context(), b.member, g.Task); !errors.Is(err, generation.ErrNotFound) {
				b.t.Fatalf("%s: %v", g.Task, err)
			}
		}
		b.wantPoints(30)
	})
}

// A task whose job went away without it ends when its time is over.
func TestTasksThatTakeTooLongFail(t *testing.T) {
	onSQL(t, func(o *generation.Options) { o.MemberMax = 1 }, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		waited := make(chan generation.Generation, 1)
		go func() {
			done, err := b.Await(b.t.Context(), b.member, g.Task)
			if err != nil {
				b.t.Error(err)
			}
			waited <- done
		}()
		b.clock.Advance(time.Hour)
		b.sweep()
		if now := b.look(g); now.State != generation.Processing {
			b.t.Fatalf("at its last moment: %+v", now)
		}
		b.clock.Advance(time.Second)
		b.sweep()
		if done := <-waited; done.State != generation.Failed || !errors.Is(done.Failure(), generation.ErrTimeout) || done.Reward != generation.Lapsed {
			b.t.Errorf("ended as %+v", done)
		}
		b.work()
		if now := b.look(g); now.State != generation.Failed || len(b.stored()) != 0 {
			b.t.Errorf("the job came late, and made it %+v", now)
		}
		b.wantPoints(0)
		b.mustStart(generation.StartCmd{Kind: generation.Image}) // it counts no longer
	})
}

func TestFilesWithoutATaskAreDeletedAfterADay(t *testing.T) {
	onSQL(t, nil, func(b *bundle) {
		put := func(name string) {
			if _, err := b.files.Put(b.t.Context(), name, strings.NewReader("x")); err != nil {
				b.t.Fatal(err)
			}
		}
		ours := b.mustStart(generation.StartCmd{Kind: generation.Chat})
		b.work()
		ours = b.look(ours)
		crashed := generation.FileOf(ours, "an attempt that crashed", generation.WAV)
		put(crashed)
		put("uploads/aa/of_another_module.jpg")
		sweep := func() {
			b.t.Helper()
			if err := b.SweepOrphans(b.t.Context()); err != nil {
				b.t.Fatal(err)
			}
		}
		b.clock.Advance(24 * time.Hour)
		sweep()
		if _, err := b.files.Open(crashed); err != nil {
			b.t.Fatalf("a day is not over: %v", err)
		}
		b.clock.Advance(time.Second)
		young := generation.FileOf(ours, "an attempt that goes on", generation.WAV)
		put(young)
		sweep()
		if _, err := b.files.Open(crashed); !errors.Is(err, blob.ErrNotFound) {
			b.t.Errorf("still there: %v", err)
		}
		for _, name := range []string{ours.File, young, "uploads/aa/of_another_module.jpg"} {
			if _, err := b.files.Open(name); err != nil {
				b.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// The files cannot be deleted just now: the rows are gone all the same, and
// the orphans' sweep finishes it.
func TestACrashBetweenRowAndFile(t *testing.T) {
	onSQL(t, nil, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image})
		b.work()
		g = b.look(g)
		b.clock.Advance(31 * 24 * time.Hour)
		noFiles := generation.New(generation.Deps{Store: b.store, Files: closedFiles(b)}, generation.Options{Now: b.clock.Now})
		if err := noFiles.Sweep(b.t.Context()); err == nil {
			b.t.Fatal("deleted from a closed directory")
		}
		if _, err := b.Get(b.t.Context(), b.member, g.Task); !errors.Is(err, generation.ErrNotFound) {
			b.t.Fatalf("the row: %v", err)
		}
		if n := len(b.stored()); n != 1 {
			b.t.Fatalf("%d files", n)
		}
		if err := b.SweepOrphans(b.t.Context()); err != nil || len(b.stored()) != 0 {
			b.t.Errorf("left %q, %v", b.stored(), err)
		}
	})
}

func closedFiles(b *bundle) *blob.Store {
	files, err := blob.Open(b.t.TempDir(), b.clock, 1)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := files.Close(); err != nil {
		b.t.Fatal(err)
	}
	return files
}

// The sweeps are what the runner does periodically.
func TestTheRunnerSweeps(t *testing.T) {
	onSQL(t, nil, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image})
		b.work()
		g = b.look(g)
		b.clock.Advance(31 * 24 * time.Hour)
		b.work()
		if _, err := b.Get(context.WithoutCancel(b.t.Context()), b.member, g.Task); !errors.Is(err, generation.ErrNotFound) || len(b.stored()) != 0 {
			b.t.Errorf("the row: %v; files %q", err, b.stored())
		}
	})
}
