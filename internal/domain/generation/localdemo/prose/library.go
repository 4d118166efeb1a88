package prose

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"guerdon/internal/base/fault"
)

//go:embed tools/*.txt
var files embed.FS

// ErrLibrary means that an embedded template cannot be read: a broken build.
var ErrLibrary = fault.New(fault.Internal, "localdemo.library_broken", "An embedded writing template cannot be read.")

// Tools are the codes of the writing tools, in the order of their document.
// contract: S2-13
func Tools() []string {
	return []string{
		"wechat_article", "xiaohongshu_note", "official_document", "academic_paper", "marketing_copy",
		"news_article", "video_script", "story_novel", "business_plan", "work_report",
		"resume", "lesson_plan", "content_rewrite", "translation",
	}
}

// use says when a block is taken.
type use string

const (
	must use = "must"
	more use = "more"
	turn use = "turn"
	each use = "each"
	req  use = "req"
	end  use = "end"
)

type block struct {
	use  use
	text string
}

// Library is the templates of all tools.
type Library struct {
	tools map[string][]block
}

// Open reads the embedded templates. Faults: ErrLibrary.
func Open() (*Library, error) {
	l := &Library{tools: map[string][]block{}}
	for _, code := range Tools() {
		blocks, err := load(code)
		if err != nil {
			return nil, ErrLibrary.Because(err)
		}
		l.tools[code] = blocks
	}
	return l, nil
}

func load(name string) ([]block, error) {
	data, err := files.ReadFile(path.Join("tools", name+".txt"))
	if err != nil {
		return nil, err
	}
	return parse(string(data))
}

// parse reads the blocks of one file, and those of the files it names.
func parse(text string) ([]block, error) {
	var blocks []block
	for part := range strings.SplitSeq("\n"+text, "\n== ") {
		head, body, _ := strings.Cut(part, "\n")
		name, argument, _ := strings.Cut(head, " ")
		switch use(name) {
		case must, more, turn, each, req, end:
			blocks = append(blocks, block{use: use(name), text: strings.TrimSpace(body)})
		case "common":
			common, err := load("_" + argument)
			if err != nil {
				return nil, err
			}
			blocks = append(blocks, common...)
		case "":
			if strings.TrimSpace(body) != "" {
				return nil, fmt.Errorf("prose: text before the first block: %.20q", body)
			}
		default:
			return nil, fmt.Errorf("prose: unknown block %q", head)
		}
	}
	return blocks, nil
}
