package localdemo

import (
	"encoding/binary"

	"guerdon/internal/domain/generation/localdemo/aigc"
)

// sampleRate is in samples a second.
const sampleRate = 16000

// wav wraps mono samples into a file with the mark among its information.
func wav(samples []int16, mark aigc.Mark) []byte {
	format := le16(nil, 1, 1) // PCM, one channel
	format = binary.LittleEndian.AppendUint32(format, sampleRate)
	format = binary.LittleEndian.AppendUint32(format, sampleRate*2)
	format = le16(format, 2, 16) // bytes a sample, bits a sample

	information := []byte("INFO")
	information = append(information, chunk("ICMT", []byte(Label+"\x00"))...)
	information = append(information, chunk(aigc.Key, []byte(mark.JSON()+"\x00"))...)

	data := make([]byte, 0, 2*len(samples))
	for _, s := range samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(s))
	}

	body := []byte("WAVE")
	body = append(body, chunk("fmt ", format)...)
	body = append(body, chunk("LIST", information)...)
	body = append(body, chunk("data", data)...)
	return chunk("RIFF", body)
}

// chunk is a RIFF chunk: name, length, content, and a byte to make it even.
func chunk(name string, content []byte) []byte {
	out := make([]byte, 0, len(content)+9)
	out = append(out, name...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(content)))
	out = append(out, content...)
	if len(content)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

func le16(out []byte, values ...uint16) []byte {
	for _, v := range values {
		out = binary.LittleEndian.AppendUint16(out, v)
	}
	return out
}
