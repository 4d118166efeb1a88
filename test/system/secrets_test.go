package system

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/platform/pgtest"
)

// TestSecrets plants secrets through every door where they belong, lets all
// that uses them fail, sends them to every place where they do not belong, and
// then looks for them in all answers, in the log, in the files and in the
// tables.
func TestSecrets(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { secrets(t, "", "text") })
	t.Run("postgres", func(t *testing.T) { secrets(t, pgtest.URL(t), "json") })
}

func secrets(t *testing.T, db, logFormat string) {
	v := newVault(t, db, logFormat)
	v.operators()
	v.members()
	v.keys()
	v.cards()
	v.vendors()
	v.payments()
	v.publications()
	v.wallets()
	v.scatter()
	v.failing.Wait()
	v.s.checkFiles(v.all) // while the database still has its journal
	v.s.stop()
	v.check()
}

// vault is a server in which everything is planted.
type vault struct {
	s       *server
	seen    *witness
	all     []planted
	rpc     planted
	notify  planted // the secret of the payment callback
	admin   string  // an admin's token
	session string  // an operator's cookie
	card    int64   // that is not used
	member  *account
	sent    int
	failing sync.WaitGroup // requests that take their time to fail
}

const firstPassword = "the first operator's "

func newVault(t *testing.T, db, logFormat string) *vault {
	s := newServer(t, db)
	v := &vault{s: s, seen: &witness{next: s.client.Transport}}
	s.client.Transport = v.seen
	v.plant(plant("a secret of letters and digits", "", "")) // a name, wherever names may be so long
	first := v.plant(plant("the first operator's password", firstPassword, `"&<>`))
	v.rpc = v.plant(plant("the chain's key", "rpc-", ""))
	v.notify = v.plant(plant("the payment callback's secret", "callback ", "+/="))
	wallet := v.plant(plant("the wallet service's key", "wallet ", "+/="))
	away := httptest.NewServer(http.HandlerFunc(repeat(http.StatusBadGateway)))
	t.Cleanup(away.Close)
	s.settings = []string{
		"GUERDON_LOG_LEVEL=debug", "GUERDON_LOG_FORMAT=" + logFormat, "GUERDON_ALLOW_LOOPBACK=true", "GUERDON_ADMIN_PASSWORD=" + first.text,
		"GUERDON_SOLANA_RPC=" + away.URL + "/?api-key=" + v.rpc.text, "GUERDON_PAYMENT_CALLBACK_SECRET=" + v.notify.text,
		"GUERDON_WALLET_URL=" + away.URL, "GUERDON_WALLET_SECRET=" + wallet.text,
	}
	s.start()
	for _, name := range []string{"token.key", "sealing.key"} {
		key, err := os.ReadFile(filepath.Join(s.data, name))
		if err != nil {
			t.Fatal(err)
		}
		v.plant(given("the generated "+name, strings.TrimSpace(string(key))))
	}
	v.session = v.cookie("http://"+s.core, "/v1/operator/login", "admin", first.text)
	v.cookie("http://"+s.loot, "/admin/login", "admin", first.text)
	v.admin = v.plant(given("an admin's token", s.tool("token", "--subject", "chief", "--role", "admin"))).text
	return v
}

func (v *vault) plant(p planted) planted {
	v.all = append(v.all, p)
	return p
}

// repeat answers with a status, and with all that it was told, as vendors do
// in their errors.
func repeat(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		said := r.URL.String()
		for _, values := range r.Header {
			said += " " + strings.Join(values, " ")
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(jsonOf(map[string]any{"error": map[string]any{"code": "invalid_api_key", "message": said}, "code": "InvalidApiKey", "message": said})))
	}
}

// cookie signs an operator in, and plants the session's cookie.
func (v *vault) cookie(base, path, name, password string) string {
	v.s.t.Helper()
	resp, err := v.s.client.Post(base+path, "application/json", strings.NewReader(jsonOf(map[string]string{"username": name, "password": password})))
	if err != nil {
		v.s.t.Fatal(err)
	}
	_ = resp.Body.Close()
	cookie, _, _ := strings.Cut(resp.Header.Get("Set-Cookie"), ";")
	if resp.StatusCode != http.StatusOK || cookie == "" {
		v.s.t.Fatalf("%s: %s", path, resp.Status)
	}
	_, value, _ := strings.Cut(cookie, "=")
	v.plant(given("the session of "+name+" at "+path, value, "POST "+path))
	return cookie
}

// ok sends a write with an Idempotency-Key and expects a success.
func (v *vault) ok(method, address, auth, body string) reply {
	v.s.t.Helper()
	v.sent++
	r, ok := v.s.send(method, address, auth, fmt.Sprint("vault-", v.sent), body)
	if !ok || r.status > 299 {
		v.s.t.Fatalf("%s %s: %d %s", method, address, r.status, r.body)
	}
	return r
}

func (v *vault) core(path string) string { return "http://" + v.s.core + path }

// operators makes an operator and changes their password.
func (v *vault) operators() {
	first, second := v.plant(plant("an operator's password", `pass\word "`, "ä&")), v.plant(plant("an operator's new password", "p w ", "<"))
	made := v.ok("POST", v.core("/v1/operators"), v.session, jsonOf(map[string]string{"username": "second", "password": first.text, "role": "manager"}))
	var operator struct{ ID int64 }
	if err := json.Unmarshal([]byte(made.body), &operator); err != nil {
		v.s.t.Fatal(err)
	}
	v.cookie("http://"+v.s.core, "/v1/operator/login", "second", first.text)
	v.ok("PATCH", v.core(fmt.Sprintf("/v1/operators/%d", operator.ID)), v.session, jsonOf(map[string]string{"password": second.text}))
	v.cookie("http://"+v.s.loot, "/admin/login", "second", second.text)
}

// members makes a member, whose password changes, and whose tokens do.
func (v *vault) members() {
	first, second, third := v.plant(plant("a member's password", `pass "`, `&\`)), v.plant(plant("a member's new password", "p:", "%41")), v.plant(plant("a password set by an operator", "set ", "é"))
	v.member = v.s.register("keeper", first.text, "")
	v.tokens("first")
	v.ok("POST", v.s.api("/auth/password"), v.member.token, jsonOf(map[string]string{"old_password": first.text, "new_password": second.text}))
	v.member.password = second.text
	v.member.signIn()
	v.tokens("second")
	fresh := dataOf[struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}](v.s.t, v.ok("POST", v.s.api("/auth/refresh?rotate=true"), v.member.refresh, ""))
	v.member.token, v.member.refresh = fresh.Access, fresh.Refresh
	v.tokens("third")
	other := v.s.register("other", "a password of no concern", "")
	me := ask[struct{ ID int64 }](v.s, "GET", "/auth/me", other.token, "")
	v.ok("POST", v.core(fmt.Sprintf("/v1/members/%d/account/password", me.ID)), v.session, jsonOf(map[string]string{"password": third.text, "reason": "forgotten"}))
	v.ok("POST", v.s.api("/operation/activities/1/participate"), v.member.token, "{}")
}

func (v *vault) tokens(which string) {
	for kind, token := range map[string]string{"access": v.member.token, "refresh": v.member.refresh} {
		p := given("the "+which+" "+kind+" token", token, "POST /api/v1/auth/login", "POST /api/v1/auth/refresh")
		p.alike = which != "third"
		v.plant(p)
	}
}

// keys makes API keys.
func (v *vault) keys() {
	made := v.ok("POST", v.core("/v1/api-keys"), v.session, `{"name":"shop","scopes":["read","write"]}`)
	var key struct{ Secret string }
	if err := json.Unmarshal([]byte(made.body), &key); err != nil || key.Secret == "" {
		v.s.t.Fatal(made, err)
	}
	v.plant(given("an API key", key.Secret, "POST /v1/api-keys"))
	v.plant(given("an API key of the command line", v.s.tool("apikey", "--name", "till")))
}

// cards makes cards with sealed codes, in every way that shows one.
func (v *vault) cards() {
	cards := "http://" + v.s.creator + "/api/card/"
	batch := dataOf[struct {
		ID    int64 `json:"id"`
		First int64 `json:"start_id"`
	}](v.s.t, v.ok("POST", cards+"batches/", v.admin, `{"name":"sealed","template":1,"total_quantity":3,"expiry_date":"2099-12-31"}`))
	v.card = batch.First
	type shown struct {
		Code string `json:"card_code"`
	}
	look := func(r reply) string { return dataOf[shown](v.s.t, r).Code }
	one, two := fmt.Sprintf("%scards/%d/", cards, batch.First), fmt.Sprintf("/v1/cards/%d", batch.First+1)
	v.sealed("a card's code", look(v.ok("GET", one, v.admin, "")))
	v.sealed("a redated card's code", look(v.ok("PUT", one, v.admin, `{"expires_at":"2098-12-31"}`)))
	for name, r := range map[string]reply{
		"another redated card's code": v.ok("PUT", v.core(two), v.session, `{"expires_at":"2098-12-31T00:00:00Z","reason":"x"}`),
		"a reissued card's code":      v.ok("POST", v.core(two+"/reissue"), v.session, `{"reason":"lost"}`),
	} {
		var got struct{ Code string }
		if err := json.Unmarshal([]byte(r.body), &got); err != nil {
			v.s.t.Fatal(err)
		}
		v.sealed(name, got.Code)
	}
	v.ok("PUT", fmt.Sprintf("%sbatches/%d/", cards, batch.ID), v.admin, `{"total_quantity":4}`)
	v.sealed("a later card's code", look(v.ok("POST", cards+"cards/", v.admin, fmt.Sprintf(`{"batch":%d}`, batch.ID))))
}

// sealed plants a card's code: its tail is the secret.
func (v *vault) sealed(name, code string) {
	v.s.t.Helper()
	tail := code[strings.LastIndex(code, "_")+1:]
	if len(tail) != 15 {
		v.s.t.Fatalf("the code %q is not sealed", code)
	}
	v.plant(planted{name, code, []string{tail, strings.ReplaceAll(tail, "-", "")}, []string{"GET /api/card/cards", "PUT /api/card/cards/", "POST /api/card/cards", "GET /v1/cards", "PUT /v1/cards/", "POST /v1/cards/", "GET /c/"}, name != "a card's code"})
}

// vendors makes models whose vendors fail in every way that there is, and asks
// the first for an article: it goes from one to the next.
func (v *vault) vendors() {
	vendor := http.NewServeMux()
	for path, status := range map[string]int{"unauthorized": 401, "forbidden": 403, "missing": 404, "limited": 429, "broken": 500, "bad": 400} {
		vendor.HandleFunc("/"+path+"/", repeat(status))
	}
	vendor.HandleFunc("/garbage/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "<html>%s", r.Header.Get("Authorization"))
	})
	vendor.HandleFunc("/stream/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = fmt.Fprintf(w, "data: {\"error\":{\"message\":%q}}\n\n", r.Header.Get("Authorization"))
	})
	vendor.HandleFunc("/elsewhere/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/?"+r.Header.Get("Authorization"), http.StatusTemporaryRedirect)
	})
	there := httptest.NewServer(vendor)
	v.s.t.Cleanup(there.Close)
	var first, picture int64
	for _, base := range []string{"http://127.0.0.1:1", "unauthorized", "forbidden", "missing", "limited", "broken", "garbage", "stream", "elsewhere"} {
		if !strings.Contains(base, ":") {
			base = there.URL + "/" + base
		}
		made := v.model("openai", "gpt", base)
		if first == 0 {
			first = made
		}
	}
	picture = v.model("qwen", "wanx-image", there.URL+"/bad/api/v1")
	next := v.plant(plant("a model's new key", "sk-new-", ""))
	v.ok("PUT", v.s.api(fmt.Sprintf("/models/%d", picture)), v.admin, jsonOf(map[string]string{"api_key": next.text}))
	v.failing.Go(func() {
		v.refused("/writing/wechat_article/generate", fmt.Sprintf(`{"title":"x","model_id":%d}`, first))
	})
	v.failing.Go(func() {
		v.refused("/image/generate", fmt.Sprintf(`{"prompt":"x","size":"512x512","model_id":%d}`, picture))
	})
}

func (v *vault) model(provider, name, base string) int64 {
	key := plant("the key of the model at "+base, "sk-", "~!")
	key.alike = provider != "qwen"
	v.plant(key)
	return dataOf[struct{ ID int64 }](v.s.t, v.ok("POST", v.s.api("/models"), v.admin, jsonOf(map[string]any{
		"name": base, "provider": provider, "model_name": name, "api_key": key.text, "api_base": base, "credits_cost": 10,
	}))).ID
}

// refused asks for what fails in the end.
func (v *vault) refused(path, body string) {
	v.s.t.Helper()
	if r, ok := v.s.send("POST", v.s.api(path), v.member.token, "refused"+path, body); !ok || r.status == http.StatusOK {
		v.s.t.Errorf("%s: %d %s", path, r.status, r.body)
	}
}

// payments tells of a payment, with a right signature and with wrong ones.
func (v *vault) payments() {
	order := ask[purchase](v.s, "POST", "/credit/recharge", v.member.token, `{"amount":10,"payment_method":"alipay"}`)
	body := jsonOf(map[string]string{"order_id": order.ID, "payment_method": "alipay", "transaction_id": "T1", "status": "success"})
	stamp := fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(v.notify.text))
	mac.Write([]byte(stamp + "." + body))
	right := hex.EncodeToString(mac.Sum(nil))
	for _, c := range []struct {
		stamp, signature string
		paid             bool
	}{{stamp, v.notify.text, false}, {v.notify.text, right, false}, {stamp, right[1:] + "0", false}, {stamp, right, true}} {
		r := v.header("POST", v.s.api("/credit/payment/callback"), body, "X-Timestamp", c.stamp, "X-Signature", c.signature)
		if paid := r.status == http.StatusOK; paid != c.paid {
			v.s.t.Errorf("the callback was answered %d %s", r.status, r.body)
		}
	}
}

// header sends a request with headers of its own.
func (v *vault) header(method, address, body string, headers ...string) (r reply) {
	v.s.t.Helper()
	req, err := http.NewRequestWithContext(v.s.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		v.s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := v.s.client.Do(req)
	if err != nil {
		v.s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var text bytes.Buffer
	_, _ = text.ReadFrom(resp.Body) // the witness has read it
	return reply{resp.StatusCode, text.String(), false}
}

// publications binds accounts that no platform knows, and publishes to them.
func (v *vault) publications() {
	for platform, names := range map[string][]string{
		"wechat": {"app_secret"}, "douyin": {"app_secret"}, "kuaishou": {"app_secret", "access_token", "refresh_token"}, "toutiao": {"app_secret"},
	} {
		credentials := map[string]string{"app_id": "nobody"}
		for _, name := range names {
			p := plant(name+" of "+platform, "wx ", "&=+")
			p.alike = platform != "wechat"
			credentials[name] = v.plant(p).text
		}
		v.ok("POST", v.s.api("/publish/platforms/bind"), v.member.token, jsonOf(map[string]any{"platform": platform, "credentials": credentials}))
	}
	text := ask[article](v.s, "POST", "/writing/xiaohongshu_note/generate", v.member.token, `{"title":"早起","model_id":1}`)
	published := ask[publication](v.s, "POST", "/publish", v.member.token, jsonOf(map[string]any{"creation_id": text.ID, "platforms": []string{"wechat", "toutiao"}}))
	until(v.s.t, time.Minute, "tried to publish", func() bool {
		return v.s.count(fmt.Sprintf("SELECT count(*) FROM publication_result WHERE publication = %d AND (tries > 0 OR look_at = 0)", published.ID)) == 2
	})
}

// wallets asks the wallet service and the chain, which are away.
func (v *vault) wallets() {
	if r, ok := v.s.send("GET", "http://"+v.s.loot+"/api/solana/blockhash", "", "", ""); !ok || r.status != http.StatusServiceUnavailable {
		v.s.t.Errorf("the chain: %d %s", r.status, r.body)
	}
	r, ok := v.s.send("POST", "http://"+v.s.reward+"/rewards/settle", v.s.tool("token", "--subject", "101"), "settle", `{"settleCurrency":"BNB"}`)
	if !ok {
		v.s.t.Errorf("the settlement: %d %s", r.status, r.body)
	}
}

// check looks everywhere.
func (v *vault) check() {
	t := v.s.t
	t.Helper()
	v.seen.check(t, v.all)
	log := v.s.log.Bytes()
	v.s.checkData("the log", log, v.all)
	size := v.s.checkFiles(v.all)
	tables := v.s.dump()
	for name, text := range tables {
		v.s.checkData("table "+name, text, v.all)
	}
	t.Logf("%d secrets, %d requests, %d answers, %d bytes of log, %d of files, %d tables", len(v.all), v.sent, len(v.seen.seen), len(log), size, len(tables))
	// What is no secret is found: the eye is open.
	if !slices.ContainsFunc(slices.Collect(maps.Values(tables)), func(text []byte) bool { return bytes.Contains(text, []byte("keeper@example.com")) }) {
		t.Error("no table has the member's address")
	}
	if size == 0 {
		t.Error("there are no files")
	}
	if n := bytes.Count(log, []byte("generation: a channel failed")); n < 8 {
		t.Errorf("%d channels failed", n)
	}
}

// Settings that are refused, and servers that cannot be reached, are told of
// without what is secret in them.
func TestSecretsOfBadSettings(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range map[string]string{
		"GUERDON_DATABASE": "postgres://user:%s@127.0.0.1:1/x?sslmode=disable", "GUERDON_SEALING_KEY": "%s", "GUERDON_SEALING_KEYS_OLD": "%s",
		"GUERDON_ALIPAY_KEY": "%s", "GUERDON_ALIPAY_PUBLIC_KEY": "%s", "GUERDON_WECHAT_KEY": "%s", "GUERDON_WECHAT_APIV3_KEY": "%s", "GUERDON_WECHAT_CERTIFICATE": "%s",
		"GUERDON_SOLANA_RPC": "gopher://%s", "GUERDON_CONFIG": "",
	} {
		p := plant(name, "x", "=")
		serve := exec.Command(path, "serve", "--data", t.TempDir())
		serve.Env = append(os.Environ(), "GUERDON_ALIPAY_APP_ID=a", "GUERDON_ALIPAY_SELLER_ID=b", "GUERDON_ALIPAY_KEY=c", "GUERDON_ALIPAY_PUBLIC_KEY=d",
			"GUERDON_WECHAT_APP_ID=a", "GUERDON_WECHAT_MCH_ID=b", "GUERDON_WECHAT_SERIAL=c", "GUERDON_WECHAT_KEY=d", "GUERDON_WECHAT_APIV3_KEY="+strings.Repeat("k", 32), "GUERDON_WECHAT_CERTIFICATE=e")
		if form == "" { // a file with a secret under a name that does not exist
			file := filepath.Join(t.TempDir(), "guerdon.yaml")
			if err := os.WriteFile(file, []byte("admin-pasword: "+p.text+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			form = strings.ReplaceAll(file, "%", "%%") + "%.0s"
		}
		serve.Env = append(serve.Env, name+"="+fmt.Sprintf(form, p.text))
		out, err := serve.CombinedOutput()
		if form := p.foundIn(out); err == nil || form != "" {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}
