package pgtest

import (
	"context"
	"os"
	"sync"
)

// Variable names the environment variable that holds an administrator's URL
// of the server to use for URL.
const Variable = "GUERDON_TEST_POSTGRES"

// T is the part of testing.TB that this package uses. Programs that Launch
// servers do not link the testing package for it.
type T interface {
	Helper()
	Context() context.Context
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// shared is this process's own server, for runs without the variable. It is
// never stopped here: it ends with the process.
var shared = sync.OnceValues(func() (*Server, error) {
	return Launch(context.Background(), "", Shared())
})

// URL gives the test an empty database of its own, dropped when it ends.
func URL(t T) string {
	t.Helper()
	return database(t, Create)
}

// URLFrom gives the test a copy of a prepared database.
func URLFrom(t T, template Template) string {
	t.Helper()
	return database(t, func(ctx context.Context, admin string) (*Database, error) { return CreateFrom(ctx, admin, template) })
}

func database(t T, create func(ctx context.Context, admin string) (*Database, error)) string {
	t.Helper()
	admin := os.Getenv(Variable)
	if admin == "" {
		server, err := shared()
		if err != nil {
			t.Fatalf("%v", err)
		}
		admin = server.URL()
	}
	db, err := create(t.Context(), admin)
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		// The test's own context has ended by now.
		if err := db.Drop(context.Background()); err != nil {
			t.Errorf("%v", err)
		}
	})
	return db.URL
}

// Start gives the test a whole server of its own, stopped when it ends. It
// takes about two seconds; a test that does not kill or configure its server
// uses URL.
func Start(t T, opts Options) *Server {
	t.Helper()
	server, err := Launch(t.Context(), "", opts)
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("%v", err)
		}
	})
	return server
}
