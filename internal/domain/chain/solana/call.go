package solana

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"guerdon/internal/domain/chain"
)

// tryError is a failed try. One that says nothing about a second try (a bad
// question, an unreadable answer) is not retried.
type tryError struct {
	cause error
	retry bool
	after time.Duration // as the node asked; 0 where it did not
}

func (e *tryError) Error() string { return e.cause.Error() }
func (e *tryError) Unwrap() error { return e.cause }

// call asks one question, again where that may help, and reads the result into
// result. Every error is chain.ErrUnavailable.
func (c *Client) call(ctx context.Context, method string, params []any, result any) error {
	raw, err := c.ask(ctx, method, params)
	if err != nil {
		return chain.ErrUnavailable.Because(fmt.Errorf("%s: %w", method, err))
	}
	if err := json.Unmarshal(raw, result); err != nil {
		return unavailable("%s: a result of another form: %w", method, err)
	}
	return nil
}

func (c *Client) ask(ctx context.Context, method string, params []any) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Budget)
	defer cancel()
	waits := backoff.NewExponentialBackOff() // jittered by half
	waits.InitialInterval = c.config.RetryWait
	waits.Reset()
	for try := 1; ; try++ {
		raw, err := c.breaker.Execute(func() ([]byte, error) { return c.try(ctx, method, params) })
		if err == nil {
			return result(raw)
		}
		pause, again := c.pause(err, waits.NextBackOff())
		if !again || try == Tries {
			return nil, err
		}
		if waited := c.wait(ctx, pause); waited != nil {
			return nil, errors.Join(waited, err)
		}
	}
}

// pause tells how long to wait before the next try. A node that asks for more
// than RetryAfterMax is left alone: the caller comes back later.
func (c *Client) pause(err error, wait time.Duration) (time.Duration, bool) {
	var failed *tryError
	if !errors.As(err, &failed) || !failed.retry || failed.after > c.config.RetryAfterMax {
		return 0, false
	}
	return max(wait, failed.after), true
}

// answer is a JSON-RPC answer.
type answer struct {
	ID     json.RawMessage `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// result takes the result out of an answer that try has found sound.
func result(raw []byte) (json.RawMessage, error) {
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, err
	}
	if a.Error != nil {
		return nil, fmt.Errorf("the node refused with %d: %.200q", a.Error.Code, a.Error.Message)
	}
	return a.Result, nil
}

// Errors of a node that may have an answer in a moment: rate limits of
// providers, an internal error, a node that is behind or has not yet the block.
func passing(code int) bool {
	switch code {
	case 429, -32603, -32005, -32004, -32014, -32016:
		return true
	}
	return false
}

// sound refuses an answer that is not JSON-RPC, or not to this question. An
// answer that refuses the question is sound, unless the refusal may pass.
func sound(raw []byte, id int64) error {
	if err := checkDepth(raw); err != nil {
		return &tryError{cause: err, retry: true}
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return &tryError{cause: errors.New("an answer that is not JSON-RPC"), retry: true}
	}
	if a.Error != nil && passing(a.Error.Code) {
		return &tryError{cause: fmt.Errorf("the node refused for now with %d: %.200q", a.Error.Code, a.Error.Message), retry: true}
	}
	if a.Error == nil && (string(a.ID) != fmt.Sprint(id) || a.Result == nil) {
		return &tryError{cause: errors.New("an answer to another question"), retry: true}
	}
	return nil
}

// depthMax is how deep an answer may nest: the node's own answers nest 8 deep.
const depthMax = 32

// checkDepth looks at brackets outside strings only; the syntax is checked
// later.
func checkDepth(raw []byte) error {
	depth, quoted, escaped := 0, false, false
	for _, b := range raw {
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = b == '\\', b != '"'
		case b == '"':
			quoted = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
		if depth > depthMax {
			return errors.New("an answer that nests too deep")
		}
	}
	return nil
}
