package coreapi

import (
	"bytes"
	"encoding/json"

	"guerdon/internal/domain/event"
)

// eventData reads the object of an event's own. Faults: event.ErrData.
func eventData(raw json.RawMessage) (event.Data, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	if raw[0] != '{' || len(raw) > event.DataMax {
		return nil, event.ErrData
	}
	if fields, plain := plainData(raw); plain {
		return fields, nil
	}
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&fields) != nil {
		return nil, event.ErrData
	}
	for name, v := range fields {
		switch v := v.(type) {
		case string, bool:
		case json.Number:
			fields[name] = event.Number(v)
		default:
			fields[name] = nil
		}
	}
	return fields, nil
}

// plainData reads an object without lists, objects and escapes in it, as most
// are, several times faster than a decoder. raw is well-formed.
func plainData(raw []byte) (fields event.Data, plain bool) {
	fields = make(event.Data, 4)
	for at := 1; ; {
		switch raw[at] {
		case '}':
			return fields, true
		case '"':
		default: // a comma or white space
			at++
			continue
		}
		name, end := plainText(raw, at)
		if end < 0 {
			return nil, false
		}
		for at = end; raw[at] == ':' || raw[at] <= ' '; {
			at++
		}
		if fields[name], at = plainValue(raw, at); at < 0 {
			return nil, false
		}
	}
}

// plainValue reads the value that begins there, and says where it ended, or
// -1 where it is not plain.
func plainValue(raw []byte, at int) (value any, end int) {
	switch raw[at] {
	case '"':
		return plainText(raw, at)
	case 't':
		return true, at + len("true")
	case 'f':
		return false, at + len("false")
	case 'n':
		return nil, at + len("null")
	case '[', '{':
		return nil, -1
	}
	end = at + bytes.IndexAny(raw[at:], ", \t\r\n}")
	return event.Number(raw[at:end]), end
}

// plainText reads the string that begins there, and says where it ended, or
// -1 where it has an escape.
func plainText(raw []byte, at int) (text string, end int) {
	at++
	n := bytes.IndexByte(raw[at:], '"')
	if bytes.IndexByte(raw[at:at+n], '\\') >= 0 {
		return "", -1
	}
	return string(raw[at : at+n]), at + n + 1
}
