package faultmap

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/platform/httpx"
)

// httpxPackage is the package whose faults need no decision.
const httpxPackage = "internal/platform/httpx"

// Check fails the test for every fault that the front with this import path
// can meet and has not decided about, by a code of m or by accepting the
// default of its kind, and for every decision that has become pointless.
func Check(t testing.TB, front string, m httpx.Map, accepted ...string) {
	t.Helper()
	root, err := findRoot()
	if err != nil {
		t.Fatal(err)
	}
	declared, err := Scan(root, front)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range Problems(declared, m, accepted) {
		t.Error(problem)
	}
}

// Problems lists, in order, what Check fails for.
func Problems(declared []Declared, m httpx.Map, accepted []string) []string {
	var problems []string
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	places := map[string]Declared{}
	for _, d := range declared {
		if d.Code == "" {
			report("%s %s: the code of a fault must be a string literal", d.Package, d.At)
			continue
		}
		if first, twice := places[d.Code]; twice {
			report("%q is declared at %s %s and at %s %s", d.Code, first.Package, first.At, d.Package, d.At)
			continue
		}
		places[d.Code] = d
	}
	for code, d := range places {
		_, mapped := m.Codes[code]
		switch named := slices.Contains(accepted, code); {
		case mapped && named:
			report("%q is both mapped and accepted", code)
		case !mapped && !named && !strings.HasSuffix(d.Package, "/"+httpxPackage):
			report("%q (%s %s) is neither mapped nor accepted", code, d.Package, d.At)
		}
	}
	for _, code := range slices.Concat(slices.Collect(maps.Keys(m.Codes)), accepted) {
		if _, known := places[code]; !known {
			report("%q is decided about, but nothing this front imports declares it", code)
		}
	}
	slices.Sort(problems)
	return problems
}
