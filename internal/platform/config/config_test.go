package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"guerdon/internal/platform/config"
)

const sealingKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// cli is what cmd embeds.
type cli struct {
	config.Config `embed:""`
	Serve         struct{} `cmd:""`
}

// parse reads the settings in an empty directory with the given files,
// variables and flags.
func parse(t *testing.T, files, env map[string]string, args ...string) (*config.Config, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "GUERDON_") {
			t.Setenv(name, "") // so that it is restored
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, value := range env {
		t.Setenv(name, value)
	}
	var c cli
	parser, err := kong.New(&c, config.Options()...)
	if err != nil {
		return nil, err
	}
	_, err = parser.Parse(append([]string{"serve"}, args...))
	return &c.Config, err
}

func TestDefaults(t *testing.T) {
	c, err := parse(t, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	for f, want := range map[config.Front]config.Addr{
		config.Core: "127.0.0.1:8080", config.Ops: "127.0.0.1:8080", config.Loot: "127.0.0.1:5000", config.Reward: "127.0.0.1:3000",
		config.Creator: "127.0.0.1:8000", config.Card: "127.0.0.1:8000", config.Study: "127.0.0.1:3001",
	} {
		if got := c.Addr(f); got != want {
			t.Errorf("%s listens on %s", f, got)
		}
		if got := c.URL(f); got != "http://"+config.BaseURL(want) {
			t.Errorf("%s is at %s", f, got)
		}
	}
	if c.Data != "./guerdon-data" || c.Timezone.String() != "Asia/Shanghai" || !c.SandboxOn() || !c.RateLimitsOn() ||
		c.Database.IsSet() || c.Solana.Target != "3WL45x5sxzdHjhRksJEvRc3tNkFQxJwyfPctpTYk6Shi" || c.Listen.ShutdownTimeout != 15*time.Second {
		t.Errorf("%+v", c)
	}
}

func TestFlagsBeatVariablesBeatTheFileBeatsDefaults(t *testing.T) {
	file := map[string]string{"guerdon.yaml": "loot_addr: ':1111'\ndata: from-file\nlog-level: debug\nsolana: {chain-id: devnet}\n"}
	for _, c := range []struct {
		name string
		env  map[string]string
		args []string
		want config.Addr
	}{
		{"file", nil, nil, "127.0.0.1:1111"},
		{"variable", map[string]string{"GUERDON_LOOT_ADDR": "0.0.0.0:2222"}, nil, "0.0.0.0:2222"},
		{"flag", map[string]string{"GUERDON_LOOT_ADDR": ":2222"}, []string{"--loot-addr=[::]:3333"}, "[::]:3333"},
	} {
		got, err := parse(t, file, c.env, c.args...)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got.Listen.LootAddr != c.want || got.Data != "from-file" || got.LogLevel != "debug" || got.Solana.ChainID != "devnet" {
			t.Errorf("%s: %s, %+v", c.name, got.Listen.LootAddr, got)
		}
	}
}

func TestYAMLForms(t *testing.T) {
	c, err := parse(t, map[string]string{"other.yaml": `
production: false
demo: true
study: {tls: true, addr: "9001"}
trusted-proxies: [10.0.0.0/8, "fd00::/8"]
shutdown-timeout: 3s
rate-limits: "off"
token_secret: 00012345678901234567
`}, nil, "--config=other.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !c.Demo || !c.Listen.StudyTLS || c.URL(config.Study) != "https://127.0.0.1:9001" || len(c.Listen.TrustedProxies) != 2 ||
		c.Listen.TrustedProxies[1].String() != "fd00::/8" || c.Listen.ShutdownTimeout != 3*time.Second || c.RateLimitsOn() {
		t.Errorf("%+v", c)
	}
	if got := c.Secrets.TokenSecret.Reveal(); got != "00012345678901234567" {
		t.Errorf("a secret of digits became %q", got)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		env   map[string]string
		args  []string
	}{
		"unknown name":       {files: map[string]string{"guerdon.yaml": "lootaddr: x\n"}},
		"set twice":          {files: map[string]string{"guerdon.yaml": "loot: {addr: '1'}\nloot-addr: '2'\n"}},
		"not a mapping":      {files: map[string]string{"guerdon.yaml": "- a\n"}},
		"not YAML":           {files: map[string]string{"guerdon.yaml": "a: [\n"}},
		"list of mappings":   {files: map[string]string{"guerdon.yaml": "trusted-proxies: [{a: b}]\n"}},
		"missing file":       {args: []string{"--config=nowhere.yaml"}},
		"bad port":           {args: []string{"--loot-addr=host:http"}},
		"port too large":     {args: []string{"--loot-addr=:70000"}},
		"bad zone":           {env: map[string]string{"GUERDON_TIMEZONE": "Mars/Olympus"}},
		"local zone":         {env: map[string]string{"GUERDON_TIMEZONE": "Local"}},
		"bad proxy":          {args: []string{"--trusted-proxies=10.0.0.1"}},
		"bad URL":            {args: []string{"--core-url=ftp://x"}},
		"URL with user":      {args: []string{"--core-url=https://a:b@x"}},
		"bad choice":         {args: []string{"--rate-limits=maybe"}},
		"missing secretfile": {env: map[string]string{"GUERDON_TOKEN_SECRET_FILE": "nowhere"}},
	} {
		if got, err := parse(t, c.files, c.env, c.args...); err == nil {
			t.Errorf("%s: accepted: %+v", name, got)
		}
	}
}

func TestEmptyFileIsAllowed(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "data:\n"} {
		if c, err := parse(t, map[string]string{"guerdon.yaml": text}, nil); err != nil || c.Data != "./guerdon-data" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestSecretsFromFiles(t *testing.T) {
	files := map[string]string{
		"pw": "correct horse\n", "db": "postgres://u:hidden@h/d\n",
		"guerdon.yaml": "admin-password: from the yaml file\n",
	}
	env := map[string]string{"GUERDON_ADMIN_PASSWORD_FILE": "pw", "GUERDON_DATABASE_FILE": "db"}
	c, err := parse(t, files, env)
	if err != nil {
		t.Fatal(err)
	}
	if c.Secrets.AdminPassword.Reveal() != "correct horse" || c.Database.Reveal() != "postgres://u:hidden@h/d" || !c.Database.IsPostgres() {
		t.Errorf("%q", c.Secrets.AdminPassword.Reveal())
	}
	env["GUERDON_ADMIN_PASSWORD"] = "the variable itself"
	if c, err = parse(t, files, env); err != nil || c.Secrets.AdminPassword.Reveal() != "the variable itself" {
		t.Errorf("%v: %q", err, c.Secrets.AdminPassword.Reveal())
	}
	if c, err = parse(t, files, nil); err != nil || c.Secrets.AdminPassword.Reveal() != "from the yaml file" {
		t.Errorf("%v: %q", err, c.Secrets.AdminPassword.Reveal())
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	env := map[string]string{}
	for _, name := range []string{"ADMIN_PASSWORD", "TOKEN_SECRET", "SEALING_KEY", "SEALING_KEYS_OLD", "PAYMENT_CALLBACK_SECRET", "SOLANA_RPC"} {
		env["GUERDON_"+name] = "HUSHHUSH" + name
	}
	env["GUERDON_DATABASE"] = "postgres://user:HUSHHUSH@host/db?sslpassword=HUSHHUSH"
	c, err := parse(t, nil, env)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		_, _ = fmt.Fprintf(&out, format+format, c, *c)
	}
	j, err := json.Marshal(c.Secrets)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(j)
	for _, format := range []string{"text", "json"} {
		c.LogFormat = format
		c.NewLogger(&out).Info("start", "config", c, "db", c.Database, "rpc", c.Solana.RPC, "x_token", "HUSHHUSH", "Authorization", "HUSHHUSH")
	}
	_, _ = fmt.Fprint(&out, c.Check(), c.Database)
	if text := out.String(); strings.Contains(text, "HUSHHUSH") || strings.Contains(text, fmt.Sprintf("%x", "HUSHHUSH")) {
		t.Errorf("a secret shows in: %s", text)
	}
	if got := c.Database; fmt.Sprint(got) != "postgres://user:xxxxx@host/db" {
		t.Errorf("database shows as %v", got)
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want string
	}{
		"short token secret": {map[string]string{"GUERDON_TOKEN_SECRET": "short"}, "token-secret"},
		"short password":     {map[string]string{"GUERDON_ADMIN_PASSWORD": "short"}, "admin-password"},
		"bad sealing key":    {map[string]string{"GUERDON_SEALING_KEY": "xx"}, "sealing-key"},
		"other database":     {map[string]string{"GUERDON_DATABASE": "mysql://x"}, "database"},
		"bad rpc":            {map[string]string{"GUERDON_SOLANA_RPC": "host"}, "solana-rpc"},
		"cert without key":   {map[string]string{"GUERDON_TLS_CERT": "x"}, "tls-key"},
		"shared TLS":         {map[string]string{"GUERDON_STUDY_TLS": "true", "GUERDON_STUDY_ADDR": ":8000"}, "address of its own"},
		"bad origin":         {map[string]string{"GUERDON_ALLOWED_ORIGINS": "https://a.example/path"}, "allowed-origins"},
	} {
		got, err := parse(t, nil, c.env)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := got.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProductionRefusesWhatIsForTryingOut(t *testing.T) {
	good := func() map[string]string {
		return map[string]string{
			"GUERDON_PRODUCTION": "true", "GUERDON_TOKEN_SECRET": strings.Repeat("s", 32), "GUERDON_SEALING_KEY": sealingKey,
			"GUERDON_CORE_URL": "https://core.example/", "GUERDON_LOOT_URL": "https://loot.example",
		}
	}
	c, err := parse(t, nil, good())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(); err != nil || c.SandboxOn() || c.URL(config.Core) != "https://core.example" {
		t.Fatalf("good settings: %v", err)
	}
	if k, err := c.LoadKeys(); err != nil || len(k.Generated) != 0 || k.TokenSecret.Reveal() != strings.Repeat("s", 32) {
		t.Fatalf("keys: %v", err)
	}
	for name, bad := range map[string]struct{ key, value, want string }{
		"demo":         {"GUERDON_DEMO", "true", "demo"},
		"sandbox":      {"GUERDON_SANDBOX", "on", "sandbox"},
		"token secret": {"GUERDON_TOKEN_SECRET", "", "TOKEN_SECRET"},
		"short secret": {"GUERDON_TOKEN_SECRET", strings.Repeat("s", 31), "32 characters"},
		"sealing key":  {"GUERDON_SEALING_KEY", "", "SEALING_KEY"},
		"core cookies": {"GUERDON_CORE_URL", "http://core.example", "core-url"},
		"loot cookies": {"GUERDON_LOOT_URL", "", "loot-url"},
		"loopback":     {"GUERDON_ALLOW_LOOPBACK", "true", "allow-loopback"},
	} {
		env := good()
		env[bad.key] = bad.value
		c, err := parse(t, nil, env)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.LoadKeys(); err == nil {
			t.Errorf("%s: keys were given", name)
		}
	}
}

func TestGeneratedKeysStay(t *testing.T) {
	c, err := parse(t, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Data = filepath.Join(t.TempDir(), "new", "data")
	first, err := c.LoadKeys()
	if err != nil || len(first.Generated) != 2 {
		t.Fatalf("%v, %v", first.Generated, err)
	}
	again, err := c.LoadKeys()
	if err != nil || len(again.Generated) != 0 || again.TokenSecret != first.TokenSecret || again.Sealing != first.Sealing {
		t.Fatalf("%v, %v", again.Generated, err)
	}
	c.Secrets.SealingKey, c.Secrets.SealingKeysOld = config.NewSecret(sealingKey), []config.Secret{config.NewSecret(sealingKey)}
	given, err := c.LoadKeys()
	if err != nil || given.Sealing == first.Sealing || len(given.SealingOld) != 1 || given.SealingOld[0] != given.Sealing {
		t.Fatalf("given: %v", err)
	}
	c.Secrets.SealingKey = config.NewSecret("damaged")
	if _, err := c.LoadKeys(); err == nil {
		t.Fatal("a damaged key was accepted")
	}
}

func TestAddressForms(t *testing.T) {
	for in, want := range map[string]config.Addr{
		"5000": "127.0.0.1:5000", ":5000": "127.0.0.1:5000", "0.0.0.0:80": "0.0.0.0:80", "[::1]:0": "[::1]:0", "host.example:1": "host.example:1",
		"": "", "host": "", "1:2:3": "", ":-1": "", ":05": "", "x:": "",
	} {
		var a config.Addr
		err := a.UnmarshalText([]byte(in))
		if (err == nil) != (want != "") || (err == nil && a != want) {
			t.Errorf("%q: %q, %v", in, a, err)
		}
	}
}

func TestTheSettingsFileMayBeNamedByAVariable(t *testing.T) {
	c, err := parse(t, map[string]string{"x.yaml": "data: here\n"}, map[string]string{"GUERDON_CONFIG": "x.yaml"})
	if err != nil || c.Data != "here" {
		t.Fatalf("%v: %q", err, c.Data)
	}
}
