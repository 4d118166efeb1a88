package standin

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
)

func (s *Server) image(w http.ResponseWriter, r *http.Request, b request, f Fault) {
	made := map[string]any{"b64_json": base64.StdEncoding.EncodeToString(PNG())}
	switch {
	case b.Prompt == "":
		refuse(w, http.StatusBadRequest, "invalid_request_error", "prompt", "prompt is required")
		return
	case f.Kind == Lost:
		hangUp(w)
		return
	case f.Kind == Nothing:
		answer(w, map[string]any{"created": 1, "data": []any{}})
		return
	case f.Kind == Linked || b.ResponseFormat == "url":
		made = map[string]any{"url": at(r, "picture.jpg")}
	case f.Kind == LinkedTo:
		made = map[string]any{"url": f.Param}
	}
	answer(w, map[string]any{
		"created": 1, "data": []any{made},
		"usage": map[string]any{"input_tokens": TokensIn, "output_tokens": TokensOut, "total_tokens": TokensIn + TokensOut},
	})
}

func (s *Server) speech(w http.ResponseWriter, _ *http.Request, b request, f Fault) {
	var text string
	if json.Unmarshal(b.Input, &text) != nil || text == "" || len([]rune(text)) > 4096 || b.Voice == "" {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "input", "input of at most 4096 characters and voice are required")
		return
	}
	data := MP3()
	switch {
	case f.Kind == Nothing:
		data = []byte("no sound at all")
	case b.ResponseFormat == "wav":
		data = WAV()
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}

// at is the address of a file, as the caller reaches this server.
func at(r *http.Request, name string) string { return "http://" + r.Host + "/files/" + name }

func file(w http.ResponseWriter, name string) {
	data, ok := map[string]func() []byte{
		"picture.jpg": JPEG, "picture.png": PNG, "film.mp4": MP4, "speech.wav": WAV, "page.html": page,
	}[name]
	if !ok {
		http.Error(w, "gone", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data())
}

func page() []byte { return []byte("<html>this is no file of the kind</html>") }

// PNG is a small picture.
func PNG() []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 6))) // a buffer never fails
	return out.Bytes()
}

// JPEG is a small picture.
func JPEG() []byte {
	var out bytes.Buffer
	_ = jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 6)), nil) // a buffer never fails
	return out.Bytes()
}

// MP4 is the boxes of a film without pictures.
func MP4() []byte {
	return []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42\x00\x00\x00\x10mdatABCDEFGH")
}

// WAV is a moment of silence.
func WAV() []byte {
	data := make([]byte, 320)
	out := []byte("RIFF")
	out = binary.LittleEndian.AppendUint32(out, uint32(36+len(data)))
	out = append(out, "WAVEfmt "...)
	for _, n := range []uint32{16, 1 | 1<<16, 16000, 32000, 2 | 16<<16} {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	out = append(out, "data"...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	return append(out, data...)
}

// MP3 is the head of one frame and its padding.
func MP3() []byte { return append([]byte("\xff\xfb\x90\x00"), make([]byte, 413)...) }
