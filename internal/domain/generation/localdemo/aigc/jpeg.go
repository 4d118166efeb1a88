package aigc

import (
	"bytes"
	"encoding/binary"
)

const (
	jpegStart     = "\xff\xd8"                         // SOI
	jpegXMP       = "\xff\xe1"                         // APP1
	xmpIdentifier = "http://ns.adobe.com/xap/1.0/\x00" // what makes an APP1 segment XMP
)

// JPEG returns the image with the mark's XMP packet in an APP1 segment, the
// first after the start, or the second where a JFIF segment must be first.
// Errors: ErrFormat.
func JPEG(image []byte, m Mark) ([]byte, error) {
	at := len(jpegStart)
	if len(image) < at+4 || !bytes.HasPrefix(image, []byte(jpegStart)) {
		return nil, ErrFormat
	}
	if image[2] == 0xff && image[3] == 0xe0 { // APP0
		at += 2 + int(binary.BigEndian.Uint16(image[4:]))
		if at > len(image) {
			return nil, ErrFormat
		}
	}
	payload := xmpIdentifier + m.XMP()
	out := make([]byte, 0, len(image)+len(payload)+4)
	out = append(out, image[:at]...)
	out = append(out, jpegXMP...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(payload)+2))
	out = append(out, payload...)
	return append(out, image[at:]...), nil
}
