package publication_test

import (
	"context"
	"errors"
	"sync"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/domain/publication/sandbox"
	"guerdon/internal/domain/publication/toutiao"
	"guerdon/internal/domain/publication/xiaohongshu"
)

// bench is the module with a made-up platform under the names of two that
// post, and the real ones that post nothing.
type bench struct {
	*publicationtest.Bench
	world *world
}

func (b *bench) adapters(*publicationtest.Bench) map[publication.Platform]publication.Adapter {
	b.world = &world{posts: map[string]int{}}
	return map[publication.Platform]publication.Adapter{
		publication.WeChat: b.world, publication.Kuaishou: b.world,
		publication.Xiaohongshu: xiaohongshu.Adapter{}, publication.Toutiao: toutiao.Adapter{},
	}
}

// prepare makes a creation of each kind and binds what can be bound.
func prepare(b *bench) {
	b.Sandbox = sandbox.Adapter{}
	b.Restart()
	b.Creations.Put(publicationtest.Member, 1, publication.Content{Type: publication.Writing, Title: "如何提高工作效率", Text: "**正文**"})
	b.Creations.Put(publicationtest.Member, 2, publication.Content{Type: publication.Video, Title: "片", Text: "一段说明", File: "video/a.mp4", ContentType: "video/mp4"})
	b.Write("video/a.mp4", 100)
	real := publication.Credentials{"app_id": "wx1", "app_secret": plantedSecret}
	for _, p := range []publication.Platform{publication.WeChat, publication.Kuaishou, publication.Xiaohongshu, publication.Toutiao} {
		b.Bind(p, real)
	}
}

// plantedSecret must never be seen anywhere.
const plantedSecret = "planted-7f3a-secret"

// world is a made-up platform: it posts what it is told to, by number, and
// says so, or not.
type world struct {
	mu    sync.Mutex
	posts map[string]int
	// lose decides what becomes of the call that posts.
	lose  func() fate
	loses int
	// answer is what submissions are answered with, where it is set.
	answer *publication.Report
	// pending is how many looks it takes until a post is published.
	pending int
	before  func(ctx context.Context) error // of each call
}

// fate is what becomes of a call.
type fate int

const (
	arrives  fate = iota
	lostThen      // the call arrives, and its answer does not
	lostSoon      // the call does not arrive
)

var errLost = errors.New("world: no answer with " + plantedSecret)

// Submit posts.
func (w *world) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	w.mu.Lock()
	before, answer := w.before, w.answer
	w.mu.Unlock()
	if before != nil {
		if err := before(ctx); err != nil {
			return publication.Report{}, err
		}
	}
	if answer != nil {
		return *answer, nil
	}
	if t.Step == "" {
		if err := t.Note(ctx, "uploaded"); err != nil {
			return publication.Report{}, err
		}
	}
	if err := t.Commit(ctx, "uploaded"); err != nil {
		return publication.Report{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	f := arrives
	if w.lose != nil {
		f = w.lose()
	}
	if f != lostSoon {
		w.posts[t.Number]++
	}
	if f != arrives {
		w.loses++
		return publication.Report{}, errLost
	}
	return publication.Report{State: publication.Submitted, Ref: t.Number}, ctx.Err()
}

// Look says whether it has posted.
func (w *world) Look(ctx context.Context, t publication.Task) (publication.Report, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.before != nil {
		if err := w.before(ctx); err != nil {
			return publication.Report{}, err
		}
	}
	switch {
	case w.posts[t.Number] == 0:
		return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer}, nil
	case w.pending > 0:
		w.pending--
		return publication.Report{State: publication.Submitted, Ref: t.Number}, nil
	}
	return publication.Report{State: publication.Published, Ref: t.Number, URL: "https://example.com/" + t.Number}, nil
}

// most is the largest number of posts of one attempt, and their sum.
func (w *world) most() (largest, all int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range w.posts {
		largest, all = max(largest, n), all+n
	}
	return largest, all
}
