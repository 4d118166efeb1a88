package layering

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const faultPackage = module + "/internal/base/fault"

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z][a-z0-9_]*)+$`)

// faults holds every code given to fault.New to its form, and to one place.
func faults(sources []source) []string {
	var wrong []string
	seen := map[string]string{}
	for _, s := range sources {
		name := faultName(s)
		if name == "" || s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if on, fn := called(n); on != name || fn != "New" {
				return true
			}
			code, complaint := codeOf(n.(*ast.CallExpr), s)
			if first, ok := seen[code]; ok && complaint == "" {
				complaint = fmt.Sprintf("the code %q is taken at %s", code, first)
			}
			if complaint != "" {
				wrong = append(wrong, s.at(n.Pos(), complaint))
				return true
			}
			seen[code] = s.set.Position(n.Pos()).String()
			return true
		})
	}
	return wrong
}

// faultName is what the file calls the fault package, or "".
func faultName(s source) string {
	for _, spec := range s.file.Imports {
		if spec.Path.Value != strconv.Quote(faultPackage) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "fault"
	}
	return ""
}

func codeOf(call *ast.CallExpr, s source) (code, complaint string) {
	if len(call.Args) != 3 {
		return "", "fault.New takes a kind, a code and a text"
	}
	literal, ok := call.Args[1].(*ast.BasicLit)
	if !ok {
		return "", "the fault's code is not a literal"
	}
	code, err := strconv.Unquote(literal.Value)
	if err != nil || !codeForm.MatchString(code) {
		return "", fmt.Sprintf("the code %s is not of the form package.reason", literal.Value)
	}
	first, _, _ := strings.Cut(code, ".")
	if owners := ownersOf(s); !slices.Contains(owners, first) {
		return "", fmt.Sprintf("the code %q begins with none of %q", code, owners)
	}
	return code, ""
}

// ownersOf are the names that the file's codes may begin with: those of its
// folders within the layer, and its package's.
func ownersOf(s source) []string {
	_, name, _ := place(s.folder())
	return append(strings.Split(name, "/"), s.file.Name.Name)
}
