package transcript

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// placeholder is one <kind?:name>.
type placeholder struct {
	kind     string
	nullable bool
	name     string // "": nothing is captured
}

var placeholderForm = regexp.MustCompile(`<([a-z_]+)(\?)?(?::([A-Za-z_][A-Za-z0-9_]*))?>`)

// textKinds are the kinds that a text, or a part of one, can fit: first by
// form, then by a check where the form is not enough.
var textKinds = map[string]struct {
	form  string
	check func(string) bool
}{
	"any":    {form: `(?s:.*)`},
	"string": {form: `(?s:.+)`},
	"nonce":  {form: `[A-Za-z0-9_-]{22,}`},
	"int":    {form: `-?\d+`},
	"id":     {form: `[1-9]\d*`},
	"number": {form: `-?\d+(?:\.\d+)?`},
	"naive":  {form: `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`, check: isTime("2006-01-02T15:04:05")},
	"utc":    {form: `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`, check: isTime("2006-01-02T15:04:05Z")},
	"utc_ms": {form: `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`, check: isTime("2006-01-02T15:04:05.000Z")},
	"date":   {form: `\d{4}-\d\d-\d\d`, check: isTime("2006-01-02")},
	"time": {form: `\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|\.\d{3}Z)?)?`, check: isTime(
		"2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02T15:04:05.000Z", "2006-01-02")},
	"url": {form: `https?://[^\s"]+`, check: func(s string) bool { u, err := url.Parse(s); return err == nil && u.Host != "" }},
}

// valueKinds are the kinds that fit values other than text. A kind of
// textKinds that is not here fits only text.
var valueKinds = map[string]func(any) bool{
	"any":    func(any) bool { return true },
	"int":    func(v any) bool { n, ok := v.(json.Number); return ok && wholeForm.MatchString(n.String()) },
	"id":     func(v any) bool { n, ok := v.(json.Number); return ok && idForm.MatchString(n.String()) },
	"number": func(v any) bool { _, ok := v.(json.Number); return ok },
	"bool":   func(v any) bool { _, ok := v.(bool); return ok },
	"object": func(v any) bool { _, ok := v.(map[string]any); return ok },
	"array":  func(v any) bool { _, ok := v.([]any); return ok },
}

var (
	wholeForm = regexp.MustCompile(`^-?\d+$`)
	idForm    = regexp.MustCompile(`^[1-9]\d*$`)
)

// isTime checks a text against layouts and the calendar.
func isTime(layouts ...string) func(string) bool {
	return func(s string) bool {
		for _, layout := range layouts {
			if _, err := time.Parse(layout, s); err == nil && len(s) == len(layout) {
				return true
			}
		}
		return false
	}
}

// known reports whether there is such a kind.
func (p placeholder) known() bool {
	_, text := textKinds[p.kind]
	_, value := valueKinds[p.kind]
	return text || value
}

func (p placeholder) String() string {
	var b strings.Builder
	b.WriteString("<" + p.kind)
	if p.nullable {
		b.WriteByte('?')
	}
	if p.name != "" {
		b.WriteString(":" + p.name)
	}
	return b.String() + ">"
}

// fits reports whether a placeholder that stands alone fits a value.
func (p placeholder) fits(v any) bool {
	if v == nil {
		return p.nullable || p.kind == "any"
	}
	if check, ok := valueKinds[p.kind]; ok {
		return check(v)
	}
	s, ok := v.(string)
	return ok && p.fitsText(s)
}

// fitsText reports whether the whole of s has the placeholder's kind.
func (p placeholder) fitsText(s string) bool {
	kind, ok := textKinds[p.kind]
	return ok && regexp.MustCompile(`^(?:`+kind.form+`)$`).MatchString(s) && (kind.check == nil || kind.check(s))
}
