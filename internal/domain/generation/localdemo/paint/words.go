package paint

import "strings"

// mood ties words of a prompt to a palette.
type mood struct {
	words   string // separated by spaces
	palette func() palette
}

func moods() []mood {
	return []mood{
		{"日落 夕阳 晚霞 黄昏 傍晚 sunset dusk evening", dusk},
		{"夜 星 月 宇宙 太空 梦 night star moon space galaxy dream", night},
		{"日出 清晨 早晨 黎明 晨 sunrise dawn morning", dawn},
		{"春 花 草 樱 spring flower garden blossom", spring},
		{"秋 枫 落叶 丰收 autumn fall maple harvest", autumn},
		{"晴 夏 海 天空 阳光 summer sunny sky ocean sea", day},
	}
}

func moodOf(prompt string, hash byte) palette {
	all := moods()
	for _, m := range all {
		if mentions(prompt, m.words) {
			return m.palette()
		}
	}
	return all[int(hash)%len(all)].palette()
}

func landOf(prompt string, hash byte) land {
	switch {
	case mentions(prompt, "海 湖 江 河 水 船 岛 ocean sea lake river beach water boat island"):
		return sea
	case mentions(prompt, "城 楼 街 科技 公司 办公 商业 产品 city street building tech office business skyline"):
		return city
	case mentions(prompt, "山 峰 谷 花园 草原 森林 mountain hill valley garden meadow forest"):
		return mountains
	}
	return land(hash) % landCount
}

func extrasOf(prompt string, l land, hash byte) []extra {
	known := [...]string{
		flowers: "花 园 草 春 樱 flower garden meadow spring blossom",
		forest:  "森林 树 林 木 forest tree wood jungle",
		snow:    "雪 冬 冰 圣诞 snow winter ice christmas",
		cat:     "猫 喵 cat kitten kitty",
		birds:   "鸟 海 天空 自由 飞 bird sea ocean sky freedom fly",
	}
	var found []extra
	for e, words := range known {
		if mentions(prompt, words) {
			found = append(found, extra(e))
		}
	}
	if len(found) == 0 && l == mountains {
		found = append(found, [...]extra{flowers, forest, birds}[hash%3])
	}
	return found
}

// mentions reports whether the prompt contains one of the words, Latin ones
// as whole words in any case, with or without a plural s.
func mentions(prompt, words string) bool {
	lower := strings.ToLower(prompt)
	spaced := " " + strings.Map(latinOrSpace, lower) + " "
	for word := range strings.FieldsSeq(words) {
		if word[0] >= 0x80 {
			if strings.Contains(lower, word) {
				return true
			}
			continue
		}
		if strings.Contains(spaced, " "+word+" ") || strings.Contains(spaced, " "+word+"s ") {
			return true
		}
	}
	return false
}

func latinOrSpace(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return ' '
}
