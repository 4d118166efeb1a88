package article

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// HTML is the Markdown text as a fragment of HTML. A picture becomes its
// description, a link its text with the address behind, raw HTML nothing.
func HTML(markdown string) (string, error) {
	converter := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(plain{}, 100))),
	)
	var b strings.Builder
	if err := converter.Convert([]byte(markdown), &b); err != nil {
		return "", err
	}
	return b.String(), nil
}

// plain takes out what platforms do not take.
type plain struct{}

// Transform changes a parsed text.
func (plain) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var odd []ast.Node
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n.Kind() {
			case ast.KindImage, ast.KindLink, ast.KindAutoLink, ast.KindRawHTML, ast.KindHTMLBlock:
				odd = append(odd, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for i := len(odd) - 1; i >= 0; i-- { // inner ones first
		flatten(odd[i], source)
	}
}

// flatten replaces a node by what is left of it.
func flatten(n ast.Node, source []byte) {
	parent := n.Parent()
	switch n := n.(type) {
	case *ast.Link:
		unwrap(parent, n)
		if address := string(n.Destination); strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
			parent.InsertBefore(parent, n, ast.NewString([]byte("（"+address+"）")))
		}
	case *ast.Image:
		unwrap(parent, n)
	case *ast.AutoLink:
		parent.InsertBefore(parent, n, ast.NewString(n.Label(source)))
	}
	parent.RemoveChild(parent, n)
}

// unwrap moves a node's children before it.
func unwrap(parent, n ast.Node) {
	for child := n.FirstChild(); child != nil; {
		next := child.NextSibling()
		n.RemoveChild(n, child)
		parent.InsertBefore(parent, n, child)
		child = next
	}
}
