package generation

import (
	"context"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/store"
)

// ToolState says whether members may use a tool.
type ToolState string

// The states of a tool.
const (
	ToolActive   ToolState = "active"
	ToolInactive ToolState = "inactive"
)

type toolKey struct {
	Bucket id.Bucket `db:"bucket"`
	Tool   string    `db:"tool"`
}

// Tool is something that members generate with: a writing tool, or one of the
// other types of creation. Its row says what an operator changed; Version is
// 0 where nobody has.
type Tool struct {
	toolKey
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Cost        amount.Amount   `db:"cost"` // credits, where no model is named
	State       ToolState       `db:"state"`
	Version     int64           `db:"version"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

var tools = store.Define[toolKey, Tool]("generation_tool")

func toolOf(name string) toolKey { return toolKey{id.BucketOf(name), name} }

// IsWriting reports whether the tool writes.
func (t Tool) IsWriting() bool {
	_, err := creation.ParseType(t.Tool)
	return err != nil
}

// defaults are all tools as this program has them: the writing tools in the
// order of their document, then the others.
func defaults() []Tool {
	const writing, image, deck, video = 10, 20, 30, 50 // credits
	list := []Tool{
		{toolKey: toolOf("wechat_article"), Name: "公众号文章", Description: "生成适合微信公众号的文章"},
		{toolKey: toolOf("xiaohongshu_note"), Name: "小红书笔记", Description: "生成适合小红书的种草笔记"},
		{toolKey: toolOf("official_document"), Name: "公文写作", Description: "生成通知、请示、报告等规范公文"},
		{toolKey: toolOf("academic_paper"), Name: "论文写作", Description: "生成学术论文的提纲与正文"},
		{toolKey: toolOf("marketing_copy"), Name: "营销文案", Description: "生成产品与活动的营销文案"},
		{toolKey: toolOf("news_article"), Name: "新闻稿/软文", Description: "生成新闻稿件与软文"},
		{toolKey: toolOf("video_script"), Name: "短视频脚本", Description: "生成带分镜的短视频脚本"},
		{toolKey: toolOf("story_novel"), Name: "故事/小说", Description: "生成故事与小说章节"},
		{toolKey: toolOf("business_plan"), Name: "商业计划书", Description: "生成结构完整的商业计划书"},
		{toolKey: toolOf("work_report"), Name: "工作报告", Description: "生成工作总结与汇报"},
		{toolKey: toolOf("resume"), Name: "简历/求职信", Description: "生成简历与求职信"},
		{toolKey: toolOf("lesson_plan"), Name: "教案/课件", Description: "生成教案与课件内容"},
		{toolKey: toolOf("content_rewrite"), Name: "内容改写", Description: "改写与润色已有内容"},
		{toolKey: toolOf("translation"), Name: "多语言翻译", Description: "在多种语言之间翻译"},
	}
	for i := range list {
		list[i].Cost = writing
	}
	list = append(
		list,
		Tool{toolKey: toolOf(string(creation.Image)), Name: "图片生成", Description: "按描述生成图片", Cost: image},
		Tool{toolKey: toolOf(string(creation.Deck)), Name: "PPT生成", Description: "按主题和大纲生成演示文稿", Cost: deck},
		Tool{toolKey: toolOf(string(creation.Video)), Name: "视频生成", Description: "按脚本生成视频", Cost: video},
	)
	for i := range list {
		list[i].State = ToolActive
	}
	return list
}

func defaultTool(name string) (Tool, bool) {
	for _, t := range defaults() {
		if t.Tool == name {
			return t, true
		}
	}
	return Tool{}, false
}

// Tools are all tools as they are now: the writing tools in the order of
// their document, then the others.
// contract: S2-13, N-15
func Tools(ctx context.Context, q store.Querier) ([]Tool, error) {
	changed, err := store.Select[Tool](ctx, q, "SELECT "+strings.Join(tools.Columns(), ", ")+" FROM generation_tool")
	if err != nil {
		return nil, err
	}
	byName := map[string]Tool{}
	for _, t := range changed {
		byName[t.Tool] = t
	}
	list := defaults()
	for i, t := range list {
		if now, ok := byName[t.Tool]; ok {
			list[i] = now
		}
	}
	return list, nil
}

// toolIn is a tool as it is now, which members may use.
// Faults: ErrTool, ErrToolClosed.
func toolIn(tx *store.Tx, name string) (Tool, error) {
	t, known := defaultTool(name)
	if !known {
		return Tool{}, ErrTool
	}
	row, found, err := tools.Read(tx, t.toolKey)
	switch {
	case err != nil:
		return Tool{}, err
	case found:
		t = row
	}
	if t.State != ToolActive {
		return Tool{}, ErrToolClosed
	}
	return t, nil
}
