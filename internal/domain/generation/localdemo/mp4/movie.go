package mp4

import (
	"errors"
	"math"
	"slices"
)

// ErrTooBig means that the samples do not fit into a file with 32-bit
// offsets, or that there are none.
var ErrTooBig = errors.New("mp4: no samples, or more than 4 GB of them")

// timescale is the number of time units in a second.
const timescale = 90000

// Sample is one coded picture: its NAL units, each behind its length in four
// bytes.
type Sample struct {
	Size uint32 // bytes
	Key  bool   // a player may start here
}

// Tag is one piece of metadata.
type Tag struct{ Key, Value string }

// Movie describes a file.
type Movie struct {
	Width, Height int // pixels
	Rate          int // pictures a second, a divisor of 90000
	SPS, PPS      []byte
	Samples       []Sample
	Tags          []Tag
}

// Head gives everything before the first sample. The samples follow in
// order, nothing between or after them. Errors: ErrTooBig.
func (m Movie) Head() ([]byte, error) {
	total := uint64(8)
	for _, s := range m.Samples {
		total += uint64(s.Size)
	}
	kind := box("ftyp", text("isom"), u32(512), text("isomiso2avc1mp41"))
	first := uint64(len(kind)+len(m.index(0))) + 8
	if len(m.Samples) == 0 || first+total > math.MaxUint32 {
		return nil, ErrTooBig
	}
	head := slices.Concat(kind, m.index(uint32(first)))
	head = append(head, u32(uint32(total))...)
	return append(head, "mdat"...), nil
}

// duration is the movie's length in units of timescale.
func (m Movie) duration() uint32 { return uint32(len(m.Samples) * (timescale / m.Rate)) }

// index is the moov box for samples that begin at offset first.
func (m Movie) index(first uint32) []byte {
	return box("moov",
		box("mvhd", u32(0, 0, 0, timescale, m.duration(), 0x10000), u16(0x100), make([]byte, 10), matrix(), make([]byte, 24), u32(2)),
		box("trak",
			box("tkhd", u32(3, 0, 0, 1, 0, m.duration(), 0, 0, 0, 0), matrix(), u32(uint32(m.Width)<<16, uint32(m.Height)<<16)),
			box("mdia",
				box("mdhd", u32(0, 0, 0, timescale, m.duration()), u16(undetermined, 0)),
				box("hdlr", u32(0, 0), text("vide"), make([]byte, 12), text("video\x00")),
				box("minf",
					box("vmhd", u32(1), make([]byte, 8)),
					box("dinf", box("dref", u32(0, 1), box("url ", u32(1)))),
					m.samples(first),
				),
			),
		),
		box("udta", m.metadata()),
	)
}

// undetermined is the language code "und", five bits a letter.
const undetermined = ('u'-0x60)<<10 | ('n'-0x60)<<5 | ('d' - 0x60)

func matrix() []byte { return u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000) }
