package main

import (
	"context"
	"path"
	"strings"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/douyin"
	"guerdon/internal/domain/publication/kuaishou"
	"guerdon/internal/domain/publication/sandbox"
	"guerdon/internal/domain/publication/toutiao"
	"guerdon/internal/domain/publication/wechat"
	"guerdon/internal/domain/publication/xiaohongshu"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// newPublications builds the publishing of creations. Sandbox credentials are
// for trying out, and refused in production.
func (a *app) newPublications() {
	base := string(a.config.URL(config.Creator))
	strict := httpx.Guarded(httpx.GuardOptions{HTTPSOnly: true})
	open := httpx.Guarded(httpx.GuardOptions{}) // Kuaishou names upload hosts without TLS
	d := publication.Deps{
		Store: a.store, Queue: a.queue, Files: a.files, Creations: creations{a.store},
		Ring: a.ring("publication"),
		FileURL: func(file string, ttl time.Duration) string {
			return base + "/api/v1/files/" + file + "?" + a.links.Sign(file, ttl).Encode()
		},
		Adapters: map[publication.Platform]publication.Adapter{
			publication.WeChat: wechat.New(wechat.Config{Client: strict}), publication.Douyin: douyin.New(douyin.Config{Client: strict}),
			publication.Kuaishou: kuaishou.New(kuaishou.Config{Client: open}), publication.Xiaohongshu: xiaohongshu.Adapter{}, publication.Toutiao: toutiao.Adapter{},
		},
	}
	if a.config.SandboxOn() && !a.config.Production {
		d.Sandbox = sandbox.Adapter{}
	}
	a.creator.publications = publication.New(d, publication.Options{Now: a.clock.Now, Log: a.log, OnAlarm: a.alarm("publication")})
	a.creator.publications.Register(a.runner)
}

// creations gives publishing what members made.
type creations struct{ store *store.Store }

// Load reads a member's own creation.
func (c creations) Load(ctx context.Context, member, i id.ID) (publication.Content, error) {
	made, err := creation.Load(ctx, c.store, member, i)
	if err != nil {
		return publication.Content{}, err
	}
	out := publication.Content{Type: publication.Kind(made.Type), Title: made.Title, Text: made.Content, File: made.File}
	if made.File != "" {
		out.ContentType = generation.Format(strings.TrimPrefix(path.Ext(made.File), ".")).ContentType()
	}
	return out, nil
}
