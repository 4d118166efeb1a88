package transcript

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// pattern is what a value must look like: one of the types below, or a plain
// JSON value (string, json.Number, bool, nil).
type pattern any

type (
	// objectPattern has keys in the order they are written.
	objectPattern struct {
		keys   []string
		values map[string]pattern
		open   bool // "..." at the end
	}
	listPattern struct {
		items []pattern
		open  bool
	}
	// textPattern is a text with placeholders in it.
	textPattern struct {
		source string
		form   *regexp.Regexp
		parts  []placeholder
	}
)

// parsePattern reads a JSON pattern.
func parsePattern(text string) (pattern, error) {
	p := patternParser{text: text}
	v, err := p.value()
	if err == nil && p.next() != 0 {
		err = errors.New("something follows the value")
	}
	if err != nil {
		return nil, fmt.Errorf("expected body, at %q: %w", excerpt(p.text[min(p.at, len(p.text)):]), err)
	}
	return v, nil
}

type patternParser struct {
	text string
	at   int
}

// next skips space and peeks at the next byte; 0 is the end.
func (p *patternParser) next() byte {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// take moves past what is expected next.
func (p *patternParser) take(s string) bool {
	p.next()
	if !strings.HasPrefix(p.text[p.at:], s) {
		return false
	}
	p.at += len(s)
	return true
}

func (p *patternParser) value() (pattern, error) {
	switch p.next() {
	case 0:
		return nil, errors.New("a value is missing")
	case '{':
		return p.object()
	case '[':
		return p.list()
	case '"':
		s, err := p.string()
		if err != nil {
			return nil, err
		}
		return textOf(s)
	case '<':
		return p.placeholder()
	}
	return p.literal()
}

func (p *patternParser) object() (pattern, error) {
	o := objectPattern{values: map[string]pattern{}}
	p.at++
	for more := !p.take("}"); more; {
		if p.take("...") {
			o.open = true
			if !p.take("}") {
				return nil, errors.New(`"..." stands at the end`)
			}
			return o, nil
		}
		key, err := p.string()
		if err != nil {
			return nil, err
		}
		if _, twice := o.values[key]; twice {
			return nil, fmt.Errorf("%q stands twice", key)
		}
		if !p.take(":") {
			return nil, errors.New("a colon is missing")
		}
		if o.values[key], err = p.value(); err != nil {
			return nil, err
		}
		o.keys = append(o.keys, key)
		if more, err = p.separator("}"); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (p *patternParser) list() (pattern, error) {
	l := listPattern{}
	p.at++
	for more := !p.take("]"); more; {
		if p.take("...") {
			l.open = true
			if !p.take("]") {
				return nil, errors.New(`"..." stands at the end`)
			}
			return l, nil
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		l.items = append(l.items, v)
		if more, err = p.separator("]"); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// separator takes a comma or the end.
func (p *patternParser) separator(end string) (more bool, err error) {
	if p.take(",") {
		return true, nil
	}
	if p.take(end) {
		return false, nil
	}
	return false, fmt.Errorf("a comma or %s is missing", end)
}

func (p *patternParser) string() (s string, err error) {
	if p.next() != '"' {
		return "", errors.New("a text in quotes is missing")
	}
	end := p.at + 1
	for end < len(p.text) && p.text[end] != '"' {
		if p.text[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(p.text) {
		return "", errors.New("a quote is not closed")
	}
	err = json.Unmarshal([]byte(p.text[p.at:end+1]), &s)
	p.at = end + 1
	return s, err
}

func (p *patternParser) placeholder() (pattern, error) {
	m := placeholderForm.FindStringSubmatch(p.text[p.at:])
	if m == nil || !strings.HasPrefix(p.text[p.at:], m[0]) {
		return nil, errors.New("not a placeholder")
	}
	h := placeholderOf(m)
	if !h.known() {
		return nil, fmt.Errorf("there is no kind %s", h.kind)
	}
	p.at += len(m[0])
	return h, nil
}

// literal reads a number, true, false or null.
func (p *patternParser) literal() (pattern, error) {
	end := p.at
	for end < len(p.text) && strings.IndexByte(",]} \t\r\n", p.text[end]) < 0 {
		end++
	}
	var v any
	d := json.NewDecoder(strings.NewReader(p.text[p.at:end]))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("%q is no value", p.text[p.at:end])
	}
	p.at = end
	return v, nil
}

func placeholderOf(m []string) placeholder {
	return placeholder{kind: m[1], nullable: m[2] != "", name: m[3]}
}

// textOf makes a pattern of a text: itself where it has no placeholder.
func textOf(s string) (pattern, error) {
	var form strings.Builder
	t := textPattern{source: s}
	rest := s
	for {
		at := placeholderForm.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		h := placeholderOf(placeholderForm.FindStringSubmatch(rest))
		kind, ok := textKinds[h.kind]
		if !ok { // "<b>" is plain text
			form.WriteString(regexp.QuoteMeta(rest[:at[1]]))
		} else {
			form.WriteString(regexp.QuoteMeta(rest[:at[0]]) + "(" + kind.form + ")")
			t.parts = append(t.parts, h)
		}
		rest = rest[at[1]:]
	}
	if len(t.parts) == 0 {
		return s, nil
	}
	var err error
	t.form, err = regexp.Compile("^" + form.String() + regexp.QuoteMeta(rest) + "$")
	return t, err
}
