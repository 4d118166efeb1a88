package print

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
)

// pdfFile writes a PDF file from front to back. Objects may be written in any
// order; of each only its place is kept. The first error stays, and close
// tells it.
type pdfFile struct {
	out    *bufio.Writer
	at     int64
	starts []int64 // by object number; 0 is not written
	err    error
}

func newPDF(w io.Writer) *pdfFile {
	f := &pdfFile{out: bufio.NewWriterSize(w, 1<<16), starts: make([]int64, 1)}
	f.print("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	return f
}

func (f *pdfFile) print(s string) {
	if f.err == nil {
		_, f.err = f.out.WriteString(s)
		f.at += int64(len(s))
	}
}

// reserve gives the number of an object that will be written.
func (f *pdfFile) reserve() int {
	f.starts = append(f.starts, 0)
	return len(f.starts) - 1
}

// object writes the reserved object n.
func (f *pdfFile) object(n int, body string) {
	f.starts[n] = f.at
	f.print(strconv.Itoa(n) + " 0 obj\n" + body + "\nendobj\n")
}

// stream writes the reserved object n: deflated data.
func (f *pdfFile) stream(n int, deflated []byte) {
	f.object(n, fmt.Sprintf("<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", len(deflated), deflated))
}

// close writes the table of objects and gives the first error of all.
func (f *pdfFile) close(catalog, info int) error {
	table := f.at
	f.print(fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(f.starts)))
	for _, start := range f.starts[1:] {
		f.print(fmt.Sprintf("%010d 00000 n \n", start))
	}
	f.print(fmt.Sprintf("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.starts), catalog, info, table))
	if f.err != nil {
		return f.err
	}
	return f.out.Flush()
}

// reference names object n inside another.
func reference(n int) string { return strconv.Itoa(n) + " 0 R" }

// textString is any text as an object.
func textString(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		_, _ = fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteByte('>')
	return b.String()
}

// number writes a coordinate in points, to a hundredth.
func number(v float64) string {
	return strconv.FormatFloat(float64(int64(v*100+signedHalf(v)))/100, 'f', -1, 64)
}

func signedHalf(v float64) float64 {
	if v < 0 {
		return -0.5
	}
	return 0.5
}

// deflater compresses streams one after another with the same buffers.
type deflater struct {
	out    bytes.Buffer
	writer *zlib.Writer
}

func newDeflater() *deflater {
	d := &deflater{}
	d.writer = zlib.NewWriter(&d.out)
	return d
}

// deflate is the compressed data, in memory of its own.
func (d *deflater) deflate(data []byte) ([]byte, error) {
	d.out.Reset()
	d.writer.Reset(&d.out)
	if _, err := d.writer.Write(data); err != nil {
		return nil, err
	}
	if err := d.writer.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(d.out.Bytes()), nil
}
