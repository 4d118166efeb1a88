package prose

import "strings"

// stops end a sentence.
const stops = "。!?\uff01\uff1f;\uff1b\n"

// Sentences cuts text after each full stop, question, exclamation mark,
// semicolon and line end; a Latin full stop counts before a space.
func Sentences(text string) []string {
	var found []string
	var b strings.Builder
	flush := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			found = append(found, s)
		}
		b.Reset()
	}
	runes := []rune(text)
	for i, r := range runes {
		b.WriteRune(r)
		latin := r == '.' && (i+1 == len(runes) || runes[i+1] == ' ' || runes[i+1] == '\n')
		if latin || strings.ContainsRune(stops, r) {
			flush()
		}
	}
	flush()
	return found
}
