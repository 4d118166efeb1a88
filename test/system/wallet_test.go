package system

import (
	"crypto/ed25519"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/domain/chain"
)

// wallet is a member of lootapi with a real key.
type wallet struct {
	address string
	key     ed25519.PrivateKey
	cookie  string
}

func newWallet(t *testing.T) *wallet {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &wallet{address: chain.EncodeBase58(public), key: private}
}

// signIn asks for a nonce, signs it and keeps the session's cookie.
func (s *server) signIn(w *wallet) {
	s.t.Helper()
	var challenge struct{ Nonce string }
	s.call("/get_nonce", map[string]string{"wallet_address": w.address}, &challenge)
	signature := chain.EncodeBase58(ed25519.Sign(w.key, []byte(challenge.Nonce)))
	header := s.call("/verify_signature", map[string]string{"wallet_address": w.address, "signature": signature, "nonce": challenge.Nonce}, nil)
	w.cookie, _, _ = strings.Cut(header.Get("Set-Cookie"), ";")
	if w.cookie == "" {
		s.t.Fatal("no session")
	}
}

// call posts to lootapi and expects success.
func (s *server) call(path string, body, answer any) http.Header {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := s.client.Post("http://"+s.loot+path, "application/json", strings.NewReader(string(text)))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s %v", path, resp.StatusCode, got, err)
	}
	if answer != nil {
		if err := json.Unmarshal(got, answer); err != nil {
			s.t.Fatal(err)
		}
	}
	return resp.Header
}
