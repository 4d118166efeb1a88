package print

import "bytes"

// A4, its margins, and the cell for which all sizes are made, in points.
const (
	pageWidth, pageHeight   = 595.28, 841.89
	marginSide              = 22.0
	marginTop, marginBottom = 34.0, 22.0
	cellWidth, cellHeight   = 184.0, 98.0
)

// Sizes in a cell of that size.
const (
	padding    = 6.0
	nameSize   = 9.0
	codeSize   = 7.5
	expirySize = 7.0
	leading    = 1.25 // of a line, in sizes
	codeLeast  = 3.0  // a code is never written smaller
	symbolPart = 0.46 // of the cell's width, at most
)

// grid is how a page is divided.
type grid struct {
	columns, rows int
	width, height float64 // of a cell
	scale         float64 // of everything in it
}

func newGrid(columns, rows int) grid {
	g := grid{columns: columns, rows: rows}
	g.width = (pageWidth - 2*marginSide) / float64(columns)
	g.height = (pageHeight - marginTop - marginBottom) / float64(rows)
	g.scale = min(g.width/cellWidth, g.height/cellHeight, 2)
	return g
}

// corner is the upper left corner of cell i.
func (g grid) corner(i int) (x, y float64) {
	column, row := i%g.columns, i/g.columns
	return marginSide + float64(column)*g.width, pageHeight - marginTop - float64(row)*g.height
}

// symbolSide is the side of a QR symbol with its quiet zone.
func (g grid) symbolSide() float64 {
	return min(g.height-padding*g.scale, symbolPart*g.width)
}

// symbolCorner is the upper left corner of the symbol of cell i, in the middle
// of the cell's height.
func (g grid) symbolCorner(i int) (x, y float64) {
	x, y = g.corner(i)
	return x + padding*g.scale/2, y - (g.height-g.symbolSide())/2
}

// drawCuts appends thin dashed lines between the cells and around them.
func (g grid) drawCuts(b *bytes.Buffer) {
	b.WriteString("q 0.7 G 0.3 w [2 2] 0 d\n")
	right, bottom := pageWidth-marginSide, pageHeight-marginTop-float64(g.rows)*g.height
	for column := range g.columns + 1 {
		x := marginSide + float64(column)*g.width
		line(b, x, pageHeight-marginTop, x, bottom)
	}
	for row := range g.rows + 1 {
		y := pageHeight - marginTop - float64(row)*g.height
		line(b, marginSide, y, right, y)
	}
	b.WriteString("Q\n")
}

func line(b *bytes.Buffer, x1, y1, x2, y2 float64) {
	b.WriteString(number(x1) + " " + number(y1) + " m " + number(x2) + " " + number(y2) + " l S\n")
}

// drawText appends name, code and expiry of a card beside the symbol of cell i:
// the name from the top, the expiry at the bottom, the code between them, as
// large as fits.
func (g grid) drawText(b *bytes.Buffer, t *typeface, i int, c Card, expiryLabel string) {
	x, top := g.corner(i)
	left := x + padding*g.scale + g.symbolSide()
	width := x + g.width - padding*g.scale - left
	y := top - padding*g.scale

	size := nameSize * g.scale
	for _, l := range t.wrap(c.Name, size, width, 2) {
		y -= size * leading
		t.show(b, left, y, size, l)
	}
	bottom := top - g.height + padding*g.scale
	if c.Expiry != "" {
		size = expirySize * g.scale
		text := t.wrap(expiryLabel+string(c.Expiry), size, width, 1)[0]
		bottom += size * leading
		t.show(b, left, bottom-size, size, text)
	}
	size, lines := g.fitCode(t, c.Code, width, y-bottom)
	space := (y - bottom - float64(len(lines))*size*leading) / 2
	for _, l := range lines {
		y -= size * leading
		t.show(b, left, y-space, size, l)
	}
}

// fitCode finds the largest size in which a code fits into a width and height.
func (g grid) fitCode(t *typeface, code string, width, height float64) (float64, []string) {
	size := codeSize * g.scale
	for ; size > codeLeast; size -= 0.25 {
		lines := t.wrapCode(code, size, width)
		fits := float64(len(lines))*size*leading <= height
		for _, l := range lines {
			fits = fits && t.width(l, size) <= width
		}
		if fits {
			return size, lines
		}
	}
	return codeLeast, t.wrapCode(code, codeLeast, width)
}
