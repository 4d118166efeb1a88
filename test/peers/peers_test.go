package peers_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	// The code under test runs in another process; naming it here makes a
	// change to it run the test again instead of giving the cached result.
	_ "guerdon/internal/domain/generation/openai/standin"
	_ "guerdon/internal/domain/payment/hmaccallback"
	_ "guerdon/internal/domain/payment/sandbox"
	_ "guerdon/internal/front/creatorapi"
)

// runMax bounds installing and running.
const runMax = 5 * time.Minute

func TestVendorsSDKs(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), runMax)
	defer cancel()
	touch(t, "*.js", "lib/*.js", "peertool/*.go")
	install(ctx, t)
	tool := filepath.Join(t.TempDir(), "peertool")
	run(t, exec.CommandContext(ctx, "go", "build", "-o", tool, "./peertool"))
	node := exec.CommandContext(ctx, "node", "--test", "alipay.test.js", "wechatpay.test.js", "callback.test.js", "shop.test.js", "openai.test.js")
	node.Env = append(os.Environ(), "GUERDON_PEERTOOL="+tool)
	run(t, node)
}

// run runs a command and shows what it printed where it fails.
func run(t *testing.T, command *exec.Cmd) {
	t.Helper()
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command.Args, err, output)
	}
}

// touch reads the scripts, for the same reason.
func touch(t *testing.T, patterns ...string) {
	t.Helper()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: nothing there, %v", pattern, err)
		}
		for _, path := range paths {
			if _, err := os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}
