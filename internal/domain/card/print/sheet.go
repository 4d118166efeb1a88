package print

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// Limits of a sheet's grid.
const (
	columnsMax = 4
	rowsMax    = 10
)

// SheetOptions say what a sheet looks like. Its zero value is a good sheet.
type SheetOptions struct {
	// Columns and Rows divide a page: up to 4 and 10; 0 is 3 and 8.
	Columns, Rows int
	// Title is written above every page.
	Title string
	// ExpiryLabel stands before the expiry day; "" is "有效期至 ".
	ExpiryLabel string
	// Progress is told how many cards are written, after each page. It may be
	// nil.
	Progress func(cards int)
}

func (o SheetOptions) withDefaults() (SheetOptions, error) {
	if o.Columns == 0 {
		o.Columns = 3
	}
	if o.Rows == 0 {
		o.Rows = 8
	}
	if o.ExpiryLabel == "" {
		o.ExpiryLabel = "有效期至 "
	}
	if o.Columns < 1 || o.Columns > columnsMax || o.Rows < 1 || o.Rows > rowsMax {
		return o, ErrGrid
	}
	return o, nil
}

// Sheet writes a PDF file of A4 pages with a grid of cards to cut, and tells
// how many cards there are. A card shows its QR symbol (as vectors, sharp at
// any size), name, code and expiry. font is a TrueType or OpenType file with
// all characters of the names; those that are used go into the file. It writes
// as it goes: after an error or the end of ctx, what was written is useless.
// Faults: ErrFont, ErrGrid, ErrCard, ErrContent, ErrTooMany, and those of cards
// and w.
func Sheet(ctx context.Context, w io.Writer, font []byte, cards iter.Seq2[Card, error], o SheetOptions) (int, error) {
	o, err := o.withDefaults()
	if err != nil {
		return 0, err
	}
	file := newPDF(w)
	text, err := newTypeface(file, font)
	if err != nil {
		return 0, err
	}
	s := &sheet{SheetOptions: o, grid: newGrid(o.Columns, o.Rows), file: file, text: text}
	s.tree, s.resources = file.reserve(), file.reserve()
	if err := inOrder(ctx, s.laidOut(counted(cards)), s.newPageMaker, s.addPage); err != nil {
		return s.done, err
	}
	return s.done, s.finish()
}

// sheet is a sheet that is being written.
type sheet struct {
	SheetOptions
	grid      grid
	file      *pdfFile
	text      *typeface
	tree      int // object of the page tree
	resources int // object of what all pages use
	pages     []int
	done      int // cards
}

// page is one page on its way: its cards, and what is drawn of them so far.
type page struct {
	cards   []Card
	content []byte
}

// laidOut groups cards into pages and sets their text, which must be done by
// one alone.
func (s *sheet) laidOut(cards iter.Seq2[Card, error]) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		var group []Card
		number := 0
		for c, err := range cards {
			if err != nil {
				yield(page{}, err)
				return
			}
			if group = append(group, c); len(group) < s.Columns*s.Rows {
				continue
			}
			number++
			if !yield(s.layOut(group, number), s.file.err) || s.file.err != nil {
				return
			}
			group = nil
		}
		if len(group) > 0 || number == 0 {
			yield(s.layOut(group, number+1), s.file.err)
		}
	}
}

func (s *sheet) layOut(cards []Card, number int) page {
	var b bytes.Buffer
	s.drawHeader(&b, number)
	for i, c := range cards {
		s.grid.drawText(&b, s.text, i, c, s.ExpiryLabel)
	}
	return page{cards, b.Bytes()}
}

// drawHeader appends the title and the page's number in grey.
func (s *sheet) drawHeader(b *bytes.Buffer, number int) {
	const size, baseline = 8.0, pageHeight - marginTop + 8
	b.WriteString("0.4 g\n")
	for _, title := range s.text.wrap(s.Title, size, pageWidth-2*marginSide-60, 1) {
		s.text.show(b, marginSide, baseline, size, title)
	}
	label := strconv.Itoa(number)
	s.text.show(b, pageWidth-marginSide-s.text.width(label, size), baseline, size, label)
	b.WriteString("0 g\n")
}

// newPageMaker is one worker's way from a page's text to its finished stream.
func (s *sheet) newPageMaker() func(page) (page, error) {
	qr, d := &encoder{}, newDeflater()
	return func(p page) (page, error) {
		b := bytes.NewBuffer(p.content)
		s.grid.drawCuts(b)
		for i, c := range p.cards {
			symbol, err := qr.encode(c.URL)
			if err != nil {
				return page{}, err
			}
			x, y := s.grid.symbolCorner(i)
			drawSymbol(b, &symbol, x, y, s.grid.symbolSide())
		}
		deflated, err := d.deflate(b.Bytes())
		return page{p.cards, deflated}, err
	}
}

// drawSymbol appends a symbol as one filled shape, so that no seams show
// between its modules.
func drawSymbol(b *bytes.Buffer, s *symbol, x, y, side float64) {
	module := side / float64(s.side+2*quiet)
	scale := strconv.FormatFloat(module, 'f', 4, 64)
	b.WriteString("q " + scale + " 0 0 -" + scale + " " + number(x+quiet*module) + " " + number(y-quiet*module) + " cm\n")
	for row := range s.side {
		s.runs(row, func(column, length int) {
			_, _ = fmt.Fprintf(b, "%d %d %d 1 re\n", column, row, length)
		})
	}
	b.WriteString("f Q\n")
}

// addPage writes a finished page.
func (s *sheet) addPage(p page) error {
	content, object := s.file.reserve(), s.file.reserve()
	s.file.stream(content, p.content)
	s.file.object(object, fmt.Sprintf("<</Type/Page/Parent %s/Contents %s>>", reference(s.tree), reference(content)))
	s.pages = append(s.pages, object)
	s.done += len(p.cards)
	if s.Progress != nil && s.file.err == nil {
		s.Progress(s.done)
	}
	return s.file.err
}

// finish writes what all pages share.
func (s *sheet) finish() error {
	s.file.object(s.resources, "<</Font"+s.text.finish()+">>")
	var kids strings.Builder
	for _, p := range s.pages {
		kids.WriteString(reference(p) + " ")
	}
	s.file.object(s.tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]/Resources %s/MediaBox[0 0 %v %v]>>",
		len(s.pages), kids.String(), reference(s.resources), pageWidth, pageHeight))
	catalog, info := s.file.reserve(), s.file.reserve()
	s.file.object(catalog, "<</Type/Catalog/Pages "+reference(s.tree)+">>")
	s.file.object(info, "<</Title "+textString(oneLine(s.Title))+">>")
	return s.file.close(catalog, info)
}
