package layering

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// tree parses a small module: by path, the lines after a package clause that
// carries the folder's name.
func tree(t *testing.T, files map[string]string) []source {
	t.Helper()
	var sources []source
	for name, text := range files {
		folder := name[:strings.LastIndex(name, "/")]
		s, err := parse(name, "package "+folder[strings.LastIndex(folder, "/")+1:]+"\n"+text)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, s)
	}
	return sources
}

func imports(paths ...string) string {
	var text strings.Builder
	for _, p := range paths {
		text.WriteString("import _ \"" + p + "\"\n")
	}
	return text.String()
}

type rule = func([]source) []string

func allowing(allowed ...string) rule {
	return func(sources []source) []string { return edges(sources, allowed) }
}

func knowing(ids ...string) rule {
	return func(sources []source) []string { return contract(sources, ids) }
}

// A case is one file, or more, that a rule finds fault with or not.
type ruleCase struct {
	name  string
	rule  rule
	files map[string]string
	says  string // part of the only complaint; "" for none
}

func one(path, text string) map[string]string { return map[string]string{path: text} }

const faultImport = `import "guerdon/internal/base/fault"` + "\n"

var importCases = []ruleCase{
	{"down is free", downward, one("internal/domain/card/use.go", imports("guerdon/internal/platform/store", "guerdon/internal/base/id", "os")), ""},
	{"domain to front", downward, one("internal/domain/card/use.go", imports("guerdon/internal/front/cardapi")), "internal/front/cardapi, which is above"},
	{"base to platform", downward, one("internal/base/id/id.go", imports("guerdon/internal/platform/store")), "above"},
	{"platform to domain in a test", downward, one("internal/platform/store/a_test.go", imports("guerdon/internal/domain/card")), "above"},
	{"anything to cmd", downward, one("internal/front/site/a.go", imports("guerdon/cmd/guerdon")), "above"},
	{"an import of no layer", downward, one("cmd/guerdon/a.go", imports("guerdon/internal/util")), "internal/util"},
	{"a file of no layer", downward, one("internal/util/a.go", ""), "no layer"},
	{"test programs use all", downward, one("test/simulation/a.go", imports("guerdon/cmd/guerdon")), ""},

	{"front to front", apart, one("internal/front/cardapi/a.go", imports("guerdon/internal/front/lootapi/wire")), "lootapi"},
	{"front to front in a test", apart, one("internal/front/cardapi/a_test.go", imports("guerdon/internal/front/lootapi")), "lootapi"},
	{"front to its own", apart, one("internal/front/cardapi/a.go", imports("guerdon/internal/front/cardapi/page")), ""},

	{"cmd names an adapter", adapters, one("cmd/guerdon/serve.go", imports("guerdon/internal/domain/payment/alipay")), ""},
	{"front names an adapter", adapters, one("internal/front/creatorapi/a.go", imports("guerdon/internal/domain/payment/alipay")), "payment/alipay"},
	{"domain names another's adapter", adapters, one("internal/domain/order/a.go", imports("guerdon/internal/domain/payment/alipay")), "payment/alipay"},
	{"a module's own package", adapters, one("internal/domain/card/a.go", imports("guerdon/internal/domain/card/code")), ""},
	{"a test names an adapter", adapters, one("internal/front/creatorapi/a_test.go", imports("guerdon/internal/domain/payment/alipay")), ""},

	{"an allowed edge", allowing("card ledger"), one("internal/domain/card/a.go", imports("guerdon/internal/domain/ledger")), ""},
	{"a new edge", allowing(), one("internal/domain/card/a.go", imports("guerdon/internal/domain/ledger")), `"card ledger" is not in`},
	{"the edge the other way", allowing("card order"), map[string]string{
		"internal/domain/card/a.go":  imports("guerdon/internal/domain/order"),
		"internal/domain/order/a.go": imports("guerdon/internal/domain/card"),
	}, `"order card" is not in`},
	{"an adapter's edge", allowing("payment/alipay order"), one("internal/domain/payment/alipay/a.go", imports("guerdon/internal/domain/order", "guerdon/internal/domain/payment")), ""},
	{"an adapter's new edge", allowing(), one("internal/domain/payment/alipay/a.go", imports("guerdon/internal/domain/order")), `"payment/alipay order" is not in`},
	{"an unused edge", allowing("card ledger"), one("internal/domain/card/a.go", ""), "nothing uses"},
	{"an edge that only a test uses", allowing("card ledger"), one("internal/domain/card/a_test.go", imports("guerdon/internal/domain/ledger")), "nothing uses"},
	{"ledger, even if allowed", allowing("ledger card"), one("internal/domain/ledger/a.go", imports("guerdon/internal/domain/card")), "ledger imports card"},
}

var domainCases = []ruleCase{
	{"a module on the wire", wireless, one("internal/domain/card/a.go", imports("net/http")), "imports net/http"},
	{"a module on JSON's newer wire", wireless, one("internal/domain/card/a.go", imports("encoding/json/v2")), "encoding/json/v2"},
	{"a module's test on the wire", wireless, one("internal/domain/card/a_test.go", imports("encoding/json")), ""},
	{"an adapter on the wire", wireless, one("internal/domain/payment/alipay/a.go", imports("net/http", "guerdon/internal/domain/payment")), ""},
	{"a module's part on the wire", wireless, map[string]string{
		"internal/domain/card/a.go":        imports("guerdon/internal/domain/card/code"),
		"internal/domain/card/code/a.go":   imports("guerdon/internal/domain/card/letter"),
		"internal/domain/card/letter/a.go": imports("net/http"),
	}, "internal/domain/card/letter/a.go: imports net/http"},
	{"a front on the wire", wireless, one("internal/front/cardapi/a.go", imports("net/http")), ""},
	{"a look-alike", wireless, one("internal/domain/card/a.go", imports("net/httpx")), ""},

	{"an engine's name in the domain", engineless, one("internal/domain/card/a.go", "// faster on PostgreSQL\n"), "a.go:2: names the engine PostgreS"},
	{"an engine's package in the domain", engineless, one("internal/domain/card/a.go", imports("github.com/jackc/pgx/v5")), "pgx"},
	{"an engine's name in a test", engineless, one("internal/domain/card/a_test.go", "// on SQLite\n"), ""},
	{"an engine's name below", engineless, one("internal/platform/store/a.go", "// on SQLite\n"), ""},
}

var faultCases = []ruleCase{
	{"a good code", faults, one("internal/domain/card/f.go", faultImport+`var e = fault.New(fault.Refused, "card.used", "Used.")`), ""},
	{"a nested package's code", faults, one("internal/domain/card/code/f.go", faultImport+`var e = fault.New(fault.Refused, "card.mistyped", "No.")`), ""},
	{"another package's name", faults, one("internal/domain/card/f.go", faultImport+`var e = fault.New(fault.Refused, "order.used", "Used.")`), `"order.used" begins with none of`},
	{"a code without a reason", faults, one("internal/domain/card/f.go", faultImport+`var e = fault.New(fault.Refused, "card", "Used.")`), "form"},
	{"a code of another form", faults, one("internal/domain/card/f.go", faultImport+`var e = fault.New(fault.Refused, "card.Used", "Used.")`), "form"},
	{"a computed code", faults, one("internal/domain/card/f.go", faultImport+`const c = "card.used"; var e = fault.New(fault.Refused, c, "Used.")`), "not a literal"},
	{"the same code twice", faults, one("internal/domain/card/f.go", faultImport+`var e, f = fault.New(fault.Refused, "card.used", "A."), fault.New(fault.Refused, "card.used", "B.")`), "is taken at internal/domain/card/f.go:3:"},
	{"under another name", faults, one("internal/domain/card/f.go", `import q "guerdon/internal/base/fault"`+"\n"+`var e = q.New(q.Refused, "used", "Used.")`), "form"},
	{"another New", faults, one("internal/domain/card/f.go", imports("guerdon/internal/base/fault")+`var e = errors.New("used")`), ""},
}

var habitCases = []ruleCase{
	{"a known id", knowing("S0-09"), one("cmd/a/a.go", "// contract: S0-09\n"), ""},
	{"known ids in prose", knowing("S0-09", "S1-M1", "N-01"), one("cmd/a/a.go", "// Draw draws. contract: S0-09, S1-M1 N-01: once\n"), ""},
	{"an unknown id", knowing("S0-09"), one("cmd/a/a.go", "// contract: S0-99\n"), "no contract id S0-99"},
	{"an unknown second id", knowing("S0-09"), one("cmd/a/a.go", "/*\n contract: S0-09, S9-01\n*/\n"), "S9-01"},
	{"no id", knowing("S0-09"), one("cmd/a/a.go", "// contract: soon\n"), "names no id"},
	{"the plain word", knowing(), one("cmd/a/a.go", "// This is the contract: pay once.\n"), ""},

	{"at the limit", short, one("cmd/a/a.go", strings.Repeat("//\n", lineLimit-1)), ""},
	{"over the limit", short, one("cmd/a/a.go", strings.Repeat("//\n", lineLimit)), "501 lines"},

	{"a test that sleeps", awake, one("cmd/a/a_test.go", `func f() { time.Sleep(1) }`), "a_test.go:2:12: sleeps"},
	{"a program that sleeps", awake, one("cmd/a/a.go", `func f() { time.Sleep(1) }`), ""},
	{"a test that skips", awake, one("cmd/a/a_test.go", `func f() { t.Skipf("no") }`), "skips"},
	{"a benchmark that skips", awake, one("cmd/a/a_test.go", `func f() { b.SkipNow() }`), "skips"},
	{"another Skip", awake, one("cmd/a/a_test.go", `func f() { decoder.Skip() }`), ""},
}

func TestRules(t *testing.T) {
	for _, c := range slices.Concat(importCases, domainCases, faultCases, habitCases) {
		t.Run(c.name, func(t *testing.T) {
			wrong := c.rule(tree(t, c.files))
			switch {
			case c.says == "" && len(wrong) > 0:
				t.Errorf("complains: %q", wrong)
			case c.says != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], c.says)):
				t.Errorf("says %q, want one complaint with %q", wrong, c.says)
			}
		})
	}
}

// A generated file's mark stands before the package clause.
func TestGeneratedFilesMayBeLong(t *testing.T) {
	s, err := parse("cmd/a/a.go", "// Code generated by gen. DO NOT EDIT.\n\npackage a\n"+strings.Repeat("//\n", lineLimit))
	if err != nil {
		t.Fatal(err)
	}
	if wrong := short([]source{s}); len(wrong) > 0 {
		t.Errorf("complains: %q", wrong)
	}
}

func TestLoad(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("//go:build plan9\n\npackage a\n")}
	sources, err := load(fstest.MapFS{
		"a.go":                           file,
		"internal/base/id/id.go":         file,
		"internal/base/id/id_test.go":    file,
		"internal/base/id/testdata/x.go": file,
		"test/node/node_modules/x/x.go":  file,
		".tools/x.go":                    file,
		"_old/x.go":                      file,
		"README.md":                      file,
	})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, s := range sources {
		paths = append(paths, s.path)
	}
	want := []string{"a.go", "internal/base/id/id.go", "internal/base/id/id_test.go"}
	if !slices.Equal(paths, want) {
		t.Errorf("loaded %q, want %q", paths, want)
	}
}
