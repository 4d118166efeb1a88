package store

import (
	"strings"
	"unsafe"

	"guerdon/internal/platform/store/rawsqlite"
)

// sqliteTable holds a session's statements on one table, prepared when they
// are needed first.
type sqliteTable struct {
	db      *rawsqlite.DB
	meta    *meta
	setting shape             // the columns of an update, in its order
	selects []*rawsqlite.Stmt // by index, the primary key at 0

	insert, update, remove *rawsqlite.Stmt
}

func (t *sqliteTable) load(req *loadRequest) error {
	for len(t.selects) <= req.index+1 {
		t.selects = append(t.selects, nil)
	}
	st, err := t.prepared(&t.selects[req.index+1], func() string { return sqliteSelect(req) })
	if err != nil {
		return err
	}
	one := req.index < 0
	for _, k := range req.keys {
		if err := bind(st, req.by, k); err != nil {
			return err
		}
		for {
			row, err := st.Step()
			if err != nil {
				return err
			}
			if !row {
				break
			}
			scan(st, t.meta.cols, req.row)
			req.deliver()
			if one {
				break
			}
		}
		st.Reset()
	}
	return nil
}

func (t *sqliteTable) write(c *changeSet) error {
	if err := t.each(c.deletes, t.meta.key, &t.remove, sqliteDelete); err != nil {
		return err
	}
	if err := t.each(c.updates, t.setting, &t.update, sqliteUpdate); err != nil {
		return err
	}
	return t.each(c.inserts, t.meta.cols, &t.insert, sqliteInsert)
}

// each runs a statement for each of the rows, with these columns of it.
func (t *sqliteTable) each(rows []unsafe.Pointer, cols shape, at **rawsqlite.Stmt, text func(*meta) string) error {
	if len(rows) == 0 {
		return nil
	}
	st, err := t.prepared(at, func() string { return text(t.meta) })
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := bind(st, cols, row); err != nil {
			return err
		}
		if err := st.Run(); err != nil {
			return err
		}
	}
	return nil
}

func (t *sqliteTable) prepared(at **rawsqlite.Stmt, text func() string) (_ *rawsqlite.Stmt, err error) {
	if *at == nil {
		*at, err = t.db.Prepare(text())
	}
	return *at, err
}

func bind(st *rawsqlite.Stmt, cols shape, p unsafe.Pointer) (err error) {
	for i, f := range cols {
		switch f.kind {
		case kindInt16:
			err = st.BindInt(i+1, int64(at[int16](p, f)))
		case kindInt32:
			err = st.BindInt(i+1, int64(at[int32](p, f)))
		case kindInt64:
			err = st.BindInt(i+1, at[int64](p, f))
		case kindBool:
			err = st.BindInt(i+1, number(at[bool](p, f)))
		case kindText:
			err = st.BindText(i+1, at[string](p, f))
		default:
			err = st.BindBytes(i+1, at[[]byte](p, f))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func scan(st *rawsqlite.Stmt, cols shape, p unsafe.Pointer) {
	for i, f := range cols {
		q := unsafe.Add(p, f.offset)
		switch f.kind {
		case kindInt16:
			*(*int16)(q) = int16(st.Int(i))
		case kindInt32:
			*(*int32)(q) = int32(st.Int(i))
		case kindInt64:
			*(*int64)(q) = st.Int(i)
		case kindBool:
			*(*bool)(q) = st.Int(i) != 0
		case kindText:
			*(*string)(q) = st.Text(i)
		default:
			*(*[]byte)(q) = st.Bytes(i)
		}
	}
}

func sqliteSelect(req *loadRequest) string {
	return "SELECT " + strings.Join(req.table.cols.names(), ", ") + " FROM " + req.table.name +
		" WHERE " + equals(req.by.names(), " AND ")
}

func sqliteInsert(t *meta) string {
	return "INSERT INTO " + t.name + " (" + strings.Join(t.cols.names(), ", ") + ") VALUES " + Marks(len(t.cols))
}

func sqliteUpdate(t *meta) string {
	return "UPDATE " + t.name + " SET " + equals(t.others.names(), ", ") + " WHERE " + equals(t.key.names(), " AND ")
}

func sqliteDelete(t *meta) string {
	return "DELETE FROM " + t.name + " WHERE " + equals(t.key.names(), " AND ")
}

func equals(names []string, sep string) string {
	return join(names, sep, func(_ int, n string) string { return n + " = ?" })
}
