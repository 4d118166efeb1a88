package httpx

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
)

var (
	jsonContent = []string{"application/json"}
	encoders    = sync.Pool{New: func() any { return newEncoder() }}
)

// encoder is a JSON encoder with the buffer it writes to.
type encoder struct {
	buffer bytes.Buffer
	json   *json.Encoder
}

func newEncoder() *encoder {
	e := &encoder{}
	e.json = json.NewEncoder(&e.buffer)
	e.json.SetEscapeHTML(false)
	return e
}

// WriteJSON answers with v as JSON, with its length and without escaping
// HTML. A Content-Type that is set already stays. A v that cannot be encoded
// is a mistake in the program and panics, before anything is sent.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	e, _ := encoders.Get().(*encoder)
	e.buffer.Reset()
	if err := e.json.Encode(v); err != nil {
		panic("httpx: an answer cannot be encoded: " + err.Error())
	}
	body := bytes.TrimSuffix(e.buffer.Bytes(), []byte{'\n'})
	h := w.Header()
	if len(h["Content-Type"]) == 0 {
		h["Content-Type"] = jsonContent
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error is a client that went away
	if e.buffer.Cap() <= bufferMax {
		encoders.Put(e)
	}
}
