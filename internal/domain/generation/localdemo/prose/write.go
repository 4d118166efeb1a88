package prose

import (
	"fmt"
	"strings"
	"unicode"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation/localdemo/aigc"
)

// Label is the honest label.
const Label = "本地演示,非 AI 模型生成"

const signature = "\n\n---\n【" + aigc.Visible + "】" + Label + "\n"

// ErrTool means that there is no such writing tool.
var ErrTool = fault.New(fault.NotFound, "localdemo.unknown_tool", "There is no such writing tool.")

// Brief is what an article is about.
type Brief struct {
	Tool         string // a code of Tools
	Title        string
	Keywords     []string
	Requirements string // free text; a length in it ("2000字") is honoured where the templates reach
}

// Write fills the tool's template. Faults: ErrTool.
func (l *Library) Write(brief Brief) (string, error) {
	blocks, ok := l.tools[brief.Tool]
	if !ok {
		return "", ErrTool
	}
	d := draft{brief: brief, keywords: keywordsOf(brief), blocks: blocks}
	d.wanted, d.asked = lengthIn(brief.Requirements)
	d.special = special(brief)
	return d.compose() + signature, nil
}

// draft is one article in the making.
type draft struct {
	brief    Brief
	keywords []string
	blocks   []block
	wanted   int // characters
	asked    bool
	special  map[string]string // placeholders that only one tool has
}

// part is one use of a block.
type part struct {
	block   block
	keyword string
	taken   bool
}

func (d *draft) compose() string {
	parts := d.parts()
	length := d.take(parts)
	var b strings.Builder
	number := 0
	for _, p := range parts {
		if !p.taken {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		text := p.block.text
		if strings.Contains(text, "{no}") {
			number++
		}
		b.WriteString(d.fill(text, p.keyword, number))
	}
	if d.asked && length < d.wanted*8/10 {
		fmt.Fprintf(&b, "\n\n> 要求约 %d 字，本地模板只写到约 %d 字；接入模型后可按要求扩写。", d.wanted, length)
	}
	return b.String()
}

// parts lists every use of every block in the order of the article.
func (d *draft) parts() []part {
	var body, ending []part
	turns := 0
	for _, b := range d.blocks {
		switch b.use {
		case each:
			for _, keyword := range d.keywords {
				body = append(body, part{block: b, keyword: keyword})
			}
		case turn:
			body = append(body, part{block: b, keyword: d.keywords[turns%len(d.keywords)]})
			turns++
		case end:
			ending = append(ending, part{block: b, keyword: d.keywords[0], taken: true})
		default:
			taken := b.use == must || b.use == req && strings.TrimSpace(d.brief.Requirements) != ""
			body = append(body, part{block: b, keyword: d.keywords[0], taken: taken})
		}
	}
	return append(body, ending...)
}

// take adds optional parts until the wanted length is reached, and gives the
// length.
func (d *draft) take(parts []part) int {
	length := 0
	for _, p := range parts {
		if p.taken {
			length += characters(d.fill(p.block.text, p.keyword, 1))
		}
	}
	for i := range parts {
		if parts[i].taken || parts[i].block.use == req {
			continue
		}
		size := characters(d.fill(parts[i].block.text, parts[i].keyword, 1))
		if length+size <= d.wanted*11/10 {
			parts[i].taken = true
			length += size
		}
	}
	return length
}

func (d *draft) fill(text, keyword string, number int) string {
	second := d.keywords[min(1, len(d.keywords)-1)]
	pairs := []string{
		"{title}", d.brief.Title,
		"{req}", strings.TrimSpace(d.brief.Requirements),
		"{kws}", strings.Join(d.keywords, "、"),
		"{kw}", keyword,
		"{kw1}", d.keywords[0],
		"{kw2}", second,
		"{no}", numeral(number),
	}
	for name, value := range d.special {
		pairs = append(pairs, name, value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// characters counts what a reader would: everything but spaces.
func characters(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
