package bench

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"guerdon/internal/domain/chain"
)

const (
	// wallets is how many members draw.
	wallets = 1000
	// funds is what each member begins with, in points: more than a run of
	// hours spends.
	funds     = "1000000000"
	fundBatch = 100
)

// caller sends the few requests that prepare a measurement.
type caller struct{ client http.Client }

// call posts JSON and reads a successful answer into out, where that is set.
func (c *caller) call(ctx context.Context, url, key string, in, out any) (http.Header, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(resp.Body, answerMax))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		return nil, fmt.Errorf("POST %s: %s: %.300s", req.URL.Path, resp.Status, body)
	}
	if out != nil {
		err = json.Unmarshal(body, out)
	}
	return resp.Header, err
}

type transfer struct {
	Subject string `json:"subject"`
	Asset   string `json:"asset"`
	Amount  string `json:"amount"`
	Kind    string `json:"kind"`
	Reason  string `json:"reason"`
}

// fund makes the members and gives each the same, in arrays.
// contract: N-05
func fund(ctx context.Context, s *server, subjects []string) error {
	var c caller
	for from := 0; from < len(subjects); from += fundBatch {
		var list []transfer
		for _, subject := range subjects[from:min(from+fundBatch, len(subjects))] {
			list = append(list, transfer{subject, "POINT", funds, "grant", "bench"})
		}
		var reply struct {
			Results []struct {
				Balance string          `json:"balance"`
				Error   json.RawMessage `json:"error"`
			} `json:"results"`
		}
		if _, err := c.call(ctx, "http://"+s.core+"/v1/transfers", s.key, list, &reply); err != nil {
			return fmt.Errorf("fund the members: %w", err)
		}
		for i, result := range reply.Results {
			if result.Balance != funds {
				return fmt.Errorf("fund %s: balance %q %s", list[i].Subject, result.Balance, result.Error)
			}
		}
	}
	return nil
}

// subjects are the outside names of the members.
func subjects(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("ext:bench-%0*d", memberDigits, i)
	}
	return out
}

// login signs wallets in as their owners would, and returns the session
// cookies and the members' subjects.
func login(ctx context.Context, s *server) (cookies, subjects []string, err error) {
	var c caller
	for range wallets {
		public, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			return nil, nil, err
		}
		cookie, err := loginOne(ctx, &c, s, public, private)
		if err != nil {
			return nil, nil, fmt.Errorf("sign a wallet in: %w", err)
		}
		cookies = append(cookies, cookie)
		subjects = append(subjects, "wallet:"+chain.EncodeBase58(public))
	}
	return cookies, subjects, nil
}

// loginOne answers the server's challenge with a real signature.
// contract: S0-01
// contract: S0-02
func loginOne(ctx context.Context, c *caller, s *server, public ed25519.PublicKey, private ed25519.PrivateKey) (string, error) {
	wallet := chain.EncodeBase58(public)
	var challenge struct {
		Nonce string `json:"nonce"`
	}
	if _, err := c.call(ctx, "http://"+s.loot+"/get_nonce", "", map[string]string{"wallet_address": wallet}, &challenge); err != nil {
		return "", err
	}
	header, err := c.call(ctx, "http://"+s.loot+"/verify_signature", "", map[string]string{
		"wallet_address": wallet, "nonce": challenge.Nonce, "signature": chain.EncodeBase58(ed25519.Sign(private, []byte(challenge.Nonce))),
	}, nil)
	if err != nil {
		return "", err
	}
	cookie, _, _ := strings.Cut(header.Get("Set-Cookie"), ";")
	if cookie == "" {
		return "", errors.New("no session cookie")
	}
	return cookie, nil
}
