package store

import (
	"strconv"
	"strings"
	"sync"

	"guerdon/internal/base/id"
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

// Marks are n placeholders in brackets, for a list that a column is IN.
func Marks(n int) string {
	return "(" + strings.TrimSuffix(strings.Repeat("?, ", n), ", ") + ")"
}

// Shards is the condition on rows that are kept by id.Bucket.Shard: every
// shard's rows are a range of the primary key then.
func Shards(width int) string {
	var list []string
	for b := 0; b < id.Buckets; b += width {
		list = append(list, strconv.Itoa(b))
	}
	return "bucket IN (" + strings.Join(list, ", ") + ")"
}

// texts caches statement texts, which are built once a table and purpose.
type texts struct {
	m sync.Map
}

type textKey struct {
	table   int
	index   int
	purpose purpose
	differ  columns
}

func (t *texts) get(k textKey, build func() string) string {
	if s, ok := t.m.Load(k); ok {
		return s.(string)
	}
	s := build()
	t.m.Store(k, s)
	return s
}

type purpose uint8

const (
	purposeLoad purpose = iota
	purposeLock
	purposeLockNowait
	purposeInsert
	purposeUpdate
	purposeDelete
)

func join(names []string, sep string, each func(i int, name string) string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = each(i, n)
	}
	return strings.Join(parts, sep)
}
