package coreapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
)

// Bounds of what a query says.
const (
	limitDefault = 50
	limitMax     = 200
	textMax      = 600 // bytes of one parameter
)

// query reads the parameters of a request. The first that does not fit is
// its err.
type query struct {
	values url.Values
	err    error
}

func queryOf(r *http.Request) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &query{values: values}
	if err != nil {
		q.err = httpx.ErrQuery.Because(err)
	}
	return q
}

func (q *query) wrong(name string) {
	if q.err == nil {
		q.err = httpx.ErrQuery.With("field", name)
	}
}

func (q *query) keep(err error) {
	if q.err == nil {
		q.err = err
	}
}

// text is a parameter, or "".
func (q *query) text(name string) string {
	v := q.values.Get(name)
	if len(v) > textMax || !storable(v) {
		q.wrong(name)
		return ""
	}
	return v
}

// storable reports whether a text can be asked a database for.
func storable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// oneOf is a parameter that has one of these values, or "".
func (q *query) oneOf(name string, values ...string) string {
	v := q.text(name)
	for _, known := range values {
		if v == known {
			return v
		}
	}
	if v != "" {
		q.wrong(name)
	}
	return ""
}

// pick reads one of the listed values, or "" where the query names none.
func pick[T ~string](q *query, name string, values []T) T {
	known := make([]string, len(values))
	for i, v := range values {
		known[i] = string(v)
	}
	return T(q.oneOf(name, known...))
}

// whose finds the member whom a query may name; 0 is nobody in particular.
func (a *API) whose(ctx context.Context, subject string) (id.ID, error) {
	if subject == "" {
		return 0, nil
	}
	return a.Directory.Find(ctx, subject)
}

func (q *query) bool(name string) bool {
	b, err := httpx.QueryBool(q.values, name, false)
	q.keep(err)
	return b
}

func (q *query) asset() ledger.Asset {
	v := q.text("asset")
	if v == "" {
		return ""
	}
	a, err := ledger.ParseAsset(v)
	q.keep(err)
	return a
}

// id is a positive number, or 0.
func (q *query) id(name string) id.ID {
	v := q.text(name)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n <= 0 {
		q.wrong(name)
	}
	return id.ID(n)
}

// time is an instant in RFC 3339, or 0.
func (q *query) time(name string) instant.Instant {
	v := q.text(name)
	if v == "" {
		return 0
	}
	t, err := parseTime(v)
	if err != nil {
		q.wrong(name)
	}
	return t
}

// parseTime reads RFC 3339, within the years that an instant is good for.
func parseTime(text string) (instant.Instant, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, err
	}
	if y := t.UTC().Year(); y < 1970 || y > 9999 {
		return 0, strconv.ErrRange
	}
	return instant.Of(t), nil
}

// day is a calendar day, or absent.
func (q *query) day(name string, absent instant.Day) instant.Day {
	v := q.text(name)
	if v == "" {
		return absent
	}
	t, err := time.Parse(time.DateOnly, v)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		q.wrong(name)
	}
	return instant.Day(v)
}

// Bounds of periods.
const (
	daysDefault = 30
	daysMax     = 400
)

// period is from and to, both days included: where they are not said, today
// and the 29 days before.
func (q *query) period(today instant.Day) (from, to instant.Day) {
	to = q.day("to", today)
	from = q.day("from", to.AddDays(1-daysDefault))
	if from > to || from.AddDays(daysMax) <= to {
		q.wrong("from")
	}
	return from, to
}

func (q *query) limit() int {
	n, err := httpx.QueryInt(q.values, "limit", limitDefault, 1, limitMax)
	q.keep(err)
	return n
}

// cursor is the position that an earlier page of this list ended at: n
// numbers, all 0 for the first page. kind keeps the cursors of different
// lists apart.
func (q *query) cursor(kind string, n int) []int64 {
	out := make([]int64, n)
	v := q.values.Get("cursor")
	if v == "" {
		return out
	}
	raw, err := base64.RawURLEncoding.DecodeString(v)
	parts := strings.Split(string(raw), ".")
	if err != nil || len(v) > textMax || len(parts) != n+1 || parts[0] != kind {
		q.wrong("cursor")
		return out
	}
	for i, part := range parts[1:] {
		if out[i], err = strconv.ParseInt(part, 10, 64); err != nil {
			q.wrong("cursor")
		}
	}
	return out
}

func cursorOf(kind string, position []int64) string {
	var b strings.Builder
	b.WriteString(kind)
	for _, n := range position {
		b.WriteString("." + strconv.FormatInt(n, 10))
	}
	return base64.RawURLEncoding.EncodeToString([]byte(b.String()))
}

// list is one page.
type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty" doc:"Where the next page begins; missing on the last one."`
}

// pageOf shows at most limit rows, of which one more was asked for to know
// whether there is a next page. at is a row's position.
func pageOf[R, T any](rows []R, limit int, kind string, show func(R) T, at func(R) []int64) list[T] {
	out := list[T]{Items: make([]T, 0, min(len(rows), limit))}
	if len(rows) > limit {
		rows = rows[:limit]
		out.NextCursor = cursorOf(kind, at(rows[limit-1]))
	}
	for _, r := range rows {
		out.Items = append(out.Items, show(r))
	}
	return out
}

// paging are the parameters of every list.
func paging(more ...param) []param {
	return append(more, param{"limit", "integer", "How many, 1 to 200; 50 where it is not said."}, param{"cursor", "string", "The next_cursor of the page before."})
}
