package h264

import (
	"bytes"
	"errors"
	"image"
)

// ErrSize means that the sides are odd or out of range, or the rate is.
var ErrSize = errors.New("h264: sides must be even, at least 16 pixels, of 8192 macroblocks at most, at 1 to 25 frames a second")

// macroblocksMax is what level 4 allows in a picture.
const macroblocksMax = 8192

// The types of slices, when every slice of a picture is of that type.
const (
	sliceP = 5
	sliceI = 7
)

// The headers of NAL units: a reference picture of one kind.
const (
	unitDelta = 0x61
	unitKey   = 0x65
)

// Encoder makes one stream. It belongs to one goroutine.
type Encoder struct {
	width, height int // pixels shown
	columns, rows int // macroblocks
	rate          int // frames a second

	picture  *picture // the picture encoded last
	number   int      // frame_num of the next picture
	restarts int      // key pictures so far
	flat     []bool   // which macroblocks of the picture are without coefficients
	earlier  []byte   // scratch: a macroblock of the picture before
	later    []byte
	w        bitWriter
}

// New prepares a stream. Errors: ErrSize.
func New(width, height, framesPerSecond int) (*Encoder, error) {
	e := &Encoder{width: width, height: height, columns: (width + 15) / 16, rows: (height + 15) / 16, rate: framesPerSecond}
	even := width%2 == 0 && height%2 == 0
	if !even || min(width, height) < 16 || max(width, height) > 4096 || e.columns*e.rows > macroblocksMax {
		return nil, ErrSize
	}
	if framesPerSecond < 1 || framesPerSecond > 25 {
		return nil, ErrSize
	}
	e.picture = newPicture(e.columns, e.rows)
	e.flat = make([]bool, e.columns*e.rows)
	return e, nil
}

// Key appends a picture that needs no other to dst, as one NAL unit. img has
// the encoder's size.
func (e *Encoder) Key(dst []byte, img *image.RGBA) []byte {
	e.number = 0
	e.open(sliceI)
	e.w.ue(e.restarts % 2) // idr_pic_id
	e.w.bits(0b00, 2)      // no_output_of_prior_pics_flag, long_term_reference_flag
	e.restarts++
	e.body()
	for mb := range e.flat {
		e.picture.load(img, mb%e.columns, mb/e.columns)
		e.intra(mb, 0)
	}
	return e.finish(dst, unitKey)
}

// Delta appends a picture that differs from the one before only inside
// changed to dst, as one NAL unit. There must be one before; an empty changed
// repeats it.
func (e *Encoder) Delta(dst []byte, img *image.RGBA, changed image.Rectangle) []byte {
	e.open(sliceP)
	e.w.bits(0b000, 3) // no override of references, no reordering, sliding window marking
	e.body()
	skipped := 0
	for mb := range e.flat {
		if !e.changes(mb, img, changed) {
			e.flat[mb] = true
			skipped++
			continue
		}
		e.w.ue(skipped) // mb_skip_run
		skipped = 0
		e.intra(mb, 5)
	}
	if skipped > 0 {
		e.w.ue(skipped)
	}
	return e.finish(dst, unitDelta)
}

// changes brings a macroblock up to date and reports whether it differs.
func (e *Encoder) changes(mb int, img *image.RGBA, changed image.Rectangle) bool {
	column, row := mb%e.columns, mb/e.columns
	if !image.Rect(16*column, 16*row, 16*column+16, 16*row+16).Overlaps(changed) {
		return false
	}
	e.earlier = e.picture.samples(e.earlier[:0], column, row)
	e.picture.load(img, column, row)
	e.later = e.picture.samples(e.later[:0], column, row)
	return !bytes.Equal(e.earlier, e.later)
}

// open begins a slice header, up to the part in which the types differ.
func (e *Encoder) open(sliceType int) {
	e.w = bitWriter{out: e.w.out[:0]}
	e.w.ue(0)                                // first_mb_in_slice
	e.w.ue(sliceType)                        //
	e.w.ue(0)                                // pic_parameter_set_id
	e.w.bits(uint32(e.number), frameNumBits) // frame_num
}

// body ends a slice header.
func (e *Encoder) body() {
	e.w.ue(0) // slice_qp_delta, signed
	e.w.ue(1) // disable_deblocking_filter_idc: samples stay as they are
}

// finish ends the slice.
func (e *Encoder) finish(dst []byte, header byte) []byte {
	e.number = (e.number + 1) % (1 << frameNumBits)
	e.w.trail()
	return unit(dst, header, e.w.out)
}
