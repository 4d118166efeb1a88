package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"guerdon/internal/base/fault"
)

const lineMax = 1 << 20 // bytes

type call struct {
	ID   int             `json:"id"`
	Op   string          `json:"op"`
	Args json.RawMessage `json:"args"`
}

type answer struct {
	ID     int    `json:"id"`
	Result any    `json:"result,omitempty"`
	Fault  string `json:"fault,omitempty"`
	Detail string `json:"detail,omitempty"`
}

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peertool:", err)
		os.Exit(1)
	}
}

// run answers line by line until the input ends.
func run(ctx context.Context, in io.Reader, out io.Writer) error {
	t := newTool()
	defer t.stop()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, lineMax)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var c call
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return err
		}
		if err := encoder.Encode(t.answer(ctx, c)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (t *tool) answer(ctx context.Context, c call) answer {
	op, known := ops[c.Op]
	if !known {
		return answer{ID: c.ID, Fault: "peertool.op", Detail: c.Op}
	}
	result, err := op(ctx, t, c.Args)
	if err != nil {
		return answer{ID: c.ID, Fault: fault.Of(err).Code, Detail: err.Error()}
	}
	return answer{ID: c.ID, Result: result}
}
