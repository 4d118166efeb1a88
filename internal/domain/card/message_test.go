package card

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// contract: S4-16
func TestUseMessage(t *testing.T) {
	type attributes = map[string]any
	cases := []struct {
		category Category
		name     string
		given    attributes
		want     string
	}{
		{Dance, "舞蹈卡片模板", attributes{"difficulty": "初级", "duration": "30分钟", "style": "现代舞"}, "卡片使用成功!您获得了舞蹈技能:现代舞(初级)"},
		{Dance, "舞蹈卡片模板", attributes{"style": "现代舞"}, "卡片使用成功!您获得了舞蹈技能:现代舞"},
		{Dance, "舞蹈卡片模板", attributes{"difficulty": "初级"}, "卡片使用成功!您获得了舞蹈技能:舞蹈卡片模板(初级)"},
		{Dance, "舞蹈卡片模板", nil, "卡片使用成功!您获得了舞蹈技能:舞蹈卡片模板"},
		{Dance, "", nil, "卡片使用成功!您获得了舞蹈技能"},
		{Song, "唱歌卡片模板", attributes{"genre": "流行", "difficulty": "中级", "bpm": json.Number("120")}, "卡片使用成功!您获得了音乐技能:流行(中级)"},
		{Song, "唱歌卡片模板", attributes{"bpm": 120}, "卡片使用成功!您获得了音乐技能:唱歌卡片模板"},
		{Clothing, "汉服", attributes{"style": "古风", "color": "红色", "size": "M"}, "卡片使用成功!您获得了服装:古风(红色)"},
		{Clothing, "汉服", attributes{"size": json.Number("38")}, "卡片使用成功!您获得了服装:汉服(38)"},
		{Clothing, "汉服", attributes{"size": 38.5}, "卡片使用成功!您获得了服装:汉服(38.5)"},
		{Game, "金币礼包", attributes{"coins": 100}, "卡片使用成功!您获得了游戏奖励:金币礼包"},
		{"other", "礼包", nil, "卡片使用成功!您获得了奖励:礼包"},
		{Dance, "模板", attributes{"style": " ", "difficulty": []any{"初级"}}, "卡片使用成功!您获得了舞蹈技能:模板"},
		{Dance, "模板", attributes{"style": "现代\n舞\u202e", "difficulty": true}, "卡片使用成功!您获得了舞蹈技能:现代 舞"},
	}
	for _, c := range cases {
		if got := UseMessage(c.category, c.name, c.given); got != c.want {
			t.Errorf("UseMessage(%s, %s, %v)\n got %s\nwant %s", c.category, c.name, c.given, got, c.want)
		}
	}
}

func TestUseMessageIsShort(t *testing.T) {
	long := strings.Repeat("很", 100_000)
	got := UseMessage(Dance, long, map[string]any{"style": long, "difficulty": "\xff" + long})
	if n := utf8.RuneCountInString(got); n > 100 || !utf8.ValidString(got) || !strings.Contains(got, "…") {
		t.Errorf("%d characters: %q", n, got)
	}
}
