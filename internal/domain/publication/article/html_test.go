package article_test

import (
	"strings"
	"testing"

	"guerdon/internal/domain/publication/article"
)

func TestHTML(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		"# 题\n文":                            "<h1>题</h1>\n<p>文</p>\n",
		"a <b onclick=x>b</b> <br> c":       "<p>a b  c</p>\n",
		"<script>\nalert(1)\n</script>":     "",
		"![图 *一*](http://evil/x.png \"t\")": "<p>图 <em>一</em></p>\n",
		"[x](javascript:alert(1))":          "<p>x</p>\n",
		"[![图](http://e/x.png)](https://a.b/?c&d)": "<p>图（https://a.b/?c&amp;d）</p>\n",
		"<https://a.b/?c&d>":                       "<p>https://a.b/?c&amp;d</p>\n",
		"a < b & c":                                "<p>a &lt; b &amp; c</p>\n",
		"~~x~~":                                    "<p><del>x</del></p>\n",
	} {
		if got, err := article.HTML(in); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}

// Nothing that runs or loads comes through, whatever the text.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"# a\n<script>x</script>", "![a](b)", "[a](javascript:b)", "<img src=x onerror=y>", "| a |\n|---|\n| <b> |", "[![](x)](y)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := article.HTML(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "<img", "<a ", "<iframe", "<style", "<object", "<!--"} {
			if strings.Contains(strings.ToLower(got), bad) {
				t.Errorf("%q of %q", bad, got)
			}
		}
	})
}
