package layering

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

const module = "guerdon"

// source is one parsed Go file.
type source struct {
	path string // from the module's root, as "internal/domain/card/use.go"
	text string
	set  *token.FileSet
	file *ast.File
}

// load parses every Go file under root, build constraints or not.
func load(root fs.FS) ([]source, error) {
	var sources []source
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return enter(name)
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed since the folder was listed
		}
		if err != nil {
			return err
		}
		s, err := parse(name, string(text))
		sources = append(sources, s)
		return err
	})
	return sources, err
}

// enter says which folders the go command does not look into either, and
// those of Node.
func enter(name string) error {
	base := path.Base(name)
	if name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) ||
		base == "node_modules" || base == "testdata" {
		return fs.SkipDir
	}
	return nil
}

func parse(name, text string) (source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return source{path: name, text: text, set: set, file: file}, err
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// folder is the import path without the module's name.
func (s source) folder() string { return path.Dir(s.path) }

// imports are the paths that the file imports.
func (s source) imports() []string {
	var paths []string
	for _, spec := range s.file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// ours are the module's own packages among the imports, as folders.
func (s source) ours() []string {
	var folders []string
	for _, p := range s.imports() {
		if folder, ok := strings.CutPrefix(p, module+"/"); ok {
			folders = append(folders, folder)
		}
	}
	return folders
}

// at places a complaint.
func (s source) at(pos token.Pos, complaint string) string {
	return s.set.Position(pos).String() + ": " + complaint
}
