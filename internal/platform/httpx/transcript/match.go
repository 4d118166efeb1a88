package transcript

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// matcher compares a value with a pattern and collects the differences and
// the captures.
type matcher struct {
	diffs    []string
	captures map[string]string
}

func newMatcher() *matcher { return &matcher{captures: map[string]string{}} }

func (m *matcher) differ(path, want string, got any) {
	if path == "" {
		path = "the body"
	}
	m.diffs = append(m.diffs, fmt.Sprintf("%s: want %s, got %s", path, want, show(got)))
}

func (m *matcher) capture(p placeholder, v any) {
	if p.name == "" {
		return
	}
	if s, ok := v.(string); ok {
		m.captures[p.name] = s
		return
	}
	m.captures[p.name] = encode(v)
}

// match compares got at path with want.
func (m *matcher) match(path string, want pattern, got any) {
	switch w := want.(type) {
	case objectPattern:
		m.object(path, w, got)
	case listPattern:
		m.list(path, w, got)
	case textPattern:
		m.text(path, w, got)
	case placeholder:
		if !w.fits(got) {
			m.differ(path, w.String(), got)
			return
		}
		m.capture(w, got)
	case json.Number:
		if n, ok := got.(json.Number); !ok || !sameNumber(w, n) {
			m.differ(path, w.String(), got)
		}
	default: // text, bool, nil
		if w != got {
			m.differ(path, show(w), got)
		}
	}
}

func (m *matcher) object(path string, want objectPattern, got any) {
	object, ok := got.(map[string]any)
	if !ok {
		m.differ(path, "an object", got)
		return
	}
	for _, key := range want.keys {
		v, there := object[key]
		if !there {
			m.diffs = append(m.diffs, join(path, key)+": missing")
			continue
		}
		m.match(join(path, key), want.values[key], v)
	}
	if want.open {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if _, named := want.values[key]; !named {
			m.diffs = append(m.diffs, fmt.Sprintf("%s: not expected, got %s", join(path, key), show(object[key])))
		}
	}
}

func (m *matcher) list(path string, want listPattern, got any) {
	list, ok := got.([]any)
	if !ok {
		m.differ(path, "a list", got)
		return
	}
	if len(list) < len(want.items) || (len(list) > len(want.items) && !want.open) {
		m.differ(path, fmt.Sprintf("%d items", len(want.items)), got)
	}
	for i := range min(len(list), len(want.items)) {
		m.match(fmt.Sprintf("%s[%d]", path, i), want.items[i], list[i])
	}
}

// text compares a text, part by part.
func (m *matcher) text(path string, want textPattern, got any) {
	s, ok := got.(string)
	var parts []string
	if ok {
		parts = want.form.FindStringSubmatch(s)
	}
	if parts == nil {
		m.differ(path, show(want.source), got)
		return
	}
	for i, h := range want.parts {
		if check := textKinds[h.kind].check; check != nil && !check(parts[i+1]) {
			m.differ(path, show(want.source), got)
			return
		}
		m.capture(h, parts[i+1])
	}
}

// body compares a whole body with its expectation.
func (m *matcher) body(want string, got []byte) error {
	switch {
	case want == "":
		return nil
	case want == "<empty>":
		if len(got) > 0 {
			m.differ("", "nothing", string(got))
		}
		return nil
	case !isJSON(want):
		p, err := textOf(want)
		if err == nil {
			m.match("", p, strings.TrimSpace(string(got)))
		}
		return err
	}
	p, err := parsePattern(want)
	if err != nil {
		return err
	}
	v, err := decode(got)
	if err != nil {
		m.differ("", "JSON", string(got))
		return nil
	}
	m.match("", p, v)
	return nil
}

// isJSON decides how an expected body is read.
func isJSON(want string) bool {
	if strings.IndexByte(`{["`, want[0]) >= 0 {
		return true
	}
	h := placeholderForm.FindString(want)
	return h == want
}

// decode reads JSON, keeping numbers as they are written.
func decode(data []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the value")
	}
	return v, nil
}

// sameNumber compares by value; numbers with exponents, by their text.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	if strings.ContainsAny(string(a)+string(b), "eE") {
		return false
	}
	x, okX := new(big.Rat).SetString(string(a))
	y, okY := new(big.Rat).SetString(string(b))
	return okX && okY && x.Cmp(y) == 0
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// show writes a value as JSON, shortened.
func show(v any) string { return excerpt(encode(v)) }

// encode writes a value as JSON.
func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSpace(b.String())
}

// excerpt shortens a text.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
