package h264

import (
	"bytes"
	"math/bits"

	"pgregory.net/rapid"
)

// decoder reads the part of the standard that Encoder writes, from the
// syntax alone, and fails the test on anything else.
type decoder struct {
	t             *rapid.T
	columns, rows int
	frameNumBits  int
	picture       *picture
	coefficients  []int // of each macroblock's blocks: 0 or 16
	next          int   // frame_num expected
	idr           int   // idr_pic_id of the key before
	data          []byte
	at            int // in bits
}

func newDecoder(t *rapid.T, e *Encoder) *decoder {
	d := &decoder{t: t, idr: -1}
	d.open(e.SPS(), 0x67)
	d.want("profile", d.u(8), 66)
	d.want("constraints", d.u(8), 0xc0)
	d.u(8) // level
	d.want("sps id", d.ue(), 0)
	d.frameNumBits = d.ue() + 4
	d.want("order type", d.ue(), 2)
	d.want("references", d.ue(), 1)
	d.want("gaps", d.u(1), 0)
	d.columns, d.rows = d.ue()+1, d.ue()+1
	d.want("frames only", d.u(2), 3)
	width, height := 16*d.columns, 16*d.rows
	if d.u(1) == 1 {
		width -= 2 * (d.ue() + d.ue())
		height -= 2 * (d.ue() + d.ue())
	}
	d.want("width", width, e.width)
	d.want("height", height, e.height)
	d.open(e.PPS(), 0x68)
	d.want("pps", d.u(16), 0b11_0_0_1_1_1_0_00_1_1_1_100)
	d.picture = newPicture(d.columns, d.rows)
	d.coefficients = make([]int, d.columns*d.rows)
	return d
}

func (d *decoder) want(what string, got, want int) {
	if got != want {
		d.t.Fatalf("%s is %d, want %d", what, got, want)
	}
}

// open takes the bytes that keep start codes apart out of a unit.
func (d *decoder) open(unit []byte, header byte) {
	d.want("unit header", int(unit[0]), int(header))
	if bytes.Contains(unit, []byte{0, 0, 1}) || bytes.Contains(unit, []byte{0, 0, 0}) {
		d.t.Fatal("unit contains a start code")
	}
	d.data = bytes.ReplaceAll(unit[1:], []byte{0, 0, 3}, []byte{0, 0})
	d.at = 0
}

func (d *decoder) u(n int) int {
	v := 0
	for range n {
		v = v<<1 | int(d.data[d.at/8]>>(7-d.at%8)&1)
		d.at++
	}
	return v
}

func (d *decoder) ue() int {
	zeros := 0
	for d.u(1) == 0 {
		zeros++
	}
	return 1<<zeros - 1 + d.u(zeros)
}

// more is more_rbsp_data: something stands before the last one bit.
func (d *decoder) more() bool {
	last := len(d.data) - 1
	return d.at < 8*last+7-bits.TrailingZeros8(d.data[last])
}

func (d *decoder) decode(unit []byte) {
	key := unit[0]&31 == 5
	header, slice := byte(0x61), 5
	if key {
		header, slice, d.next = 0x65, 7, 0
	}
	d.open(unit, header)
	d.want("first macroblock", d.ue(), 0)
	d.want("slice type", d.ue(), slice)
	d.want("pps id", d.ue(), 0)
	d.want("frame_num", d.u(d.frameNumBits), d.next)
	if key {
		idr := d.ue()
		if idr == d.idr {
			d.t.Fatal("two keys with the same idr_pic_id")
		}
		d.idr = idr
		d.want("marking", d.u(2), 0)
	} else {
		d.want("flags", d.u(3), 0)
	}
	d.want("qp delta", d.ue(), 0)
	d.want("deblocking", d.ue(), 1)
	d.next++
	d.macroblocks(key)
}

func (d *decoder) macroblocks(key bool) {
	for mb := 0; ; mb++ {
		if !key {
			for run := d.ue(); run > 0; run-- {
				d.coefficients[mb] = 0
				mb++
			}
		}
		if !d.more() {
			d.want("macroblocks", mb, d.columns*d.rows)
			return
		}
		kind := d.ue()
		if !key {
			kind -= 5
		}
		d.macroblock(mb, kind)
		if key && !d.more() {
			d.want("macroblocks", mb+1, d.columns*d.rows)
			return
		}
	}
}

func (d *decoder) macroblock(mb, kind int) {
	column, row := mb%d.columns, mb/d.columns
	if kind == 25 {
		d.at = (d.at + 7) / 8 * 8
		for _, p := range []*plane{&d.picture.luma, &d.picture.chroma[0], &d.picture.chroma[1]} {
			for y := range p.side {
				d.at += 8 * copy(p.line(column, row, y), d.data[d.at/8:])
			}
		}
		d.coefficients[mb] = 16
		return
	}
	if kind != 1 && kind != 2 {
		d.t.Fatalf("macroblock type %d", kind)
	}
	chroma := d.ue()
	d.want("mb_qp_delta", d.ue(), 0)
	d.token(mb)
	d.coefficients[mb] = 0
	d.picture.luma.copyEdge(column, row, kind == 1)
	if chroma != 1 && chroma != 2 {
		d.t.Fatalf("chroma mode %d", chroma)
	}
	for i := range d.picture.chroma {
		d.picture.chroma[i].copyEdge(column, row, chroma == 2)
	}
}

// token reads "no coefficients" in the code that the neighbours decide.
func (d *decoder) token(mb int) {
	left, above := mb%d.columns > 0, mb >= d.columns
	n := 0
	switch {
	case left && above:
		n = (d.coefficients[mb-1] + d.coefficients[mb-d.columns] + 1) >> 1
	case left:
		n = d.coefficients[mb-1]
	case above:
		n = d.coefficients[mb-d.columns]
	}
	if n < 2 {
		d.want("coefficients", d.u(1), 1)
		return
	}
	if n < 8 {
		d.t.Fatalf("impossible neighbourhood %d", n)
	}
	d.want("coefficients", d.u(6), 3)
}

// copyEdge predicts from the row above, or from the column to the left.
func (p *plane) copyEdge(column, row int, fromAbove bool) {
	for y := range p.side {
		line := p.line(column, row, y)
		for x := range line {
			if fromAbove {
				line[x] = p.line(column, row-1, p.side-1)[x]
			} else {
				line[x] = p.line(column-1, row, y)[p.side-1]
			}
		}
	}
}
