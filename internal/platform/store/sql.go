package store

import (
	"strconv"
	"strings"
	"sync"
)

// numbered rewrites ? placeholders as $1, $2 …; the project's SQL has no
// other question marks (strings with one are passed as arguments).
func numbered(sql string) string {
	var b strings.Builder
	n := 0
	for _, c := range []byte(sql) {
		if c == '?' {
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// texts caches statement texts, which are built once a table and purpose.
type texts struct {
	m sync.Map
}

type textKey struct {
	table   int
	index   int
	purpose uint8
	count   int
}

func (t *texts) get(k textKey, build func() string) string {
	if s, ok := t.m.Load(k); ok {
		return s.(string)
	}
	s := build()
	t.m.Store(k, s)
	return s
}

const (
	purposeLoad uint8 = iota
	purposeLoadLocked
	purposeInsert
	purposeUpdate
	purposeDelete
)

// others are the columns that are not part of the key.
func (m *meta) others() shape {
	var out shape
	for _, f := range m.cols {
		if !contains(m.keyCols, f.name) {
			out = append(out, f)
		}
	}
	return out
}

func (m *meta) key() shape { return m.cols.columns(m.keyCols) }

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func join(names []string, sep string, each func(i int, name string) string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = each(i, n)
	}
	return strings.Join(parts, sep)
}
