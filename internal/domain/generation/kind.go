package generation

import (
	"strings"
	"unicode/utf8"
)

// Kind is what a task makes.
type Kind string

// The kinds of task.
const (
	Image Kind = "image" // a picture
	Video Kind = "video" // a film
	Chat  Kind = "chat"  // an answer, as text and as sound
	// Article is a text by a writing tool, without a file.
	Article Kind = "article"
	// Deck is slides.
	Deck Kind = "deck"
)

// Product is what members are rewarded for trying; its name is that of the
// rule that rewards it.
type Product string

// The products.
const (
	ImageProduct Product = "image_generation"
	VideoProduct Product = "video_generation"
)

// Product is what a kind counts as; "" earns nothing.
func (k Kind) Product() Product {
	switch k {
	case Image:
		return ImageProduct
	case Video:
		return VideoProduct
	}
	return ""
}

func (k Kind) valid() bool {
	return k == Image || k == Video || k == Chat || k == Article || k == Deck
}

func (p Product) valid() bool { return p == ImageProduct || p == VideoProduct }

// PromptMax bounds a prompt, in characters.
const PromptMax = 2000

// cleanPrompt trims a prompt and holds it to its bounds.
func cleanPrompt(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", ErrPrompt.With("reason", "empty")
	case utf8.RuneCountInString(text) > PromptMax:
		return "", ErrPrompt.With("reason", "too_long").With("characters_max", PromptMax)
	case !sound(text):
		return "", ErrPrompt.With("reason", "text")
	}
	return text, nil
}

// sound reports whether a text can be stored as it is.
func sound(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}
