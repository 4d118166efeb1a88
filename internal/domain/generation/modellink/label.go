package modellink

import (
	"strings"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo/aigc"
)

// Label is the words beside "AI生成" on what a vendor's model made.
const Label = "内容由人工智能模型生成,请核实后使用"

// Spoken is the label as a sentence, for voices.
const Spoken = "本内容由AI生成。"

const signature = "\n\n---\n【" + aigc.Visible + "】" + Label + "\n"

// Labelled puts the visible label below a model's text. Faults: ErrVendor for
// a text that is empty, cannot be stored, or is longer than
// generation.TextMax with its label.
func Labelled(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", Malformed("an empty text")
	case strings.ToValidUTF8(text, "") != text || strings.ContainsRune(text, 0):
		return "", Malformed("a text that is not UTF-8")
	case len(text)+len(signature) > generation.TextMax:
		return "", Malformed("a text of %d bytes", len(text))
	}
	return text + signature, nil
}

// Mark names who made a file: the adapter and its model, under the task's
// number.
func Mark(r generation.Request, provider string) aigc.Mark {
	return aigc.Mark{Producer: provider + " " + r.Model.Name, ProduceID: r.Number}
}
