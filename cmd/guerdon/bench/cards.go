package bench

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/token"
)

const (
	// cardBatches of the largest size are printed: more than is used in a
	// minute.
	cardBatches = 30
	batchSize   = 10_000
	// holders is how many members use cards.
	holders = 1000
)

// printCards makes sealed cards and the tokens of those who use them.
// contract: N-13
func printCards(ctx context.Context, t *target) (err error) {
	if t.bearers, err = bearersOf(t.secret); err != nil {
		return err
	}
	var c caller
	var made struct {
		ID int64 `json:"id"`
	}
	url := "http://" + t.core + "/v1/"
	if _, err := c.call(ctx, url+"card-templates", t.key, map[string]any{"name": "bench", "category": "game"}, &made); err != nil {
		return err
	}
	template := made.ID
	for i := range cardBatches {
		batch := map[string]any{"name": fmt.Sprint("bench ", i), "template": template, "total": batchSize, "code_style": "sealed", "state": "published"}
		if _, err := c.call(ctx, url+"card-batches", t.key, batch, &made); err != nil {
			return err
		}
		more, err := codesOf(ctx, fmt.Sprintf("%scard-batches/%d/cards.csv", url, made.ID), t.key)
		if err != nil {
			return err
		}
		t.codes = append(t.codes, more...)
	}
	return nil
}

// codesOf reads the codes of a batch's table.
func codesOf(ctx context.Context, url, key string) (codes []string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	table := csv.NewReader(resp.Body)
	at := -1
	for {
		line, err := table.Read()
		switch {
		case errors.Is(err, io.EOF):
			return codes, nil
		case err != nil:
			return nil, fmt.Errorf("read the cards: %w", err)
		case at < 0:
			if at = column(line, "card_code"); at < 0 {
				return nil, fmt.Errorf("the cards' table has no codes: %v", line)
			}
		default:
			codes = append(codes, line[at])
		}
	}
}

func column(names []string, name string) int {
	for i, n := range names {
		if n == name || n == "\ufeff"+name {
			return i
		}
	}
	return -1
}

// cardUses use each card once.
// contract: S4-16
func cardUses(t *target) func(int) feed {
	requests := make([][]byte, 0, holders)
	for _, bearer := range t.bearers {
		body := `{"card_code":"` + t.codes[0] + `"}`
		requests = append(requests, newTemplate(http.MethodPost, "/api/card/cards/use", t.card, []string{"Authorization: Bearer " + bearer}, body).text)
	}
	return func(connection int) feed {
		d := dice(connection)
		buffer := make([]byte, 0, 1024)
		return func() []byte {
			n := t.used.Add(1) - 1
			code := t.codes[n%int64(len(t.codes))] // one used before is an error, and seen as such
			request := requests[d.IntN(len(requests))]
			buffer = append(append(buffer[:0], request[:len(request)-len(code)-2]...), code...)
			buffer = append(buffer, `"}`...)
			return buffer
		}
	}
}

// bearersOf signs tokens of outside members.
func bearersOf(secret string) ([]string, error) {
	signer, err := token.NewSigner(secret)
	if err != nil {
		return nil, err
	}
	out := make([]string, holders)
	for i := range out {
		claims := token.Claims{Subject: fmt.Sprintf("holder-%d", i), Type: token.TypeAccess, ExpiresAt: instant.Of(time.Now().Add(24 * time.Hour))}
		if out[i], err = signer.Issue(claims); err != nil {
			return nil, err
		}
	}
	return out, nil
}
