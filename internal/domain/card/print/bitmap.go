package print

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
)

// bitmap is a picture of one bit a pixel, kept as PNG's rows: the leftmost
// pixel in the highest bit, 1 is light. image/png spends nine tenths of its
// time on packing such rows pixel by pixel, too long for a batch; so they are
// packed from the start and only the container is written here.
type bitmap struct {
	width, height, stride int
	bits                  []byte
}

func newBitmap(width, height int) *bitmap {
	stride := (width + 7) / 8
	return &bitmap{width, height, stride, make([]byte, stride*height)}
}

// erase makes everything light.
func (b *bitmap) erase() {
	for i := range b.bits {
		b.bits[i] = 0xFF
	}
}

func (b *bitmap) row(y int) []byte { return b.bits[y*b.stride : (y+1)*b.stride] }

// darken makes length pixels of row y dark, beginning with x.
func (b *bitmap) darken(x, y, length int) {
	row := b.row(y)
	for end := x + length; x < end; x++ {
		row[x/8] &^= 0x80 >> (x % 8)
	}
}

// repeat copies row y over the rows below it until there are count of it.
func (b *bitmap) repeat(y, count int) {
	for below := y + 1; below < y+count; below++ {
		copy(b.row(below), b.row(y))
	}
}

// pngWriter writes bitmaps as PNG files; it keeps its buffers between them.
type pngWriter struct {
	raw    []byte
	packed bytes.Buffer
	zlib   *zlib.Writer
}

// filterUp tells that a row is written as its difference to the row above:
// rows that repeat become zeros.
const filterUp = 2

// write is the upper part of the picture, height rows of it, as a PNG file.
func (w *pngWriter) write(b *bitmap, height int) ([]byte, error) {
	w.raw = w.raw[:0]
	above := make([]byte, b.stride)
	for y := range height {
		row := b.row(y)
		w.raw = append(w.raw, filterUp)
		for i, v := range row {
			w.raw = append(w.raw, v-above[i])
		}
		above = row
	}
	if err := w.pack(); err != nil {
		return nil, err
	}
	header := binary.BigEndian.AppendUint32(nil, uint32(b.width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	header = append(header, 1, 0, 0, 0, 0) // one bit, grey, not interlaced
	out := make([]byte, 0, w.packed.Len()+64)
	out = appendChunk(append(out, "\x89PNG\r\n\x1a\n"...), "IHDR", header)
	out = appendChunk(out, "IDAT", w.packed.Bytes())
	return appendChunk(out, "IEND", nil), nil
}

func (w *pngWriter) pack() error {
	w.packed.Reset()
	if w.zlib == nil {
		fresh, err := zlib.NewWriterLevel(&w.packed, zlib.BestSpeed)
		if err != nil {
			return err
		}
		w.zlib = fresh
	}
	w.zlib.Reset(&w.packed)
	if _, err := w.zlib.Write(w.raw); err != nil {
		return err
	}
	return w.zlib.Close()
}

func appendChunk(out []byte, kind string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	start := len(out)
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}
