package openai_test

import (
	"encoding/json"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo/prose"
	"guerdon/internal/domain/generation/openai/standin"
)

const label = "\n\n---\n【AI生成】内容由人工智能模型生成,请核实后使用\n"

func TestArticle(t *testing.T) {
	b := setup(t)
	out, err := b.Generate(t.Context(), b.article())
	if err != nil {
		t.Fatal(err)
	}
	if out.Text != standin.Said+label || out.Write != nil {
		t.Errorf("text %q", out.Text)
	}
	if out.Usage != (generation.Usage{TokensIn: standin.TokensIn, TokensOut: standin.TokensOut}) {
		t.Errorf("usage %+v", out.Usage)
	}
	calls := b.vendor.Calls("/v1/chat/completions")
	if len(calls) != 1 || calls[0].Once != "generation-7" {
		t.Fatalf("calls %+v", calls)
	}
	var sent struct {
		Model       string
		Temperature float64
		MaxTokens   int `json:"max_tokens"`
		Messages    []struct{ Role, Content string }
	}
	if err := json.Unmarshal([]byte(calls[0].Body), &sent); err != nil {
		t.Fatal(err)
	}
	if sent.Model != "qwen-max" || sent.Temperature != 0.7 || sent.MaxTokens != 2000 || len(sent.Messages) != 2 {
		t.Fatalf("sent %+v", sent)
	}
	if sent.Messages[0].Role != "system" || !strings.Contains(sent.Messages[0].Content, "公众号") {
		t.Errorf("system: %q", sent.Messages[0].Content)
	}
	for _, want := range []string{"写作类型:公众号文章", "标题:如何提高工作效率", "关键词:时间管理、效率工具", "要求:\n字数2000字"} {
		if !strings.Contains(sent.Messages[1].Content, want) {
			t.Errorf("user: %q lacks %q", sent.Messages[1].Content, want)
		}
	}
}

// TestEveryToolIsExplained holds the prompts to the documented tools, each in
// its own words.
func TestEveryToolIsExplained(t *testing.T) {
	b := setup(t)
	for _, tool := range prose.Tools() {
		r := b.article()
		r.Input.Tool = tool
		if _, err := b.Generate(t.Context(), r); err != nil {
			t.Errorf("%s: %v", tool, err)
		}
	}
	seen := map[string]bool{}
	for _, call := range b.vendor.Calls("/chat/completions") {
		seen[call.Body] = true
	}
	if len(seen) != len(prose.Tools()) || len(seen) != 14 {
		t.Errorf("%d different explanations", len(seen))
	}
}

func TestTheModelOfTheProvider(t *testing.T) {
	b := setup(t)
	r := b.article()
	r.Model = generation.Model{}
	if _, err := b.Generate(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if body := b.vendor.Calls("/v1/chat/completions")[0].Body; !strings.Contains(body, `"model":"small"`) || strings.Contains(body, "temperature") || strings.Contains(body, "max_tokens") {
		t.Errorf("sent %s", body)
	}
}

func TestWhatIsRefusedWithoutACall(t *testing.T) {
	b := setup(t)
	for name, change := range map[string]func(*generation.Request){
		"unknown tool":  func(r *generation.Request) { r.Input.Tool = "poem" },
		"too much":      func(r *generation.Request) { r.Input.Requirements = strings.Repeat("长", 12_001) },
		"a film":        func(r *generation.Request) { r.Kind = generation.Video },
		"unknown kinds": func(r *generation.Request) { r.Kind = "song" },
	} {
		r := b.article()
		change(&r)
		if _, err := b.Generate(t.Context(), r); !is(err, generation.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if calls := b.vendor.Calls("/"); len(calls) != 0 {
		t.Errorf("calls %+v", calls)
	}
}
