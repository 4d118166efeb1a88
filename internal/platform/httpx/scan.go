package httpx

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// DepthMax is how deep objects and lists may nest in a body.
const DepthMax = 32

// scan looks for what encoding/json lets pass: deep nesting, broken text,
// and names given twice. It returns the reason, or "". It does not check the
// grammar, which encoding/json does next.
func scan(data []byte) (reason string) {
	if !utf8.Valid(data) {
		return "utf8"
	}
	s := scanner{data: data}
	for s.at < len(data) {
		if reason := s.step(); reason != "" {
			return reason
		}
	}
	return ""
}

type scanner struct {
	data   []byte
	at     int
	depth  int
	levels [DepthMax]level
}

// level is one open object or list.
type level struct {
	object  bool
	wantKey bool
	names   names
}

// step takes one token.
func (s *scanner) step() (reason string) {
	switch s.data[s.at] {
	case '"':
		return s.text()
	case '{', '[':
		if s.depth == DepthMax {
			return "depth"
		}
		open := &s.levels[s.depth]
		open.object = s.data[s.at] == '{'
		open.wantKey = open.object
		open.names.reset()
		s.depth++
	case '}', ']':
		if s.depth > 0 {
			s.depth--
		}
	case ',':
		if s.depth > 0 {
			top := &s.levels[s.depth-1]
			top.wantKey = top.object
		}
	}
	s.at++
	return ""
}

// text takes a string, and notes it where it is a name.
func (s *scanner) text() (reason string) {
	start := s.at + 1
	end, escaped := stringEnd(s.data, start)
	s.at = end + 1
	if escaped {
		if reason := checkEscapes(s.data[start:end]); reason != "" {
			return reason
		}
	}
	if s.depth == 0 || !s.levels[s.depth-1].wantKey {
		return ""
	}
	top := &s.levels[s.depth-1]
	top.wantKey = false
	if !escaped {
		if !top.names.add(s.data, span{start, end}) {
			return "duplicate"
		}
		return ""
	}
	var name string
	if json.Unmarshal(s.data[start-1:min(end+1, len(s.data))], &name) != nil {
		return "syntax"
	}
	if !top.names.addText(s.data, []byte(name)) {
		return "duplicate"
	}
	return ""
}

// stringEnd finds the closing quote of a string that starts at start, or the
// end of the data.
func stringEnd(data []byte, start int) (end int, escaped bool) {
	for i := start; i < len(data); i++ {
		switch data[i] {
		case '"':
			return i, escaped
		case '\\':
			escaped = true
			i++
		}
	}
	return len(data), escaped
}

// checkEscapes refuses \u0000, which no database text holds, and halves of
// surrogate pairs, which Go would replace.
func checkEscapes(body []byte) (reason string) {
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		i++
		if body[i] != 'u' {
			continue
		}
		switch unit := hex4(body, i+1); {
		case unit == 0:
			return "nul"
		case unit >= 0xDC00 && unit <= 0xDFFF:
			return "utf8"
		case unit >= 0xD800 && unit <= 0xDBFF:
			if i+6 >= len(body) || body[i+5] != '\\' || body[i+6] != 'u' {
				return "utf8"
			}
			if low := hex4(body, i+7); low < 0xDC00 || low > 0xDFFF {
				return "utf8"
			}
			i += 6
		}
	}
	return ""
}

// hex4 reads four hex digits; -1 where there are none.
func hex4(b []byte, at int) int {
	if at+4 > len(b) {
		return -1
	}
	n := 0
	for _, c := range b[at : at+4] {
		digit := strings.IndexByte("0123456789abcdef", c|0x20)
		if digit < 0 {
			return -1
		}
		n = n<<4 | digit
	}
	return n
}

// span is a piece of the body.
type span struct{ start, end int }

// names is the set of names of one object, without regard to case. Few are
// compared one by one; many, or escaped ones, go into a map.
type names struct {
	few  [8]span
	n    int
	many map[string]struct{}
}

func (s *names) reset() { s.n, s.many = 0, nil }

// add reports whether the name at this place is new.
func (s *names) add(data []byte, at span) bool {
	name := data[at.start:at.end]
	if s.many != nil || s.n == len(s.few) {
		return s.addText(data, name)
	}
	for _, o := range s.few[:s.n] {
		if bytes.EqualFold(data[o.start:o.end], name) {
			return false
		}
	}
	s.few[s.n] = at
	s.n++
	return true
}

// addText is add for a name that is not in the body as it reads.
func (s *names) addText(data, name []byte) bool {
	if s.many == nil {
		s.many = make(map[string]struct{}, 4*len(s.few))
		for _, o := range s.few[:s.n] {
			s.many[fold(data[o.start:o.end])] = struct{}{}
		}
	}
	before := len(s.many)
	s.many[fold(name)] = struct{}{}
	return len(s.many) > before
}

// fold gives names that are equal without regard to case one form. Going up
// and then down also joins letters such as the Kelvin sign with their kin.
func fold(name []byte) string { return string(bytes.ToLower(bytes.ToUpper(name))) }
