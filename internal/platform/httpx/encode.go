package httpx

import (
	"bytes"
	"encoding/json"
)

// EncodeJSON gives the bytes that WriteJSON would send.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), err
}
