package layering

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

const lineLimit = 500

// short holds hand-written files to the limit.
func short(sources []source) []string {
	var wrong []string
	for _, s := range sources {
		if lines := strings.Count(s.text, "\n"); lines > lineLimit && !ast.IsGenerated(s.file) {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines; is it one idea?", s.path, lines))
		}
	}
	return wrong
}

var (
	skips = []string{"Skip", "Skipf", "SkipNow"}
	// The names that tests, benchmarks, fuzz targets and properties go by.
	testNames = []string{"t", "tb", "b", "f", "rt"}
)

// awake keeps tests from sleeping and from skipping. In a bubble of
// testing/synctest time is not the machine's, and a sleep there waits for
// nothing.
func awake(sources []source) []string {
	var wrong []string
	for _, s := range sources {
		if !s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			on, name := called(n)
			switch {
			case on == "time" && name == "Sleep" && !slices.Contains(s.imports(), "testing/synctest"):
				wrong = append(wrong, s.at(n.Pos(), "sleeps; wait for a condition"))
			case slices.Contains(testNames, on) && slices.Contains(skips, name):
				wrong = append(wrong, s.at(n.Pos(), "skips; a test that cannot run must fail"))
			}
			return true
		})
	}
	return wrong
}

// called takes the call "on.name(…)" apart.
func called(n ast.Node) (on, name string) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", ""
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if ident, ok := selector.X.(*ast.Ident); ok {
		return ident.Name, selector.Sel.Name
	}
	return "", ""
}

var engine = regexp.MustCompile(`(?i)sqlite|postgres|\bpgx`)

// engineless keeps the engines' names out of the domain, comments included.
func engineless(sources []source) []string {
	var wrong []string
	for _, s := range sources {
		if l, _, _ := place(s.folder()); l != domain || s.isTest() {
			continue
		}
		for i, line := range strings.Split(s.text, "\n") {
			if name := engine.FindString(line); name != "" {
				wrong = append(wrong, fmt.Sprintf("%s:%d: names the engine %s", s.path, i+1, name))
			}
		}
	}
	return wrong
}
