package card

import (
	"context"
	"sync"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/card/code"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Ref is what somebody typed or scanned, and the batch that it names. Nothing
// of it says whether the code is right: that is found out in the write that
// uses the card.
type Ref struct {
	code     code.Code
	batch    id.ID // 0 where the text names none
	template id.ID
}

// Route is where a use of this card belongs: all uses of a batch share a lane.
func (r Ref) Route() id.Bucket { return r.batch.Bucket() }

// Find reads a code as people send it. A text that is no code, or names no
// batch, gives a Ref that Use does not find.
// contract: S4-16
func (s *Service) Find(ctx context.Context, q store.Querier, input string) (Ref, error) {
	parsed, err := code.Parse(input)
	if err != nil {
		return Ref{}, nil //nolint:nilerr // a stranger is not told what is wrong with a code
	}
	ref := Ref{code: parsed}
	text := parsed.Batch.String()
	if known, ok := s.known.get(text); ok {
		ref.batch, ref.template = known.batch, known.template
		return ref, nil
	}
	type row struct {
		Batch    id.ID `db:"id"`
		Template id.ID `db:"template"`
	}
	key := codeOf(text)
	found, ok, err := store.SelectOne[row](ctx, q, `SELECT b.id, b.template FROM card_batch_code c
		JOIN card_batch b ON b.bucket = c.batch % 1024 AND b.id = c.batch WHERE c.bucket = ? AND c.code = ?`, key.Bucket, key.Code)
	if err != nil || !ok {
		return ref, err
	}
	ref.batch, ref.template = found.Batch, found.Template
	s.known.put(text, named{found.Batch, found.Template})
	return ref, nil
}

// hint notes which asset a template grants, so that the next use asks for the
// member's account at once. A grant that has changed costs one more round.
func (s *Service) hint(template id.ID, asset ledger.Asset) {
	if last, ok := s.assets.Load(template); !ok || last != asset {
		s.assets.Store(template, asset)
	}
}

// knownMax is how many batch codes are remembered.
const knownMax = 100_000

// known remembers which batch a code names. That never changes.
type known struct {
	mu sync.RWMutex
	m  map[string]named
}

type named struct{ batch, template id.ID }

func (k *known) get(text string) (named, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	n, ok := k.m[text]
	return n, ok
}

func (k *known) put(text string, n named) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.m == nil || len(k.m) >= knownMax {
		k.m = map[string]named{}
	}
	k.m[text] = n
}

// Spell gives the canonical spelling of a code as people send it; ok is false
// for what is no code. It says nothing about whether there is such a card.
func Spell(input string) (text string, ok bool) {
	text, err := code.Normalise(input)
	return text, err == nil
}
