// Package migration brings a database to the schema of this binary.
//
// Files in sql/ run once each, in order, forward only. They are written in
// the SQL that both engines share. Where the engines must differ, a line
// starts with "--sqlite:" or "--postgres:" and is live on that engine alone.
// A table belongs to the domain package that declares it with store.Define;
// the file's number only fixes the order.
package migration
