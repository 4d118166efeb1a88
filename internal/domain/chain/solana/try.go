package solana

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// answerMax bounds an answer, in bytes. The largest honest one is a
// transaction with all its inner instructions and logs, some 200 kB.
const answerMax = 2 << 20

type question struct {
	Version string `json:"jsonrpc"`
	ID      int64  `json:"id"`
	Method  string `json:"method"`
	Params  []any  `json:"params,omitempty"`
}

// try asks the node once and gives its sound answer, or a tryError.
func (c *Client) try(ctx context.Context, method string, params []any) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.TryTimeout)
	defer cancel()
	id := c.lastID.Add(1)
	body, err := json.Marshal(question{Version: "2.0", ID: id, Method: method, Params: params})
	if err != nil {
		return nil, &tryError{cause: err}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL, bytes.NewReader(body))
	if err != nil {
		return nil, &tryError{cause: errors.New("a request that cannot be made")}
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, &tryError{cause: withoutURL(err), retry: true}
	}
	defer response.Body.Close() //nolint:errcheck // the body has been read, or is of no use
	if response.StatusCode != http.StatusOK {
		return nil, c.refusal(response)
	}
	raw, err := readAnswer(response.Body)
	if err != nil {
		return nil, err
	}
	return raw, sound(raw, id)
}

// withoutURL drops the URL that net/http puts into its errors.
func withoutURL(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

func readAnswer(body io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(body, answerMax+1))
	if err != nil {
		return nil, &tryError{cause: err, retry: true}
	}
	if len(raw) > answerMax {
		return nil, &tryError{cause: errors.New("an answer that is too large")}
	}
	return raw, nil
}

// refusal reads a status other than 200. A rate limit and the server's own
// troubles may pass; a refused key or a wrong path does not.
func (c *Client) refusal(response *http.Response) error {
	status := response.StatusCode
	failed := &tryError{cause: fmt.Errorf("HTTP status %d", status), retry: status == http.StatusTooManyRequests || status >= 500}
	if failed.retry {
		failed.after = c.retryAfter(response.Header.Get("Retry-After"))
	}
	return failed
}

// retryAfter reads the header's two forms, seconds and a date; 0 for none.
func (c *Client) retryAfter(header string) time.Duration {
	if seconds, err := strconv.ParseInt(header, 10, 32); err == nil {
		return time.Duration(max(seconds, 0)) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(c.config.Clock.Now().Time()), 0)
	}
	return 0
}
