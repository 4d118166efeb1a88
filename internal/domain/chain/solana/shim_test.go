package solana

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/clock"
)

// shimFolder has the Solana runtime that the tests of this file ask: an npm
// project, installed by the first test that needs it.
const shimFolder = "../../../../test/node"

// shim is a Solana runtime behind JSON-RPC, in a process of its own.
type shim struct {
	t   *testing.T
	url string
}

func startShim(t *testing.T, args ...string) *shim {
	t.Helper()
	install(t)
	command := exec.CommandContext(t.Context(), "node", append([]string{"litesvm-rpc.mjs", "--until-stdin-closes"}, args...)...)
	command.Dir = shimFolder
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("node is needed: %v", err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the runtime did not start: %v", err)
	}
	return &shim{t: t, url: strings.TrimSpace(line)}
}

// install runs npm ci unless what is installed is what is locked. Test
// processes that run at the same time wait for each other.
func install(t *testing.T) {
	t.Helper()
	lock, err := os.Open(filepath.Join(shimFolder, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if installed(t) {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "npm", "ci")
	command.Dir = shimFolder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}

func installed(t *testing.T) bool {
	t.Helper()
	locked, present := packages(t, "package-lock.json"), packages(t, "node_modules/.package-lock.json")
	for name, version := range locked {
		if name != "" && present[name] != version {
			return false
		}
	}
	return true
}

func packages(t *testing.T, name string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(shimFolder, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var lock struct {
		Packages map[string]struct{ Version string }
	}
	if err == nil {
		err = json.Unmarshal(raw, &lock)
	}
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for name, p := range lock.Packages {
		versions[name] = p.Version
	}
	return versions
}

// object is a JSON object for the shim.
type object = map[string]any

// do calls a method and reads its result, if wanted.
func (s *shim) do(result any, method string, params ...any) {
	s.t.Helper()
	if params == nil {
		params = []any{object{}}
	}
	body, err := json.Marshal(object{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := http.Post(s.url, "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		s.t.Fatal(err)
	}
	if a.Error != nil {
		s.t.Fatalf("%s: %d %s", method, a.Error.Code, a.Error.Message)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(a.Result, result); err != nil {
		s.t.Fatal(err)
	}
}

// party is somebody with a key.
type party struct {
	seed    string
	text    string
	address chain.Address
}

// party makes the n-th key and gives it lamports.
func (s *shim) party(n byte, lamports int64) party {
	s.t.Helper()
	p := party{seed: hex.EncodeToString(bytes.Repeat([]byte{n}, 32))}
	s.do(&p.text, "shim_address", object{"seed": p.seed})
	p.address = address(s.t, p.text)
	if lamports > 0 {
		s.do(nil, "shim_fund", object{"address": p.text, "lamports": lamports})
	}
	return p
}

// send signs the plan's transaction and sends it, also one that will fail. It
// gives the hash.
func (s *shim) send(plan object) chain.Signature {
	s.t.Helper()
	var built struct{ Wire, Signature string }
	s.do(&built, "shim_build", plan)
	s.do(nil, "sendTransaction", built.Wire, object{"encoding": "base64", "skipPreflight": true})
	signature, err := chain.ParseTransactionHash(built.Signature)
	if err != nil {
		s.t.Fatal(err)
	}
	return signature
}

func (s *shim) finalize() { s.do(nil, "shim_finalize") }

// client asks the shim as the product does.
func (s *shim) client(change func(*Config)) *Client {
	s.t.Helper()
	var genesis string
	s.do(&genesis, "getGenesisHash")
	config := Config{URL: s.url, Clock: clock.System{}, RetryWait: time.Millisecond}
	var err error
	if config.Genesis, err = chain.ParseHash(genesis); err != nil {
		s.t.Fatal(err)
	}
	if change != nil {
		change(&config)
	}
	client, err := New(config)
	if err != nil {
		s.t.Fatal(err)
	}
	return client
}

func transfer(from, to party, lamports int64) object {
	return object{"transfer": object{"from": from.text, "to": to.text, "lamports": lamports}}
}

func memo(text string) object { return object{"memo": text} }
