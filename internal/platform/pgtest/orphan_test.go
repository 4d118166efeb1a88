package pgtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// asOwner makes this test binary a program that owns a server.
const asOwner = "PGTEST_AS_OWNER"

func TestMain(m *testing.M) {
	if os.Getenv(asOwner) == "" {
		os.Exit(m.Run())
	}
	server, err := Launch(context.Background(), "", Options{})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(server.home)
	fmt.Println(server.URL())
	select {} // until it is killed
}

func TestNothingOutlivesAKilledOwner(t *testing.T) {
	owner := exec.Command(os.Args[0])
	owner.Env = append(os.Environ(), asOwner+"=1")
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	line := func() string {
		lines.Scan()
		return strings.TrimSpace(lines.Text())
	}
	home, url := line(), line()
	if _, err := os.Stat(home); err != nil {
		t.Fatalf("the owner started no server: %s %v", home, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	conn := connect(t, url)

	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	for conn.Ping(ctx) == nil {
		if ctx.Err() != nil {
			t.Fatal("the server outlived its owner")
		}
	}
	if conn, err := pgx.Connect(ctx, url); err == nil {
		_ = conn.Close(ctx)
		t.Error("the server took a new session after its owner died")
	}
	for {
		if _, err := os.Stat(home); os.IsNotExist(err) {
			return
		}
		if pause(ctx) != nil {
			t.Fatalf("%s outlived its owner", home)
		}
	}
}
