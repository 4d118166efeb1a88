package print

import (
	"bytes"
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode"
)

// byteOrderMark makes spreadsheets read the table as UTF-8.
const byteOrderMark = "\uFEFF"

// table is the list of an archive's cards: RFC 4180 with a header line, for
// spreadsheets and mail merges.
type table struct {
	text bytes.Buffer
	rows *csv.Writer
}

func newTable() *table {
	t := &table{}
	t.text.WriteString(byteOrderMark)
	t.rows = csv.NewWriter(&t.text)
	t.rows.UseCRLF = true
	t.write("id", "card_code", "qr_code", "name", "expiry_date", "file")
	return t
}

func (t *table) add(c Card) {
	t.write(strconv.FormatInt(int64(c.ID), 10), cell(c.Code), cell(c.URL), cell(c.Name), cell(string(c.Expiry)), pictureName(c))
}

// write cannot fail before the buffer does; bytes tells.
func (t *table) write(cells ...string) { _ = t.rows.Write(cells) }

func (t *table) bytes() ([]byte, error) {
	t.rows.Flush()
	return t.text.Bytes(), t.rows.Error()
}

// cell makes text harmless: what a spreadsheet would take for a formula gets
// an apostrophe in front.
func cell(text string) string {
	visible := strings.TrimLeftFunc(text, invisible)
	if strings.IndexAny(visible, "=+-@|%＝＋－＠") == 0 || strings.IndexAny(text, "\t\r\n") == 0 {
		return "'" + text
	}
	return text
}

func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// Table writes the table of the cards alone, and tells how many there are.
// Faults: ErrCard, ErrTooMany, and those of cards and w.
// contract: N-13
func Table(w io.Writer, cards iter.Seq2[Card, error]) (int, error) {
	list := newTable()
	n := 0
	for c, err := range counted(cards) {
		if err != nil {
			return n, err
		}
		list.add(c)
		n++
	}
	content, err := list.bytes()
	if err == nil {
		_, err = w.Write(content)
	}
	return n, err
}
