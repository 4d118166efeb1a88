package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Database is an empty database made for one caller.
type Database struct {
	URL   string
	name  string
	admin string
}

// Create makes an empty database with a random name on the server that
// adminURL names, and which its user may create databases on.
func Create(ctx context.Context, adminURL string) (*Database, error) {
	return createFrom(ctx, adminURL, "template0")
}

// CreateFrom makes a database that begins as a copy of the template.
func CreateFrom(ctx context.Context, adminURL string, t Template) (*Database, error) {
	if err := t.ensure(ctx, adminURL); err != nil {
		return nil, err
	}
	return createFrom(ctx, adminURL, t.Name)
}

func createFrom(ctx context.Context, adminURL, template string) (*Database, error) {
	u, err := url.Parse(adminURL)
	if err != nil {
		return nil, fmt.Errorf("pgtest: the administrator's URL: %w", err)
	}
	db := &Database{name: "guerdon_" + strings.ToLower(rand.Text()), admin: adminURL}
	u.Path = "/" + db.name
	db.URL = u.String()
	return db, db.execute(ctx, "CREATE DATABASE "+db.name+" TEMPLATE "+template)
}

// Drop removes the database and ends the sessions that are still on it.
func (db *Database) Drop(ctx context.Context) error {
	return db.execute(ctx, "DROP DATABASE IF EXISTS "+db.name+" WITH (FORCE)")
}

func (db *Database) execute(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, db.admin)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	return nil
}
