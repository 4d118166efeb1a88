package layering

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// mention is "contract:" and what follows it on the line.
var (
	mention = regexp.MustCompile(`\bcontract:[ \t]*(.*)`)
	idForm  = regexp.MustCompile(`^[A-Z][0-9]?-[A-Z]?[0-9]+$`)
)

// contract holds the ids in comments, "contract: S0-09, S0-10 and why", to
// the known ones. A comment that begins with "contract:" must name one.
func contract(sources []source, known []string) []string {
	var wrong []string
	for _, s := range sources {
		for _, group := range s.file.Comments {
			for _, comment := range group.List {
				for line := range strings.Lines(comment.Text) {
					for _, complaint := range mentioned(line, known) {
						wrong = append(wrong, s.at(comment.Pos(), complaint))
					}
				}
			}
		}
	}
	return wrong
}

func mentioned(line string, known []string) []string {
	match := mention.FindStringSubmatch(line)
	if match == nil {
		return nil
	}
	var wrong []string
	ids := leadingIDs(match[1])
	for _, id := range ids {
		if !slices.Contains(known, id) {
			wrong = append(wrong, fmt.Sprintf("there is no contract id %s", id))
		}
	}
	begins := strings.HasPrefix(strings.TrimLeft(line, "/* \t"), "contract:")
	if len(ids) == 0 && begins {
		wrong = append(wrong, "contract: names no id")
	}
	return wrong
}

// leadingIDs are the ids that text begins with, apart by commas or spaces.
func leadingIDs(text string) []string {
	var ids []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t,;.:()", r) }) {
		if !idForm.MatchString(word) {
			break
		}
		ids = append(ids, word)
	}
	return ids
}
