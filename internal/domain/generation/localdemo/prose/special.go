package prose

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// special fills the placeholders of the two tools that work on a given text:
// {source}, {result} and {notes}. Other tools have none.
func special(brief Brief) map[string]string {
	switch brief.Tool {
	case "content_rewrite":
		source := sourceOf(brief)
		result, notes := reword(source)
		return map[string]string{"{source}": quoted(source), "{result}": result, "{notes}": notes}
	case "translation":
		source := sourceOf(brief)
		return map[string]string{"{source}": quoted(source), "{result}": worksheet(source, brief), "{notes}": targetIn(brief.Requirements)}
	}
	return nil
}

// sourceOf is the text to work on: requirements that are long enough to be
// one, otherwise the title.
func sourceOf(brief Brief) string {
	text := strings.TrimSpace(brief.Requirements)
	if utf8.RuneCountInString(text) < 30 {
		text = strings.TrimSpace(brief.Title)
	}
	return text
}

func quoted(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }

// reword replaces set phrases by plainer ones and says which.
func reword(text string) (result, notes string) {
	var changes []string
	for _, pair := range plainer() {
		if strings.Contains(text, pair[0]) {
			text = strings.ReplaceAll(text, pair[0], pair[1])
			changes = append(changes, fmt.Sprintf("- “%s”改为“%s”", pair[0], pair[1]))
		}
	}
	if len(changes) == 0 {
		return text, "- 原文没有命中本地词表，措辞未动；只重新分了句。"
	}
	return text, strings.Join(changes, "\n")
}

func plainer() [][2]string {
	return [][2]string{
		{"由于", "因为"}, {"因此", "所以"}, {"然而", "不过"}, {"此外", "另外"}, {"并且", "而且"}, {"以及", "和"},
		{"进行了", "做了"}, {"进行", "开展"}, {"予以", "给予"}, {"非常", "很"}, {"十分", "很"}, {"众所周知，", ""},
		{"目前", "现在"}, {"当前", "眼下"}, {"能够", "能"}, {"可以", "能"}, {"应当", "应该"}, {"必须", "一定要"},
		{"提升", "提高"}, {"优化", "改进"}, {"赋能", "帮助"}, {"助力", "帮助"}, {"打造", "做出"}, {"实现", "做到"},
		{"有效地", "切实"}, {"重要的是", "关键在于"}, {"例如", "比如"}, {"总而言之", "总的来说"}, {"综上所述", "说到底"},
		{"针对", "围绕"}, {"相关", "有关"}, {"大量", "许多"}, {"迅速", "很快"}, {"持续", "不断"}, {"帮助到", "帮到"},
	}
}

// worksheet lists the sentences with the known terms of each.
func worksheet(source string, brief Brief) string {
	var b strings.Builder
	for i, sentence := range Sentences(source) {
		fmt.Fprintf(&b, "%d. %s\n", i+1, sentence)
		if terms := termsIn(sentence); terms != "" {
			fmt.Fprintf(&b, "   - 术语：%s\n", terms)
		}
	}
	if terms := termsIn(strings.Join(brief.Keywords, " ")); terms != "" {
		fmt.Fprintf(&b, "- 关键词术语：%s\n", terms)
	}
	return strings.TrimSpace(b.String())
}

func termsIn(text string) string {
	var found []string
	lower := strings.ToLower(text)
	for _, t := range glossary() {
		if strings.Contains(text, t[0]) || strings.Contains(lower, t[1]) {
			found = append(found, t[0]+" = "+t[1])
		}
	}
	return strings.Join(found, "\uff1b")
}

func targetIn(requirements string) string {
	for _, language := range []string{"英", "日", "韩", "法", "德", "西班牙", "俄", "阿拉伯", "葡萄牙", "意大利"} {
		if strings.Contains(requirements, language+"文") || strings.Contains(requirements, language+"语") {
			return language + "语"
		}
	}
	if strings.Contains(requirements, "中文") || strings.Contains(requirements, "汉语") {
		return "中文"
	}
	return "未写明（默认英语）"
}

// glossary is a small list of terms that nobody disputes.
func glossary() [][2]string {
	return [][2]string{
		{"时间管理", "time management"}, {"工作效率", "productivity"}, {"人工智能", "artificial intelligence"}, {"机器学习", "machine learning"},
		{"数据", "data"}, {"用户", "user"}, {"会员", "member"}, {"积分", "points"}, {"优惠券", "coupon"}, {"订单", "order"},
		{"产品", "product"}, {"服务", "service"}, {"市场", "market"}, {"客户", "customer"}, {"合同", "contract"}, {"发票", "invoice"},
		{"公司", "company"}, {"项目", "project"}, {"计划", "plan"}, {"目标", "goal"}, {"预算", "budget"}, {"风险", "risk"},
		{"质量", "quality"}, {"安全", "security"}, {"隐私", "privacy"}, {"支付", "payment"}, {"退款", "refund"}, {"价格", "price"},
		{"教育", "education"}, {"学习", "learning"}, {"学生", "student"}, {"教师", "teacher"}, {"研究", "research"}, {"论文", "paper"},
		{"环境", "environment"}, {"健康", "health"}, {"医院", "hospital"}, {"旅行", "travel"}, {"酒店", "hotel"}, {"机场", "airport"},
	}
}
