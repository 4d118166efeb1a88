package creatorapi_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/domain/publication/sandbox"
	"guerdon/internal/domain/publication/toutiao"
	"guerdon/internal/domain/publication/xiaohongshu"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// plantedSecret is a platform's secret that must be found nowhere.
const plantedSecret = "planted-app-secret-5d1e"

// publishBench is what the tests of publishing steer.
type publishBench struct {
	creations *publicationtest.Creations
	vendor    *publishVendor
	runner    *job.Runner
	log       *bytes.Buffer
}

// publishing finds it by the bench, of which this area owns no field.
var publishing sync.Map

func (b *bench) publish() *publishBench {
	p, _ := publishing.Load(b)
	return p.(*publishBench)
}

// buildPublishing builds the area's modules into b.deps.
func (b *bench) buildPublishing() {
	p := &publishBench{creations: &publicationtest.Creations{}, vendor: &publishVendor{posts: map[string]int{}}, log: &bytes.Buffer{}}
	publishing.Store(b, p)
	b.t.Cleanup(func() { publishing.Delete(b) })
	queue := job.NewQueue()
	b.deps.Publications = publication.New(publication.Deps{
		Store: b.store, Queue: queue, Ring: secret.NewRing("publication", b.master), Creations: p.creations, Files: b.blobs, Sandbox: sandbox.Adapter{},
		Adapters: map[publication.Platform]publication.Adapter{
			publication.WeChat: p.vendor, publication.Douyin: p.vendor, publication.Kuaishou: p.vendor,
			publication.Xiaohongshu: xiaohongshu.Adapter{}, publication.Toutiao: toutiao.Adapter{},
		},
		FileURL: func(file string, _ time.Duration) string { return "https://files.example/" + file },
	}, publication.Options{Now: b.clock.Now, Log: slog.New(slog.NewTextHandler(p.log, nil))})
	b.deps.Exports, b.deps.ExportLinks, b.deps.ExportBase = b.blobs, b.links, baseURL
	b.checks = append(b.checks, publication.Check())
	p.runner = job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	b.deps.Publications.Register(p.runner)
	b.publishCommands(p)
}

// publishCommands are what transcripts may do beside requests.
func (b *bench) publishCommands(p *publishBench) {
	b.commands["creation"] = func(_ *transcript.Runner, args ...string) error {
		n, err := strconv.ParseInt(args[1], 10, 64)
		b.creation(args[0], id.ID(n), publication.Kind(args[2]))
		return err
	}
	b.commands["work"] = func(*transcript.Runner, ...string) error { return b.work() }
	b.commands["vendor"] = func(_ *transcript.Runner, args ...string) error {
		p.vendor.say(args[0])
		return nil
	}
	b.commands["sign"] = func(r *transcript.Runner, args ...string) error {
		sum := sha1.Sum([]byte(plantedSecret + args[1]))
		r.Vars[args[0]] = hex.EncodeToString(sum[:])
		return nil
	}
}

// creation makes a creation of a kind.
func (b *bench) creation(name string, i id.ID, kind publication.Kind) {
	b.t.Helper()
	c := publication.Content{Type: kind, Title: "如何提高工作效率", Text: "文章内容..."}
	if kind == publication.Video {
		c.File, c.ContentType = "video/a.mp4", "video/mp4"
		_, err := b.blobs.Put(context.Background(), c.File, strings.NewReader("film"))
		b.must(err)
	}
	b.publish().creations.Put(b.publisher(name), i, c)
}

// publisher is the member of an outside subject.
func (b *bench) publisher(name string) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		mid = m.ID
		return err
	})
	return mid
}

// work does what is due.
func (b *bench) work() error {
	for {
		n, err := b.publish().runner.Step(context.Background())
		if err != nil || n == 0 {
			return err
		}
	}
}

// publishVendor is a made-up platform that does as it is told.
type publishVendor struct {
	mu    sync.Mutex
	word  string
	posts map[string]int
}

func (v *publishVendor) say(word string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.word = word
}

// Submit posts, or hands over, or says no.
func (v *publishVendor) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch v.word {
	case "ip":
		return publication.Fail(publication.IPNotListed, "40164 invalid ip 198.51.100.7 for "+plantedSecret), nil
	case "hand":
		return publication.Report{State: publication.NeedsUserAction, Ref: "share-9", Reason: publication.OpenApp, HandOver: publication.HandOver{
			Link: "snssdk1128://openplatform/share?state=share-9", LinkEnds: t.Now.Add(time.Hour), Title: t.Content.Title,
		}}, nil
	}
	if err := t.Commit(ctx, ""); err != nil {
		return publication.Report{}, err
	}
	v.posts[t.Number]++
	if v.word == "draft" {
		return publication.Report{State: publication.DraftCreated, Reason: publication.DraftOnly, Detail: "48001 api unauthorized"}, nil
	}
	return publication.Report{State: publication.Submitted, Ref: t.Number, Reason: publication.Waiting}, nil
}

// Look finds what was posted published, unless it is told not to.
func (v *publishVendor) Look(_ context.Context, t publication.Task) (publication.Report, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.word == "slow" {
		return publication.Report{State: publication.Submitted, Reason: publication.Waiting}, nil
	}
	return publication.Report{State: publication.Published, URL: "https://mp.weixin.qq.com/s/abc"}, nil
}

// total is how much was posted.
func (v *publishVendor) total() (n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, posts := range v.posts {
		n += posts
	}
	return n
}
