package generation_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// every runs a test on all engines.
func every(t *testing.T, change func(*generation.Options), test func(b *bundle)) {
	t.Helper()
	o, c := options()
	storetest.Every(t, o, func(t *testing.T, s *store.Store) {
		c.Set(noon)
		b := setup(t, s, c, change)
		test(b)
		b.verify()
	})
}

// onSQL runs a test on the engines that know SQL.
func onSQL(t *testing.T, change func(*generation.Options), test func(b *bundle)) {
	t.Helper()
	o, c := options()
	storetest.SQL(t, o, func(t *testing.T, s *store.Store) {
		c.Set(noon)
		b := setup(t, s, c, change)
		test(b)
		b.verify()
	})
}

func inMemory(t *testing.T, change func(*generation.Options)) *bundle {
	t.Helper()
	o, c := options()
	return setup(t, storetest.Memory(t, o), c, change)
}

// contract: S0-20, S0-22, S0-24
func TestATaskCompletesWithItsFileAndItsAward(t *testing.T) {
	every(t, nil, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Prompt: "  a cat  ", Reward: generation.AtOnce})
		if g.State != generation.Processing || g.Prompt != "a cat" || g.FinishedAt != 0 || g.FileName() != "" {
			b.t.Fatalf("started as %+v", g)
		}
		if !strings.HasPrefix(g.Task, "task_") || len(g.Task) != len("task_")+26 {
			b.t.Errorf("task is called %q", g.Task)
		}
		b.clock.Advance(time.Minute)
		b.work()
		done := b.look(g)
		if done.State != generation.Completed || done.Points != 10 || done.Balance != 10 || done.Reward != generation.Granted {
			b.t.Fatalf("ended as %+v", done)
		}
		if done.CreatedAt != noon || done.FinishedAt != noon.Add(time.Minute) || done.Failure() != nil {
			b.t.Errorf("ended as %+v", done)
		}
		if text, err := b.content(done); err != nil || text != "a cat" {
			b.t.Errorf("file has %q, %v", text, err)
		}
		v := b.mustStart(generation.StartCmd{Kind: generation.Video, Reward: generation.AtOnce})
		b.work()
		if v = b.look(v); v.Points != 20 || v.Balance != 30 || !strings.HasSuffix(v.FileName(), ".mp4") {
			b.t.Errorf("film ended as %+v", v)
		}
		b.wantPoints(30)
	})
}

// contract: S0-23
func TestAnAnswerIsTextAndSoundAndEarnsNothing(t *testing.T) {
	b := inMemory(t, nil)
	g := b.mustStart(generation.StartCmd{Kind: generation.Chat, Prompt: "Why?", Reward: generation.AtOnce})
	b.work()
	g = b.look(g)
	if g.State != generation.Completed || g.Text != "You asked: Why?" || !strings.HasPrefix(g.FileName(), "response_") {
		t.Errorf("ended as %+v", g)
	}
	if g.Reward != generation.NoReward || g.Points != 0 {
		t.Errorf("earned %+v", g)
	}
	b.wantPoints(0)
}

func TestBeyondTheLimitTasksCompleteAndEarnNothing(t *testing.T) {
	b := inMemory(t, nil)
	var last generation.Generation
	for range 4 {
		last = b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
	}
	b.work()
	if last = b.look(last); last.State != generation.Completed {
		t.Errorf("ended as %+v", last)
	}
	b.wantPoints(30)
	b.clock.Advance(24 * time.Hour)
	g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
	b.work()
	if g = b.look(g); g.Points != 10 || g.Balance != 40 {
		t.Errorf("the next day it earned %+v", g)
	}
}

func TestAnothersTaskIsNotThere(t *testing.T) {
	every(t, nil, func(b *bundle) {
		g := b.mustStart(generation.StartCmd{Kind: generation.Image})
		other := b.join("other")
		sameBucket := id.Compose(int64(b.member)/id.Buckets+1, b.member.Bucket())
		for name, c := range map[string]struct {
			member id.ID
			task   string
		}{
			"another's":                {other, g.Task},
			"another's in this bucket": {sameBucket, g.Task},
			"unknown":                  {b.member, "task_aaaaaaaaaaaaaaaaaaaaaaaaaa"},
			"none":                     {b.member, ""},
			"long":                     {b.member, strings.Repeat("x", 1000)},
			"broken":                   {b.member, "task_\xff\x00"},
		} {
			if _, err := b.Get(b.t.Context(), c.member, c.task); !errors.Is(err, generation.ErrNotFound) {
				b.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestWhatIsRefusedAtTheStart(t *testing.T) {
	b := inMemory(t, nil)
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External("bad"))
		if err != nil {
			return err
		}
		_, err = member.SetStatus(tx, m.ID, member.Suspended)
		return err
	})
	for name, c := range map[string]struct {
		cmd  generation.StartCmd
		want *fault.Fault
	}{
		"blank":           {generation.StartCmd{Kind: generation.Image, Prompt: " \n\t "}, generation.ErrPrompt},
		"too long":        {generation.StartCmd{Kind: generation.Image, Prompt: strings.Repeat("海", generation.PromptMax+1)}, generation.ErrPrompt},
		"not UTF-8":       {generation.StartCmd{Kind: generation.Image, Prompt: "a\xff"}, generation.ErrPrompt},
		"a NUL":           {generation.StartCmd{Kind: generation.Image, Prompt: "a\x00b"}, generation.ErrPrompt},
		"unknown kind":    {generation.StartCmd{Kind: "song"}, generation.ErrKind},
		"suspended":       {generation.StartCmd{Kind: generation.Image, Member: b.join("bad")}, member.ErrSuspended},
		"nobody":          {generation.StartCmd{Kind: generation.Image, Member: 77}, member.ErrNotFound},
		"the longest":     {generation.StartCmd{Kind: generation.Image, Prompt: strings.Repeat("海", generation.PromptMax)}, nil},
		"trimmed to fit":  {generation.StartCmd{Kind: generation.Image, Prompt: " " + strings.Repeat("x", generation.PromptMax) + " "}, nil},
		"newlines within": {generation.StartCmd{Kind: generation.Image, Prompt: "a\nb\tc"}, nil},
	} {
		_, err := b.start(c.cmd)
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMemberHasOnlySoManyTasksUnderWay(t *testing.T) {
	b := inMemory(t, func(o *generation.Options) { o.MemberMax = 2 })
	cmd := generation.StartCmd{Kind: generation.Image}
	b.mustStart(cmd)
	b.mustStart(cmd)
	if _, err := b.start(cmd); !errors.Is(err, generation.ErrMemberBusy) {
		t.Fatalf("the third: %v", err)
	}
	other := cmd
	other.Member = b.join("other")
	b.mustStart(other)
	b.work()
	b.mustStart(cmd)
}

func TestOnlySoManyTasksWait(t *testing.T) {
	onSQL(t, func(o *generation.Options) { o.QueueMax = 3 }, func(b *bundle) {
		cmd := generation.StartCmd{Kind: generation.Image}
		measure := func() {
			b.t.Helper()
			b.clock.Advance(2 * time.Second)
			if err := b.Measure(b.t.Context()); err != nil {
				b.t.Fatal(err)
			}
		}
		measure()
		for range 3 {
			b.mustStart(cmd)
		}
		if _, err := b.start(cmd); !errors.Is(err, generation.ErrQueueFull) {
			b.t.Fatalf("the fourth, before counting: %v", err)
		}
		measure()
		if _, err := b.start(cmd); !errors.Is(err, generation.ErrQueueFull) {
			b.t.Fatalf("the fourth: %v", err)
		}
		b.work()
		if _, err := b.start(cmd); !errors.Is(err, generation.ErrQueueFull) {
			b.t.Fatalf("nobody has counted again: %v", err)
		}
		measure()
		b.mustStart(cmd)
	})
}

func TestAwait(t *testing.T) {
	every(t, func(o *generation.Options) { o.PollEvery, o.Patience = time.Millisecond, time.Minute }, func(b *bundle) {
		ctx := b.t.Context()
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		hasty := generation.New(generation.Deps{Store: b.store}, generation.Options{Patience: 5 * time.Millisecond})
		if still, err := hasty.Await(ctx, b.member, g.Task); err != nil || still.State != generation.Processing {
			b.t.Fatalf("after its limit: %+v, %v", still, err)
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := b.Await(gone, b.member, g.Task); !errors.Is(err, context.Canceled) {
			b.t.Fatalf("cancelled: %v", err)
		}
		if _, err := b.Await(ctx, b.join("other"), g.Task); !errors.Is(err, generation.ErrNotFound) {
			b.t.Fatalf("another's: %v", err)
		}
		waited := make(chan generation.Generation, 2)
		for range 2 {
			go func() {
				done, err := b.Await(ctx, b.member, g.Task)
				if err != nil {
					b.t.Error(err)
				}
				waited <- done
			}()
		}
		b.work()
		for range 2 {
			if done := <-waited; done != b.look(g) || done.State != generation.Completed {
				b.t.Errorf("waited for %+v", done)
			}
		}
	})
}

// Whoever waits in a process that does not end the task finds out by looking.
func TestAwaitAnotherProcess(t *testing.T) {
	b := inMemory(t, func(o *generation.Options) { o.PollEvery = time.Millisecond })
	waiter := generation.New(generation.Deps{Store: b.store, Queue: b.queue, Ledger: b.ledger, Rules: b.rules, Files: b.files}, generation.Options{PollEvery: time.Millisecond})
	g := b.mustStart(generation.StartCmd{Kind: generation.Image})
	waited := make(chan generation.State)
	go func() {
		done, err := waiter.Await(t.Context(), b.member, g.Task)
		if err != nil {
			t.Error(err)
		}
		waited <- done.State
	}()
	b.work()
	if state := <-waited; state != generation.Completed {
		t.Errorf("waited for %s", state)
	}
}

// contract: S0-P7
func TestOpenFileKnowsItsOwnNamesAlone(t *testing.T) {
	b := inMemory(t, nil)
	g := b.mustStart(generation.StartCmd{Kind: generation.Image})
	b.work()
	g = b.look(g)
	name := g.FileName()
	f, err := b.OpenFile(generation.Images, name)
	if err != nil || f.Format != generation.JPEG || f.PutAt != noon || f.Size != int64(len(g.Prompt)) {
		t.Fatalf("%+v, %v", f, err)
	}
	defer f.Close()
	random := strings.TrimSuffix(strings.TrimPrefix(name, "generated_"), ".jpg")
	for _, c := range []struct {
		media generation.Media
		name  string
	}{
		{generation.Videos, name}, {"", name}, {"..", name}, {generation.Images, ""}, {generation.Images, "../" + name}, {generation.Images, random[:2] + "/" + name},
		{generation.Images, "generated_" + random}, {generation.Images, "generated_" + random + ".mp4"}, {generation.Images, "generated_" + random + ".jpg.jpg"},
		{generation.Images, "generated_" + random[1:] + ".jpg"}, {generation.Images, "GENERATED_" + random + ".jpg"}, {generation.Images, "generated_" + strings.Repeat("a", 26) + ".jpg"},
		{generation.Images, random + ".jpg"}, {generation.Images, "."}, {generation.Images, "generated_../../../../etc/passwd.jpg"},
	} {
		if _, err := b.OpenFile(c.media, c.name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%q %q: %v", c.media, c.name, err)
		}
	}
}

func FuzzOpenFile(f *testing.F) {
	f.Add("images", "generated_aaaaaaaaaaaaaaaaaaaaaaaaaa.jpg")
	f.Add("audio", "response_aaaaaaaaaaaaaaaaaaaaaaaaaa.wav")
	f.Add("..", "../x")
	files, err := blob.Open(f.TempDir(), nil, 1)
	if err != nil {
		f.Fatal(err)
	}
	s := generation.New(generation.Deps{Files: files}, generation.Options{})
	f.Fuzz(func(t *testing.T, media, name string) {
		if _, err := s.OpenFile(generation.Media(media), name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%q %q: %v", media, name, err)
		}
	})
}
