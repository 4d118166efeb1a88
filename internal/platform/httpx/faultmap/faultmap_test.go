package faultmap_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/httpx/faultmap"
)

// module writes a small module and returns its directory.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	files["go.mod"] = "module demo\n\ngo 1.26\n"
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func demo(t *testing.T) string {
	t.Helper()
	return module(t, map[string]string{
		"internal/base/fault/fault.go": `package fault
			func New(kind int, code, text string) int { return 0 }
			var ErrInternal = New(0, "internal", "x")`,
		"internal/front/a/a.go": `package a
			import ( "fmt"; _ "demo/internal/domain/box" )
			var _ = fmt.Sprint`,
		"internal/domain/box/box.go": `package box
			import ( "demo/internal/base/fault"; _ "demo/internal/domain/ledger" )
			var ( ErrSold = fault.New(1, "box.sold_out", "x"); errDyn = fault.New(1, "box." + "x", "x") )`,
		"internal/domain/box/box_test.go": `package box
			import "demo/internal/base/fault"
			var errTest = fault.New(1, "box.test_only", "x")`,
		"internal/domain/ledger/ledger.go": `package ledger
			import f "demo/internal/base/fault"
			func poor() int { return f.New(1, "ledger.insufficient", "x") }`,
		"internal/domain/other/other.go": `package other
			import "demo/internal/base/fault"
			var ErrOther = fault.New(1, "other.unseen", "x")`,
		"internal/platform/httpx/httpx.go": `package httpx
			import "demo/internal/base/fault"
			var ErrBody = fault.New(1, "httpx.body", "x")`,
		"internal/front/b/b.go": `package b
			import ( _ "demo/internal/domain/box"; _ "demo/internal/platform/httpx" )`,
	})
}

func scan(t *testing.T, root, front string) []faultmap.Declared {
	t.Helper()
	declared, err := faultmap.Scan(root, front)
	if err != nil {
		t.Fatal(err)
	}
	return declared
}

func TestScanFollowsImports(t *testing.T) {
	var codes []string
	for _, d := range scan(t, demo(t), "demo/internal/front/a") {
		codes = append(codes, d.Code)
	}
	slices.Sort(codes)
	if got := strings.Join(codes, " "); got != " box.sold_out internal ledger.insufficient" {
		t.Errorf("found %q", got)
	}
}

func TestProblems(t *testing.T) {
	declared := slices.DeleteFunc(scan(t, demo(t), "demo/internal/front/b"), func(d faultmap.Declared) bool { return d.Code == "" })
	mapped := httpx.Map{Codes: map[string]httpx.Wire{"box.sold_out": {}}}
	for name, c := range map[string]struct {
		declared []faultmap.Declared
		m        httpx.Map
		accepted []string
		want     []string
	}{
		"all decided":  {declared, mapped, []string{"internal", "ledger.insufficient"}, nil},
		"one missing":  {declared, mapped, []string{"internal"}, []string{`"ledger.insufficient" (demo/internal/domain/ledger ledger.go:3) is neither mapped nor accepted`}},
		"both":         {declared, mapped, []string{"internal", "ledger.insufficient", "box.sold_out"}, []string{`"box.sold_out" is both mapped and accepted`}},
		"stale":        {declared, mapped, []string{"internal", "ledger.insufficient", "ledger.gone"}, []string{`"ledger.gone" is decided about, but nothing this front imports declares it`}},
		"no literal":   {[]faultmap.Declared{{Package: "p", At: "a.go:1"}}, httpx.Map{}, nil, []string{"p a.go:1: the code of a fault must be a string literal"}},
		"twice":        {[]faultmap.Declared{{"x.y", "p", "a.go:1"}, {"x.y", "q", "b.go:2"}}, httpx.Map{}, []string{"x.y"}, []string{`"x.y" is declared at p a.go:1 and at q b.go:2`}},
		"httpx mapped": {declared, httpx.Map{Codes: map[string]httpx.Wire{"box.sold_out": {}, "httpx.body": {}}}, []string{"internal", "ledger.insufficient"}, nil},
	} {
		if got := faultmap.Problems(c.declared, c.m, c.accepted); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestScanErrors(t *testing.T) {
	if _, err := faultmap.Scan(t.TempDir(), "demo/x"); err == nil {
		t.Error("no go.mod")
	}
	root := demo(t)
	if _, err := faultmap.Scan(root, "demo/nowhere"); err == nil {
		t.Error("no package")
	}
	if err := os.WriteFile(filepath.Join(root, "internal/domain/box/bad.go"), []byte("package box\nvar x = ("), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := faultmap.Scan(root, "demo/internal/front/a"); err == nil {
		t.Error("a file that does not parse")
	}
}

// This module's own smallest front, as every front does it.
func TestCheckOnThisModule(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/opsapi", httpx.Map{},
		"internal", "amount.invalid", "amount.overflow", "page.invalid")
}
