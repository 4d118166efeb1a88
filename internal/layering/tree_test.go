package layering

import (
	_ "embed"
	"os"
	"slices"
	"strings"
	"testing"
)

//go:embed edges.txt
var edgesText string

//go:embed contract_ids.txt
var contractText string

// list reads a file of one entry a line, with # before comments. An entry
// that stands twice fails the test.
func list(t *testing.T, text string) []string {
	t.Helper()
	var entries []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		entry := strings.Join(strings.Fields(line), " ")
		if entry == "" {
			continue
		}
		if slices.Contains(entries, entry) {
			t.Errorf("%q stands twice", entry)
		}
		entries = append(entries, entry)
	}
	return entries
}

func TestTree(t *testing.T) {
	sources, err := load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 20 {
		t.Fatalf("only %d files found: this is not the module's root", len(sources))
	}
	for name, wrong := range map[string][]string{
		"layers point downward":        downward(sources),
		"fronts stand apart":           apart(sources),
		"only cmd names adapters":      adapters(sources),
		"domain edges":                 edges(sources, list(t, edgesText)),
		"the domain is off the wire":   wireless(sources),
		"the domain knows no engine":   engineless(sources),
		"fault codes":                  faults(sources),
		"contract ids":                 contract(sources, list(t, contractText)),
		"files are short":              short(sources),
		"tests neither sleep nor skip": awake(sources),
	} {
		t.Run(name, func(t *testing.T) {
			for _, complaint := range wrong {
				t.Error(complaint)
			}
		})
	}
}
