package aigc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// ErrFormat means that the bytes are not an image of the expected format.
var ErrFormat = errors.New("aigc: not an image of this format")

const pngHeader = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" // always followed by 13 bytes and a checksum
const pngHeaderEnd = len(pngHeader) + 13 + 4

// PNG returns the image with the mark in two text chunks before its pixels:
// the XMP packet, and the document under the keyword "AIGC". It does not
// look at pixels. Errors: ErrFormat.
func PNG(image []byte, m Mark) ([]byte, error) {
	if len(image) < pngHeaderEnd || !bytes.HasPrefix(image, []byte(pngHeader)) {
		return nil, ErrFormat
	}
	packet, document := m.XMP(), m.Document()
	out := make([]byte, 0, len(image)+len(packet)+len(document)+128)
	out = append(out, image[:pngHeaderEnd]...)
	out = appendText(out, "XML:com.adobe.xmp", packet)
	out = appendText(out, Key, document)
	return append(out, image[pngHeaderEnd:]...), nil
}

// appendText adds an uncompressed iTXt chunk, which holds UTF-8.
func appendText(out []byte, keyword, text string) []byte {
	chunk := "iTXt" + keyword + "\x00\x00\x00\x00\x00" + text // no compression, language or translation
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(chunk)))
}
