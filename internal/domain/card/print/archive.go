package print

import (
	"archive/zip"
	"context"
	"hash/crc32"
	"io"
	"iter"
	"time"
)

// firstYear is the first that a ZIP file can tell.
const firstYear = 1980

// ArchiveOptions say how an archive is made.
type ArchiveOptions struct {
	// ModifiedAt is the time of all entries; the format begins with 1980.
	ModifiedAt time.Time
	// Progress is told how many cards are written, after each. It may be nil.
	Progress func(cards int)
}

// entry is a finished picture with what its ZIP header needs.
type entry struct {
	card    Card
	picture []byte
	crc     uint32
}

// Archive writes a ZIP file with a picture qr/CODE.png for each card and the
// table cards.csv at the end, and tells how many cards there are. It writes as
// it goes: after an error or the end of ctx, what was written is useless.
// Faults: ErrCard, ErrContent, ErrTooMany, and those of cards and w.
// contract: S4-17
func Archive(ctx context.Context, w io.Writer, cards iter.Seq2[Card, error], o ArchiveOptions) (int, error) {
	out := zip.NewWriter(w)
	list := newTable()
	o.ModifiedAt = o.ModifiedAt.UTC()
	if o.ModifiedAt.Year() < firstYear {
		o.ModifiedAt = time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	done := 0
	err := inOrder(ctx, counted(cards), newEntryMaker, func(e entry) error {
		if err := addPicture(out, e, o.ModifiedAt); err != nil {
			return err
		}
		done++
		list.add(e.card)
		if o.Progress != nil {
			o.Progress(done)
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	if err := addTable(out, list, o.ModifiedAt); err != nil {
		return done, err
	}
	return done, out.Close()
}

// newEntryMaker is one worker's way from a card to its picture.
func newEntryMaker() func(Card) (entry, error) {
	p := newPainter()
	return func(c Card) (entry, error) {
		picture, err := p.paint(c.URL, c.Code)
		return entry{c, picture, crc32.ChecksumIEEE(picture)}, err
	}
}

func pictureName(c Card) string { return "qr/" + c.Code + ".png" }

// zipVersion is version 2.0 of the format, the oldest that will do.
const zipVersion = 20

// addPicture stores a picture as it is, for it is compressed already; with its
// sum and size in front, so that programs that unpack a stream can do so.
func addPicture(out *zip.Writer, e entry, at time.Time) error {
	size := uint64(len(e.picture))
	header := &zip.FileHeader{
		Name: pictureName(e.card), Method: zip.Store,
		CreatorVersion: zipVersion, ReaderVersion: zipVersion,
		CRC32: e.crc, CompressedSize64: size, UncompressedSize64: size,
	}
	header.SetModTime(at) //nolint:staticcheck // CreateRaw writes only the old fields, which nothing else sets
	body, err := out.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = body.Write(e.picture)
	return err
}

func addTable(out *zip.Writer, list *table, at time.Time) error {
	content, err := list.bytes()
	if err != nil {
		return err
	}
	body, err := out.CreateHeader(&zip.FileHeader{Name: "cards.csv", Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = body.Write(content)
	return err
}
