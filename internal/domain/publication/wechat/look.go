package wechat

import (
	"context"
	"fmt"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
)

// The states of a submission, by the platform's numbers.
const (
	published   = 0
	underReview = 1
	original    = 2 // 原创失败
	ordinary    = 3 // 常规失败
	moderated   = 4 // 平台审核不通过
	deleted     = 5 // 成功后用户删除所有文章
	banned      = 6 // 成功后系统封禁所有文章
)

// Look asks how a submission has ended. One of which no answer came is looked
// for among what was published.
func (a *Adapter) Look(ctx context.Context, t publication.Task) (publication.Report, error) {
	if t.Ref == "" {
		return a.search(ctx, t)
	}
	found, err := a.submission(ctx, t, t.Ref)
	if err != nil {
		if r, ok := refusalOf(err); ok {
			return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer, Detail: r.Error()}, nil
		}
		return publication.Report{}, err
	}
	detail := fmt.Sprintf("publish_status %d", found.Status)
	switch found.Status {
	case published:
		return publication.Report{State: publication.Published, URL: found.url()}, nil
	case underReview:
		return publication.Report{State: publication.Submitted, Reason: publication.Waiting}, nil
	case original, ordinary, moderated:
		return publication.Fail(publication.NotApproved, detail), nil
	case deleted, banned:
		return publication.Fail(publication.Removed, detail), nil
	}
	return publication.Report{State: publication.Unknown, Reason: publication.VendorRefused, Detail: detail}, nil
}

// The search for what no answer came about.
const (
	pagesMax = 5
	pageSize = 20
	clockGap = time.Hour // by which the platform's clock may differ
)

// search looks for the article by its cover.
func (a *Adapter) search(ctx context.Context, t publication.Task) (publication.Report, error) {
	at, err := parseStep(t.Step)
	if err != nil {
		return publication.Report{}, err
	}
	found, _, err := a.find(ctx, t, "/cgi-bin/freepublish/batchget", at.cover)
	switch r, isRefusal := refusalOf(err); {
	case isRefusal:
		return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer, Detail: r.Error()}, nil
	case err != nil:
		return publication.Report{}, err
	case found.ArticleID != "":
		return publication.Report{State: publication.Published, Ref: found.ArticleID, URL: found.url()}, nil
	}
	return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer}, nil
}

// findDraft is the media id of the draft with this cover, "" for none.
func (a *Adapter) findDraft(ctx context.Context, t publication.Task, cover string) (string, error) {
	found, ok, err := a.find(ctx, t, "/cgi-bin/draft/batchget", cover)
	if err != nil || !ok {
		return "", err
	}
	return found.MediaID, nil
}

// find goes through a list, newest first, for what has this cover.
func (a *Adapter) find(ctx context.Context, t publication.Task, list, cover string) (item, bool, error) {
	for page := range pagesMax {
		got, err := a.list(ctx, t, list, page*pageSize)
		if err != nil {
			return item{}, false, err
		}
		for _, it := range got {
			if it.has(cover) {
				return it, true, nil
			}
		}
		if len(got) < pageSize || t.SentAt != 0 && got[len(got)-1].at() < t.SentAt.Add(-clockGap) {
			break
		}
	}
	return item{}, false, nil
}

func (i item) at() instant.Instant { return instant.Of(time.Unix(i.UpdatedAt, 0)) }

func (i item) has(cover string) bool {
	for _, n := range i.Content.News {
		if n.Cover == cover && cover != "" {
			return true
		}
	}
	return false
}

func (i item) url() string {
	for _, n := range i.Content.News {
		if n.URL != "" {
			return n.URL
		}
	}
	return ""
}
