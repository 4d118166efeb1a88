package event

import (
	"fmt"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
)

// EffectKind is what an event did.
type EffectKind string

// The kinds. An event that finds a limit reached, or its reward given before,
// is accepted all the same, and says so.
const (
	Granted EffectKind = "granted"
	Limited EffectKind = "limit_reached"
	Before  EffectKind = "given_before"
)

// Effect is one thing that an event did. Rule is the rule by which; Amount
// and Transfer are there where something was granted.
type Effect struct {
	Kind     EffectKind
	Rule     string
	Asset    ledger.Asset
	Amount   amount.Amount
	Transfer id.ID
}

// format writes effects for storage: a line each, the fields apart by tabs.
func format(list []Effect) string {
	var b []byte
	for _, e := range list {
		for _, s := range [...]string{string(e.Kind), e.Rule, string(e.Asset)} {
			b = append(append(b, s...), '\t')
		}
		b = append(strconv.AppendInt(b, int64(e.Amount), 10), '\t')
		b = append(strconv.AppendInt(b, int64(e.Transfer), 10), '\n')
	}
	return string(b)
}

// parse reads what format wrote.
func parse(text string) ([]Effect, error) {
	var list []Effect
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("event: %d fields in a stored effect", len(f))
		}
		by, err := strconv.ParseInt(f[3], 10, 64)
		if err != nil {
			return nil, err
		}
		transfer, err := strconv.ParseInt(f[4], 10, 64)
		if err != nil {
			return nil, err
		}
		list = append(list, Effect{EffectKind(f[0]), f[1], ledger.Asset(f[2]), amount.Amount(by), id.ID(transfer)})
	}
	return list, nil
}
