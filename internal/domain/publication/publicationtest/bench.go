// Package publicationtest is the publication module on a store of a test's
// own, with creations that are made up, a clock that the test moves, and a
// worker that can die.
//
// Callers: the tests of the module and of its adapters.
package publicationtest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// Start is the instant at which every clock stands at first.
var Start = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))

// Member is who publishes.
const Member = id.ID(2048 + 5)

// Creations are made up, by member and id.
type Creations struct {
	mu   sync.Mutex
	list map[[2]id.ID]publication.Content
}

// Put makes a creation.
func (c *Creations) Put(member, creation id.ID, content publication.Content) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.list == nil {
		c.list = map[[2]id.ID]publication.Content{}
	}
	c.list[[2]id.ID{member, creation}] = content
}

// Delete deletes a creation.
func (c *Creations) Delete(member, creation id.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.list, [2]id.ID{member, creation})
}

// Load finds a creation.
func (c *Creations) Load(_ context.Context, member, creation id.ID) (publication.Content, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	content, ok := c.list[[2]id.ID{member, creation}]
	if !ok {
		return publication.Content{}, publication.ErrNoCreation
	}
	return content, nil
}

// Bench is the module on a store.
type Bench struct {
	testing.TB
	Store     *store.Store
	Clock     *clock.Manual
	Creations *Creations
	Files     *blob.Store
	Ring      *secret.Ring
	Queue     *job.Queue
	Service   *publication.Service
	Runner    *job.Runner
	Logged    *bytes.Buffer // what was logged
	Sandbox   publication.Adapter
	Adapters  map[publication.Platform]publication.Adapter

	mu     sync.Mutex
	alarms []error
}

// Engines runs the test on both SQL engines, and verifies what it left behind.
func Engines(t *testing.T, adapters func(b *Bench) map[publication.Platform]publication.Adapter, test func(b *Bench)) {
	t.Helper()
	c := clock.NewManual(Start)
	storetest.SQL(t, options(t, c), func(t *testing.T, s *store.Store) {
		c.Set(Start)
		b := on(t, s, c)
		b.Adapters = adapters(b)
		b.Restart()
		test(b)
		b.Verify()
	})
}

func options(t testing.TB, c *clock.Manual) store.Options {
	return store.Options{Now: c.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }}
}

// New opens one store and what stands on it. Restart makes the service.
func New(t testing.TB, open func(testing.TB, store.Options) *store.Store) *Bench {
	c := clock.NewManual(Start)
	return on(t, open(t, options(t, c)), c)
}

func on(t testing.TB, s *store.Store, c *clock.Manual) *Bench {
	b := &Bench{TB: t, Store: s, Clock: c, Creations: &Creations{}, Logged: &bytes.Buffer{}}
	files, err := blob.Open(filepath.Join(t.TempDir(), "blobs"), b.Clock, 1<<30)
	b.Must(err)
	t.Cleanup(func() { _ = files.Close() })
	b.Files = files
	b.Ring = secret.NewRing("publication", secret.NewMaster())
	return b
}

// Restart makes a new service and a new runner on the same store, as a new
// process has them.
func (b *Bench) Restart() {
	b.Queue = job.NewQueue()
	b.Service = publication.New(publication.Deps{
		Store: b.Store, Queue: b.Queue, Ring: b.Ring, Creations: b.Creations, Files: b.Files, Adapters: b.Adapters, Sandbox: b.Sandbox,
		FileURL: func(file string, _ time.Duration) string { return "https://files.example/" + file },
	}, publication.Options{Now: b.Clock.Now, CallTime: time.Minute, Log: slog.New(slog.NewTextHandler(b.Logged, nil)), OnAlarm: b.alarm})
	b.Runner = job.NewRunner(b.Store, b.Queue, job.Options{Now: b.Clock.Now})
	b.Service.Register(b.Runner)
}

func (b *Bench) alarm(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alarms = append(b.alarms, err)
}

// Alarms are those raised so far.
func (b *Bench) Alarms() []error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]error(nil), b.alarms...)
}

// Must fails the test for an error.
func (b *Bench) Must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// Verify runs the module's check.
func (b *Bench) Verify() {
	b.Helper()
	found, err := verify.All(context.Background(), b.Store, nil, publication.Check())
	b.Must(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

// Do runs a verb in a write of its own.
func Do[T any](b *Bench, verb func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(context.Background(), b.Store, Member.Bucket(), verb)
}

// Bind binds the member's account.
func (b *Bench) Bind(p publication.Platform, c publication.Credentials) {
	b.Helper()
	_, err := Do(b, func(tx *store.Tx) (publication.Info, error) {
		return b.Service.Bind(tx, publication.BindCmd{Member: Member, Platform: string(p), Credentials: c})
	})
	b.Must(err)
}

// Write makes a file.
func (b *Bench) Write(name string, size int) {
	b.Helper()
	_, err := b.Files.Put(context.Background(), name, bytes.NewReader(bytes.Repeat([]byte("x"), size)))
	b.Must(err)
}

// Try publishes a creation, which is loaded.
func (b *Bench) Try(creation id.ID, at instant.Instant, platforms ...string) (publication.Publication, error) {
	content, err := b.Service.Load(context.Background(), Member, creation)
	if err != nil {
		return publication.Publication{}, err
	}
	return Do(b, func(tx *store.Tx) (publication.Publication, error) {
		return b.Service.Publish(tx, publication.PublishCmd{Member: Member, Creation: creation, Content: content, Platforms: platforms, At: at})
	})
}

// Publish is Try that must go well.
func (b *Bench) Publish(creation id.ID, at instant.Instant, platforms ...string) publication.Publication {
	b.Helper()
	pub, err := b.Try(creation, at, platforms...)
	b.Must(err)
	return pub
}

// Load reads a publication.
func (b *Bench) Load(i id.ID) publication.Publication {
	b.Helper()
	pub, err := publication.Get(context.Background(), b.Store, Member, i)
	b.Must(err)
	return pub
}

// Result reads what became of a publication on a platform.
func (b *Bench) Result(i id.ID, p publication.Platform) publication.Result {
	b.Helper()
	rows, err := publication.Results(context.Background(), b.Store, b.Load(i))
	b.Must(err)
	for _, r := range rows {
		if r.Platform == p {
			return r
		}
	}
	b.Fatalf("publication %d has no result on %s", i, p)
	return publication.Result{}
}

// Drain does what is due now.
func (b *Bench) Drain(ctx context.Context) {
	b.Helper()
	for {
		n, err := b.Runner.Step(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			b.Fatal(err)
		}
		if n == 0 || err != nil {
			return
		}
	}
}

// Work lets the clock run for a while, in which all is done that is due.
func (b *Bench) Work(span time.Duration) {
	b.Helper()
	end := b.Clock.Now().Add(span)
	for b.Clock.Now() < end {
		b.Drain(context.Background())
		b.Clock.Advance(max(20*time.Second, span/60))
	}
	b.Drain(context.Background())
}
