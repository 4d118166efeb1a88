package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// This test binary is also the program that it starts: the echo server, and
// an owner of one.
func TestMain(m *testing.M) {
	switch {
	case slices.Equal(os.Args[1:], []string{"bench", "echo"}):
		if err := ServeEcho(context.Background(), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case slices.Equal(os.Args[1:], []string{"own"}):
		s, err := startEcho(context.Background(), os.Args[0])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(s.addr)
		select {} // until it is killed
	default:
		os.Exit(m.Run())
	}
}

func TestTheEchoServerAnswers(t *testing.T) {
	s, err := startEcho(t.Context(), os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		// SIGTERM ends a program that does not expect it, with an error.
		if err := s.stop(); err == nil || !strings.Contains(err.Error(), "terminated") {
			t.Errorf("stopped with %v", err)
		}
	}()
	for _, n := range []uint64{3, 12345} {
		body := strings.Replace(transferBody("spend"), blanks(memberDigits), fmt.Sprintf("%0*d", memberDigits, n), 1)
		resp, err := http.Post("http://"+s.addr+"/", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || string(got) != body {
			t.Fatalf("got %s %q, %v", resp.Status, got, err)
		}
	}
	if u, err := processUsage(s.pid()); err != nil || u.memory == 0 {
		t.Errorf("%+v, %v", u, err)
	}
	if u, err := familyUsage(os.Getpid()); err != nil || u.memory == 0 {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestNoChildOutlivesAKilledOwner(t *testing.T) {
	owner := exec.Command(os.Args[0], "own")
	owner.Stderr = os.Stderr
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	addr := strings.TrimSpace(line)
	if c, err := net.Dial("tcp", addr); err != nil {
		t.Fatal(err)
	} else {
		_ = c.Close()
	}
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	for deadline := time.Now().Add(30 * time.Second); ; {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		_ = c.Close()
		if time.Now().After(deadline) {
			t.Fatal("the child outlived its owner")
		}
	}
}

func TestAProfileIsWrittenBetweenItsLines(t *testing.T) {
	dir := t.TempDir()
	var errs strings.Builder
	Profile(strings.NewReader(dir+"/a\n\n"+dir+"/b\n"+dir+"/missing/c\n\n"), &errs)
	for _, name := range []string{"a", "b"} {
		if info, err := os.Stat(dir + "/" + name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if !strings.Contains(errs.String(), "missing/c") {
		t.Errorf("told %q", errs.String())
	}
}

func TestChildrenDoNotSeeOurSettings(t *testing.T) {
	t.Setenv("GUERDON_DATABASE", "postgres://production")
	t.Setenv("PGHOST", "production")
	env := environment("GUERDON_DATA=here")
	if slices.ContainsFunc(env, func(v string) bool { return strings.Contains(v, "production") }) || env[len(env)-1] != "GUERDON_DATA=here" {
		t.Errorf("%q", env)
	}
}
