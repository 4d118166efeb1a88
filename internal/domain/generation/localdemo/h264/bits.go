package h264

import "math/bits"

// bitWriter appends bits, most significant first.
type bitWriter struct {
	out  []byte
	hold uint64 // bits not yet in out, right aligned
	held int    // how many, under 8 between calls
}

// bits appends the n low bits of v; n is at most 32.
func (w *bitWriter) bits(v uint32, n int) {
	w.hold = w.hold<<n | uint64(v)&(1<<n-1)
	w.held += n
	for w.held >= 8 {
		w.held -= 8
		w.out = append(w.out, byte(w.hold>>w.held))
	}
}

// ue appends v in the code of the standard's ue(v): Exp-Golomb, unsigned.
func (w *bitWriter) ue(v int) {
	length := bits.Len32(uint32(v) + 1)
	w.bits(0, length-1)
	w.bits(uint32(v)+1, length)
}

// align fills the byte with zeros.
func (w *bitWriter) align() {
	if w.held > 0 {
		w.bits(0, 8-w.held)
	}
}

// trail ends a payload: a one, then zeros to the end of the byte.
func (w *bitWriter) trail() {
	w.bits(1, 1)
	w.align()
}

// unit makes a NAL unit: its header, and the payload with a 3 put after two
// zeros wherever the next byte would look like a start code.
func unit(dst []byte, header byte, payload []byte) []byte {
	dst = append(dst, header)
	zeros := 0
	for _, b := range payload {
		if zeros >= 2 && b <= 3 {
			dst = append(dst, 3)
			zeros = 0
		}
		if b == 0 {
			zeros++
		} else {
			zeros = 0
		}
		dst = append(dst, b)
	}
	return dst
}
