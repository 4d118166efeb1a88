package layering

import (
	"fmt"
	"slices"
	"strings"
)

// layer orders the parts of the tree: a package imports its own layer and
// those below. Test programs under test/ are above all; console holds built
// pages for a front and imports nothing of ours.
type layer int

const (
	console layer = iota
	base
	platform
	domain
	front
	cmd
	test
)

var roots = []struct {
	folder string
	layer  layer
}{
	{"console", console},
	{"internal/base", base},
	{"internal/platform", platform},
	{"internal/domain", domain},
	{"internal/front", front},
	{"cmd", cmd},
	{"test", test},
	{"internal/layering", test},
}

// place finds the layer of a folder and its name within it: "card",
// "payment/alipay". ok is false for a folder of no layer.
func place(folder string) (l layer, name string, ok bool) {
	for _, root := range roots {
		if folder == root.folder {
			return root.layer, "", true
		}
		if name, ok := strings.CutPrefix(folder, root.folder+"/"); ok {
			return root.layer, name, true
		}
	}
	return 0, "", false
}

// unit is the first part of a name: the front, or the domain module, that a
// nested package belongs to.
func unit(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// downward holds the order of the layers, tests included.
func downward(sources []source) []string {
	var wrong []string
	for _, s := range sources {
		from, _, ok := place(s.folder())
		if !ok {
			wrong = append(wrong, s.path+": stands in no layer")
			continue
		}
		for _, imported := range s.ours() {
			if to, _, ok := place(imported); !ok || to > from {
				wrong = append(wrong, fmt.Sprintf("%s: imports %s, which is above it", s.path, imported))
			}
		}
	}
	return wrong
}

// apart keeps the fronts from each other, tests included.
func apart(sources []source) []string {
	var wrong []string
	for _, s := range sources {
		from, name, _ := place(s.folder())
		for _, imported := range s.ours() {
			to, other, _ := place(imported)
			if from == front && to == front && unit(name) != unit(other) {
				wrong = append(wrong, fmt.Sprintf("%s: imports the front %s", s.path, other))
			}
		}
	}
	return wrong
}

// adapters keeps the packages nested under a domain module between it and
// cmd. Tests may use them.
func adapters(sources []source) []string {
	var wrong []string
	for _, s := range sources {
		from, name, _ := place(s.folder())
		if s.isTest() || from >= cmd {
			continue
		}
		for _, imported := range s.ours() {
			to, other, _ := place(imported)
			if to != domain || !strings.Contains(other, "/") || from == domain && unit(name) == unit(other) {
				continue
			}
			wrong = append(wrong, fmt.Sprintf("%s: names %s, which only its module and cmd may", s.path, other))
		}
	}
	return wrong
}

// edges holds the imports between domain modules to the allowed "from to"
// lines, and the lines to the imports. Tests may use other modules freely.
func edges(sources []source, allowed []string) []string {
	var wrong []string
	used := map[string]bool{}
	for _, s := range sources {
		from, name, _ := place(s.folder())
		if from != domain || s.isTest() {
			continue
		}
		for _, imported := range s.ours() {
			to, other, _ := place(imported)
			if to != domain || unit(other) == unit(name) {
				continue
			}
			edge := name + " " + other
			used[edge] = true
			switch {
			case unit(name) == "ledger":
				wrong = append(wrong, fmt.Sprintf("%s: ledger imports %s", s.path, other))
			case !slices.Contains(allowed, edge):
				wrong = append(wrong, fmt.Sprintf("%s: the edge %q is not in edges.txt", s.path, edge))
			}
		}
	}
	for _, edge := range allowed {
		if !used[edge] {
			wrong = append(wrong, fmt.Sprintf("edges.txt: nothing uses the edge %q", edge))
		}
	}
	return wrong
}

var wire = []string{"net/http", "encoding/json"}

// wireless keeps HTTP and JSON out of the domain's modules. A package nested
// under a module may speak them, as an adapter, where its module does not
// import it.
func wireless(sources []source) []string {
	var wrong []string
	parts := partsOf(sources)
	for _, s := range sources {
		if l, _, _ := place(s.folder()); l != domain || s.isTest() || !parts[s.folder()] {
			continue
		}
		for _, imported := range s.imports() {
			for _, forbidden := range wire {
				if imported == forbidden || strings.HasPrefix(imported, forbidden+"/") {
					wrong = append(wrong, fmt.Sprintf("%s: imports %s", s.path, imported))
				}
			}
		}
	}
	return wrong
}

// partsOf are the folders of the domain's modules and of what they import
// under the domain, and so on: all of it but the adapters.
func partsOf(sources []source) map[string]bool {
	parts := map[string]bool{}
	for _, s := range sources {
		if l, name, _ := place(s.folder()); l == domain && name == unit(name) {
			parts[s.folder()] = true
		}
	}
	for before := 0; before < len(parts); {
		before = len(parts)
		for _, s := range sources {
			if s.isTest() || !parts[s.folder()] {
				continue
			}
			for _, imported := range s.ours() {
				if l, _, _ := place(imported); l == domain {
					parts[imported] = true
				}
			}
		}
	}
	return parts
}
