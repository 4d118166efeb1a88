package faultmap

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// Declared is one fault.New in the source.
type Declared struct {
	Code    string // "" where it is not a string literal
	Package string // import path
	At      string // file:line
}

// faultPackage is where New is declared, below the module's path.
const faultPackage = "internal/base/fault"

// scanner walks the packages of one module.
type scanner struct {
	root, module string
	seen         map[string]bool
	found        []Declared
}

// Scan finds every fault that the package with this import path can meet.
// root is the directory of the module.
func Scan(root, importPath string) ([]Declared, error) {
	module, err := moduleOf(root)
	if err != nil {
		return nil, err
	}
	s := &scanner{root: root, module: module, seen: map[string]bool{}}
	if err := s.visit(importPath); err != nil {
		return nil, err
	}
	return s.found, nil
}

// visit reads one package and what it imports of the module.
func (s *scanner) visit(importPath string) error {
	if s.seen[importPath] {
		return nil
	}
	s.seen[importPath] = true
	dir := filepath.Join(s.root, filepath.FromSlash(strings.TrimPrefix(importPath, s.module)))
	pkg, err := build.Default.ImportDir(dir, 0)
	if err != nil {
		return fmt.Errorf("faultmap: %s: %w", importPath, err)
	}
	for _, name := range pkg.GoFiles {
		if err := s.file(importPath, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	for _, imported := range pkg.Imports {
		if strings.HasPrefix(imported, s.module+"/") {
			if err := s.visit(imported); err != nil {
				return err
			}
		}
	}
	return nil
}

// file finds the fault.New of one file, under whatever name it imports fault.
func (s *scanner) file(importPath, name string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("faultmap: %w", err)
	}
	local := s.localName(file)
	own := importPath == s.module+"/"+faultPackage
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !isNew(call.Fun, local, own) || len(call.Args) != 3 {
			return true
		}
		at := files.Position(call.Pos())
		d := Declared{Package: importPath, At: filepath.Base(at.Filename) + ":" + strconv.Itoa(at.Line)}
		if lit, ok := call.Args[1].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			d.Code, _ = strconv.Unquote(lit.Value) // the parser has checked it
		}
		s.found = append(s.found, d)
		return true
	})
	return nil
}

// localName is the name under which a file imports package fault, or "".
func (s *scanner) localName(file *ast.File) string {
	for _, spec := range file.Imports {
		if imported, _ := strconv.Unquote(spec.Path.Value); imported != s.module+"/"+faultPackage {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(faultPackage)
	}
	return ""
}

// isNew reports whether fun is fault.New, or New in package fault itself.
func isNew(fun ast.Expr, local string, own bool) bool {
	switch f := fun.(type) {
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && local != "" && x.Name == local && f.Sel.Name == "New"
	case *ast.Ident:
		return own && f.Name == "New"
	}
	return false
}

// moduleOf reads the module's path from go.mod.
func moduleOf(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", fmt.Errorf("faultmap: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if module, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(module), nil
		}
	}
	return "", errors.New("faultmap: go.mod names no module")
}

// findRoot goes up from the working directory, which for a test is its
// package's, to the directory of go.mod.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		err = errors.New("faultmap: no go.mod above the working directory")
	}
	return "", err
}
