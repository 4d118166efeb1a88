package coreapi

import (
	"encoding/json"
	"errors"
	"maps"
	"testing"
	"unicode/utf8"

	"guerdon/internal/domain/event"
)

// Whatever the form of an object, its data are those that encoding/json reads.
func FuzzEventData(f *testing.F) {
	for _, text := range []string{
		`{}`, ` {} `, `null`, ``, `[]`, `7`, `"x"`, `{"a":1}`, "{ \"a\" :\t-1.5e+3 ,\r\n\"b\": true , \"c\":false,\"d\":null }", `{"a":"text","b":""}`,
		`{"a":"\u00e9\n","b":2}`, `{"\u0061":1}`, `{"a":[1,{"b":2}],"c":"d"}`, `{"a":{"b":"}"},"c":3}`, `{"a":"積分，{}[]:,","b":0}`, `{"":0}`, `{"a":1,"a":2}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) || !utf8.Valid(raw) { // then the request was refused
			return
		}
		var body struct {
			Data json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal([]byte(`{"data":`+string(raw)+`}`), &body); err != nil {
			t.Fatal(err)
		}
		got, err := eventData(body.Data)
		var fields map[string]json.RawMessage
		if json.Unmarshal(body.Data, &fields) != nil || len(body.Data) > event.DataMax {
			if !errors.Is(err, event.ErrData) {
				t.Fatalf("%s: %v, %v", raw, got, err)
			}
			return
		}
		want := event.Data{}
		for name, value := range fields {
			want[name] = plainly(t, value)
		}
		if err != nil || !maps.Equal(got, want) {
			t.Fatalf("%s: %v, %v; want %v", raw, got, err, want)
		}
	})
}

// plainly is a field's value as events have it.
func plainly(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	var number json.Number
	switch raw[0] {
	case '"', 't', 'f':
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			t.Fatal(err)
		}
		return value
	case 'n', '[', '{':
		return nil
	}
	if err := json.Unmarshal(raw, &number); err != nil {
		t.Fatal(err)
	}
	return event.Number(number)
}
