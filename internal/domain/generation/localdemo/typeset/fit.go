package typeset

import "strings"

// Block is text broken into lines of one face.
type Block struct {
	Face  *Face
	Lines []string
}

// Height is the block's height in pixels.
func (b Block) Height() int { return len(b.Lines) * b.Face.LineHeight() }

// Width is the width in pixels of the block's longest line.
func (b Block) Width() int {
	widest := 0
	for _, line := range b.Lines {
		widest = max(widest, b.Face.Width(line))
	}
	return widest
}

// Fit sets text (cleaned here) in the largest size from most down to least
// pixels at which it fits into width × height. Text too long even for the
// least size is cut and ends in an ellipsis. Faults: ErrFont.
func (f *Font) Fit(text string, width, height, most, least int) (Block, error) {
	text = strings.TrimSpace(f.Clean(text))
	for size := most; ; size = max(least, size*9/10) {
		face, err := f.Face(size)
		if err != nil {
			return Block{}, err
		}
		rows := max(1, height/face.LineHeight())
		if size > least && tooLong(text, width, rows, size) {
			continue
		}
		lines := face.Wrap(text, width)
		if len(lines) <= rows {
			return Block{Face: face, Lines: face.balance(text, lines, width)}, nil
		}
		if size <= least {
			return Block{Face: face, Lines: face.cut(lines, rows, width)}, nil
		}
	}
}

// tooLong is a quick certainty that saves wrapping: a character is at least
// a quarter of an em wide.
func tooLong(text string, width, rows, size int) bool {
	return len(text)/4 > 4*rows*(width/size+1)
}

// cut keeps the first rows and marks the loss.
func (f *Face) cut(lines []string, rows, width int) []string {
	kept := lines[:rows]
	last := []rune(kept[rows-1])
	for len(last) > 0 && f.Width(string(last)+"…") > width {
		last = last[:len(last)-1]
	}
	kept[rows-1] = string(last) + "…"
	return kept
}

// balance breaks the text into the same number of lines, as even as can be,
// so that no last line holds a single character.
func (f *Face) balance(text string, lines []string, width int) []string {
	if len(lines) == 1 || len(lines) > 8 {
		return lines
	}
	low, high := width/2, width
	for high-low > f.size/4 {
		middle := (low + high) / 2
		if tried := f.Wrap(text, middle); len(tried) == len(lines) {
			lines, high = tried, middle
		} else {
			low = middle
		}
	}
	return lines
}
