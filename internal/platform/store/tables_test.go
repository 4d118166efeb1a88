package store_test

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// The tests' tables. parts stands before owners, although an owner is locked
// before its parts are counted: the order of declaration must not matter.
var (
	parts    = store.Define[key, part]("test_part")
	byOwner  = store.Group[ownerKey](parts, "test_part_owner")
	owners   = store.Define[key, owner]("test_owner")
	accounts = store.Define[key, account]("test_account")
	lines    = store.Define[lineKey, line]("test_line")
	names    = store.Define[key, name]("test_name")
	byName   = store.Alternate[nameKey](names, "test_name_name")
	links    = store.Define[link, link]("test_link")
	kinds    = store.Define[kindKey, kindRow]("test_kind")
)

type key struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

func keyOf(n id.ID) key { return key{n.Bucket(), n} }

type owner struct {
	key
	Parts int64 `db:"parts"`
}

type ownerKey struct {
	Owner id.ID `db:"owner"`
}

type part struct {
	key
	Owner id.ID `db:"owner"`
	N     int64 `db:"n"`
}

type account struct {
	key
	Balance int64 `db:"balance"`
	Lines   int64 `db:"lines"`
}

type lineKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Account id.ID     `db:"account"`
	Seq     int64     `db:"seq"`
}

type line struct {
	lineKey
	Amount int64 `db:"amount"`
}

type name struct {
	key
	Name string `db:"name"`
}

type nameKey struct {
	Name string `db:"name"`
}

type link struct {
	A id.ID `db:"a"`
	B id.ID `db:"b"`
}

type kindKey struct {
	Text  string `db:"text"`
	Int   int64  `db:"int"`
	Int32 int32  `db:"int32"`
	Int16 int16  `db:"int16"`
	Bool  bool   `db:"bool"`
}

type kindRow struct {
	kindKey
	Note string `db:"note"`
	Data []byte `db:"data"`
}

var ddl = []string{
	`CREATE TABLE test_part (bucket smallint NOT NULL, id bigint NOT NULL, owner bigint NOT NULL, n bigint NOT NULL, PRIMARY KEY (bucket, id))`,
	`CREATE INDEX test_part_owner ON test_part (owner)`,
	`CREATE TABLE test_owner (bucket smallint NOT NULL, id bigint NOT NULL, parts bigint NOT NULL, PRIMARY KEY (bucket, id))`,
	`CREATE TABLE test_account (bucket smallint NOT NULL, id bigint NOT NULL, balance bigint NOT NULL CHECK (balance > -1000000), lines bigint NOT NULL, PRIMARY KEY (bucket, id))`,
	`CREATE TABLE test_line (bucket smallint NOT NULL, account bigint NOT NULL, seq bigint NOT NULL, amount bigint NOT NULL, PRIMARY KEY (bucket, account, seq))`,
	`CREATE TABLE test_name (bucket smallint NOT NULL, id bigint NOT NULL, name text NOT NULL UNIQUE, PRIMARY KEY (bucket, id))`,
	`CREATE TABLE test_link (a bigint NOT NULL, b bigint NOT NULL, PRIMARY KEY (a, b))`,
	`CREATE TABLE test_kind (text text NOT NULL, int bigint NOT NULL, int32 integer NOT NULL, int16 smallint NOT NULL, bool boolean NOT NULL,
		note text NOT NULL, data bytea NOT NULL, PRIMARY KEY (text, int, int32, int16, bool))`,
}
