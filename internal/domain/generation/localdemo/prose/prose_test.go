package prose

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guerdon/internal/domain/generation/localdemo/typeset"
)

func setup(t *testing.T) *Library {
	t.Helper()
	l, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func write(t *testing.T, brief Brief) string {
	t.Helper()
	text, err := setup(t).Write(brief)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEveryTool(t *testing.T) {
	if len(Tools()) != 14 {
		t.Fatalf("%d tools", len(Tools()))
	}
	for _, tool := range Tools() {
		text := write(t, Brief{Tool: tool, Title: "如何提高工作效率", Keywords: []string{"时间管理", "效率工具"}, Requirements: "语气亲切，包含实用技巧"})
		if n := characters(text); n < 400 || n > 1300 {
			t.Errorf("%s: %d characters", tool, n)
		}
		if !strings.HasSuffix(text, "\n---\n【AI生成】"+Label+"\n") {
			t.Errorf("%s: ends with %q", tool, text[max(0, len(text)-60):])
		}
		for _, want := range []string{"工作效率", "时间管理"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: lacks %s", tool, want)
			}
		}
		for _, never := range []string{"{", "}", "== "} {
			if strings.Contains(text, never) {
				t.Errorf("%s: contains %q", tool, never)
			}
		}
	}
}

func TestUnknownTool(t *testing.T) {
	for _, tool := range []string{"", "poem", "_article", "../tools/resume"} {
		if _, err := setup(t).Write(Brief{Tool: tool, Title: "x"}); !errors.Is(err, ErrTool) {
			t.Errorf("%q: %v", tool, err)
		}
	}
}

func TestNoParagraphTwice(t *testing.T) {
	for _, tool := range Tools() {
		seen := map[string]bool{}
		text := write(t, Brief{Tool: tool, Title: "城市公园", Keywords: []string{"绿化", "步道", "志愿者"}, Requirements: "8000字"})
		for line := range strings.SplitSeq(text, "\n") {
			if utf8.RuneCountInString(line) > 40 && seen[line] {
				t.Errorf("%s repeats %q", tool, line)
			}
			seen[line] = true
		}
	}
}

func TestLengthIsHonoured(t *testing.T) {
	for _, c := range []struct {
		requirements string
		least, most  int
	}{{"字数2000字，包含实用技巧", 1700, 2300}, {"约500字", 400, 700}, {"", 750, 1150}} {
		text := write(t, Brief{Tool: "wechat_article", Title: "如何提高工作效率", Keywords: []string{"时间管理", "效率工具"}, Requirements: c.requirements})
		if n := characters(text); n < c.least || n > c.most {
			t.Errorf("%q: %d characters", c.requirements, n)
		}
	}
	short := write(t, Brief{Tool: "resume", Title: "产品经理", Requirements: "8000字"})
	if !strings.Contains(short, "本地模板只写到约") {
		t.Error("a text that falls short does not say so")
	}
}

func TestLengthIn(t *testing.T) {
	for text, want := range map[string]int{
		"字数2000字": 2000, "不少于 800 字": 800, "about 500 words": 500, "3千字左右": 3000, "八百字": 800, "两千字以内": 2000,
		"1万字": 8000, "5字": 200, "九万字": 8000, "99999字": 8000,
	} {
		if got, asked := lengthIn(text); got != want || !asked {
			t.Errorf("lengthIn(%q) = %d, %v", text, got, asked)
		}
	}
	for _, text := range []string{"", "写三段", "2026年", "100%", "写字"} {
		if got, asked := lengthIn(text); got != lengthDefault || asked {
			t.Errorf("lengthIn(%q) = %d, %v", text, got, asked)
		}
	}
}

// TestMembersTextIsNoTemplate writes placeholders as input and expects them
// back as they are.
func TestMembersTextIsNoTemplate(t *testing.T) {
	for _, tool := range Tools() {
		text := write(t, Brief{Tool: tool, Title: "标题{kw}{req}{source}尾", Keywords: []string{"{title}{title}"}, Requirements: ""})
		if strings.Contains(text, "标题标题") || !strings.Contains(text, "标题{kw}{req}{source}尾") {
			t.Errorf("%s: title was expanded", tool)
		}
	}
}

func TestAnyBriefIsWritten(t *testing.T) {
	l := setup(t)
	rapid.Check(t, func(t *rapid.T) {
		text, err := l.Write(Brief{
			Tool: rapid.SampledFrom(Tools()).Draw(t, "tool"), Title: rapid.StringN(0, 40, -1).Draw(t, "title"),
			Keywords: rapid.SliceOfN(rapid.StringN(0, 8, -1), 0, 20).Draw(t, "keywords"), Requirements: rapid.StringN(0, 200, -1).Draw(t, "requirements"),
		})
		if err != nil || !strings.HasSuffix(text, signature) || characters(text) > 20000 {
			t.Fatalf("%d characters, %v", characters(text), err)
		}
	})
}

func TestKeywords(t *testing.T) {
	for _, c := range []struct {
		brief Brief
		want  string
	}{
		{Brief{Title: "如何提高工作效率？"}, "提高工作效率"},
		{Brief{Title: "How to focus?"}, "focus"},
		{Brief{Title: "？"}, "主题"},
		{Brief{Title: "甲", Keywords: []string{" ", "乙 ", "丙"}}, "乙,丙"},
	} {
		if got := strings.Join(keywordsOf(c.brief), ","); got != c.want {
			t.Errorf("keywords of %+v: %q", c.brief, got)
		}
	}
}

func TestRewriteAndTranslation(t *testing.T) {
	source := "众所周知，由于时间有限，我们必须优化流程。此外，大量会议能够取消，从而提升效率。"
	text := write(t, Brief{Tool: "content_rewrite", Title: "会议", Requirements: source})
	for _, want := range []string{"因为时间有限", "改进流程", "许多会议能取消", "“由于”改为“因为”", source} {
		if !strings.Contains(text, want) {
			t.Errorf("rewrite lacks %q", want)
		}
	}
	text = write(t, Brief{Tool: "translation", Title: "说明", Requirements: "翻译成日语：会员用积分兑换优惠券。订单不能退款。请在三十天内使用，过期无效。"})
	for _, want := range []string{"日语", "2. 订单不能退款。", "积分 = points", "不含翻译模型"} {
		if !strings.Contains(text, want) {
			t.Errorf("translation lacks %q", want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, text := range []string{"lost text", "== often\nx", "== common nothing\n"} {
		if _, err := parse(text); err == nil {
			t.Errorf("parse(%q) succeeded", text)
		}
	}
	blocks, err := parse("\n== must\na\n\n== common article\n== end\nz\n")
	if err != nil || len(blocks) < 5 || blocks[0].text != "a" || blocks[len(blocks)-1].use != end {
		t.Errorf("blocks %v, %v", blocks, err)
	}
}

func TestSentences(t *testing.T) {
	for in, want := range map[string]string{
		"一。二！三？四；五\n六":       "一。|二！|三？|四；|五|六",
		"One. Two 3.5 v1.2.": "One.|Two 3.5 v1.2.",
		" \n\n":              "",
	} {
		if got := strings.Join(Sentences(in), "|"); got != want {
			t.Errorf("Sentences(%q) = %q", in, got)
		}
	}
}

func TestAnswer(t *testing.T) {
	for _, c := range []struct{ prompt, want string }{
		{"什么是人工智能？", "您问的是：“什么是人工智能？”"},
		{"如何学习", "最小的一步"},
		{"What is artificial intelligence?", "You asked: “What is artificial intelligence?”"},
		{"WHY is the sky blue?", "direct cause"},
		{"人工知能とは何ですか", "言語モデルには接続していません"},
		{"인공지능이란?", "로컬 데모"},
		{"Что такое ИИ?", "локальная демонстрация"},
		{strings.Repeat("长", 4000), strings.Repeat("长", 80) + "…"},
		{"{q}", "“{q}”"},
		{"🎉", "This is a local demo"},
	} {
		got := Answer(c.prompt)
		if !strings.Contains(got, c.want) || !strings.Contains(got, Label) {
			t.Errorf("Answer(%.20q) = %q", c.prompt, got)
		}
	}
}

func TestBullets(t *testing.T) {
	for _, c := range []struct{ heading, name, point string }{
		{"市场分析", "市场分析", "目标人群"},
		{"自定义：第一点；第二点", "自定义", "第一点"},
		{"Plan: a; b", "Plan", "a"},
		{"标题：", "标题", "标题"},
		{"Summary", "Summary", "How it bears on 产品发布会"},
		{"随便什么", "随便什么", "随便什么"},
	} {
		name, points := Bullets("产品发布会", c.heading)
		if name != c.name || !strings.Contains(strings.Join(points, "\n"), c.point) || len(points) < 2 {
			t.Errorf("Bullets(%q) = %q, %q", c.heading, name, points)
		}
	}
	_, points := Bullets("x", "h: "+strings.Repeat("p;", 100))
	if len(points) != ownPointsMax {
		t.Errorf("%d points of its own", len(points))
	}
}

func TestNumeral(t *testing.T) {
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五"} {
		if got := numeral(n); got != want {
			t.Errorf("numeral(%d) = %s", n, got)
		}
	}
}

// TestFontDrawsTheTemplates keeps templates and font together.
func TestFontDrawsTheTemplates(t *testing.T) {
	font, err := typeset.Open()
	if err != nil {
		t.Fatal(err)
	}
	all := Label + answerChinese("") + answerJapanese() + answerRussian()
	for _, tool := range Tools() {
		if tool != "xiaohongshu_note" { // has emoji on purpose, and is never drawn
			all += write(t, Brief{Tool: tool, Title: "题", Requirements: "8000字"})
		}
	}
	for _, r := range all {
		if r != '\n' && !font.Has(r) {
			t.Errorf("the font lacks %c (%U)", r, r)
		}
	}
}
