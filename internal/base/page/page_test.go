package page_test

import (
	"testing"

	"guerdon/internal/base/page"
)

func TestNumberedPages(t *testing.T) {
	p := page.Numbered{Page: 3, Size: 10}
	if p.Offset() != 20 || p.Pages(25) != 3 || p.Pages(0) != 0 || p.Pages(30) != 3 || p.Pages(31) != 4 {
		t.Error(p.Offset(), p.Pages(25), p.Pages(31))
	}
	for _, bad := range []page.Numbered{{0, 10}, {1, 0}, {-1, 10}, {1, page.SizeMax + 1}, {1_000_001, 10}} {
		if bad.Check() == nil {
			t.Errorf("%+v passed", bad)
		}
	}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
}
