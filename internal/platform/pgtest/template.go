package pgtest

import (
	"context"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// Template names a prepared database that others are copied from: tests that
// all want the same schema make it once a server, not once each.
type Template struct {
	// Name is unique to what Prepare does: change one with the other.
	Name    string
	Prepare func(ctx context.Context, url string) error
}

// templateLock is the advisory lock under which templates are made.
const templateLock = 0x6775_6572

// ensure makes the template where the server has none. A template counts
// once its preparation is done and it has its final name.
func (t Template) ensure(ctx context.Context, adminURL string) error {
	conn, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(templateLock)); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_database WHERE datname = $1", t.Name).Scan(&there); err != nil || there {
		return err
	}
	making := t.Name + "_making"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + making + " WITH (FORCE)", "CREATE DATABASE " + making + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("pgtest: %w", err)
		}
	}
	u, err := url.Parse(adminURL)
	if err != nil {
		return fmt.Errorf("pgtest: the administrator's URL: %w", err)
	}
	u.Path = "/" + making
	if err := t.Prepare(ctx, u.String()); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+making+" RENAME TO "+t.Name)
	return err
}
