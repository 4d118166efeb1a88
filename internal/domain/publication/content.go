package publication

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/id"
)

// Content is a creation as it is published. File is the name of a stored
// file, "" for none. The text of a writing is Markdown.
type Content struct {
	Type        Kind
	Title       string
	Text        string
	File        string
	ContentType string // of the file
}

// Creations is where the creations are.
type Creations interface {
	// Load reads a member's own creation. Faults: one of kind NotFound where
	// there is none.
	Load(ctx context.Context, member, creation id.ID) (Content, error)
}

// fit makes a creation fit a platform, or says why it cannot. A writing is
// never cut; what goes with a picture or a film, which was made from it, is.
func (p Info) fit(c Content) (Content, Reason, string) {
	if !slices.Contains(p.Kinds, c.Type) {
		return c, KindRefused, string(c.Type)
	}
	c.Title, c.Text = strings.TrimSpace(c.Title), strings.TrimSpace(c.Text)
	if c.Type == Writing {
		return p.fitWriting(c)
	}
	if c.Title == "" {
		c.Title, _, _ = strings.Cut(c.Text, "\n")
	}
	c.Title, c.Text = Cut(c.Title, p.TitleMax), Cut(c.Text, p.BodyMax)
	takes, _ := p.Takes(c.Type)
	switch {
	case c.File == "":
		return c, FileMissing, ""
	case !slices.Contains(takes.Types, c.ContentType):
		return c, FileType, c.ContentType
	}
	return p.titled(c)
}

func (p Info) fitWriting(c Content) (Content, Reason, string) {
	c.File, c.ContentType = "", ""
	switch {
	case c.Text == "":
		return c, TextMissing, ""
	case utf8.RuneCountInString(c.Title) > p.TitleMax:
		return c, TitleLong, strconv.Itoa(p.TitleMax)
	case utf8.RuneCountInString(c.Text) > p.BodyMax:
		return c, TextLong, strconv.Itoa(p.BodyMax)
	}
	return p.titled(c)
}

func (p Info) titled(c Content) (Content, Reason, string) {
	if utf8.RuneCountInString(c.Title) < p.TitleMin {
		return c, TitleShort, strconv.Itoa(p.TitleMin)
	}
	return c, "", ""
}

// Cut is the first runes of a text, at most max of them.
func Cut(s string, max int) string {
	for i := range s {
		if max == 0 {
			return s[:i]
		}
		max--
	}
	return s
}
