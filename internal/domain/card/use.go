package card

import (
	"net/netip"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

type useKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Use is one use of a card: the member's, kept for ever.
type Use struct {
	useKey
	Member   id.ID           `db:"member"`
	Card     id.ID           `db:"card"`
	Batch    id.ID           `db:"batch"`
	Template id.ID           `db:"template"`
	Version  int64           `db:"version"` // of the template
	Category Category        `db:"category"`
	Code     string          `db:"code"`
	At       instant.Instant `db:"at"`
	Address  string          `db:"address"`
	Agent    string          `db:"agent"`
	Skill    string          `db:"skill"`
	Transfer id.ID           `db:"transfer"` // of the points granted, or 0
	Item     id.ID           `db:"item"`     // that was granted, or 0
}

var uses = store.Define[useKey, Use]("card_use")

// AgentMax bounds a kept user agent, in bytes.
const AgentMax = 512

// UseCmd asks to use a card.
type UseCmd struct {
	Member id.ID
	Ref    Ref
	Client netip.Addr // the zero Addr where unknown
	Agent  string     // cut to AgentMax
	// SeesAll lets the fault of a used card tell who used it; without it only
	// the member who did is told.
	SeesAll bool
}

// UseResult is a use and what the card showed, or why there was none. A
// refusal is a result and not an error because the attempt is counted in the
// same write.
type UseResult struct {
	Use
	Face    Face
	Refusal *fault.Fault
}

// Use uses a card: exactly one caller does, however many try. It is for a
// code that is right, of a published batch, of a card that is not used, void
// or expired, in this order. What the template grants is posted in the same
// write. Attempts with wrong codes are counted, also over restarts; whoever
// has made too many is refused unheard.
// Faults: ErrGuesses; as refusals ErrNotFound, ErrNotActive, ErrVoided,
// ErrUsed, ErrExpired.
// contract: S4-16
func (s *Service) Use(tx *store.Tx, cmd UseCmd) (UseResult, error) {
	s.wantForUse(tx, &cmd)
	if err := admit(tx, &cmd); err != nil {
		return UseResult{}, err
	}
	var out UseResult
	err := tx.Sub(func() (err error) { out, err = s.use(tx, &cmd); return err })
	if tx.Missed() || err == nil {
		return out, err
	}
	refusal := fault.Of(err)
	if refusal.Kind != fault.Refused && refusal.Kind != fault.NotFound {
		return UseResult{}, err
	}
	return UseResult{Refusal: refusal}, count(tx, &cmd, refusal)
}

// use is Use without the counting of attempts.
func (s *Service) use(tx *store.Tx, cmd *UseCmd) (UseResult, error) {
	b, row, err := s.claim(tx, cmd)
	if err != nil {
		return UseResult{}, err
	}
	t, found, err := templates.Read(tx, templateOf(b.Template))
	if err != nil {
		return UseResult{}, err
	}
	if !found {
		panic("card: a batch without a template")
	}
	s.hint(t.ID, t.Asset)
	u, err := s.enter(tx, cmd, &b, &t)
	if err != nil {
		return UseResult{}, err
	}
	row.State, row.UsedBy, row.UsedAt, row.UseID, row.ChangedAt = Used, cmd.Member, u.At, u.ID, u.At
	cards.Put(tx, row)
	b.Used++
	batches.Put(tx, b)
	if err := s.grant(tx, &u, t.Grant); err != nil {
		return UseResult{}, err
	}
	uses.Add(tx, u)
	return UseResult{Use: u, Face: t.Face()}, nil
}

// claim locks the card that the code names, if it can be used. Up to the
// comparison of the codes it does the same for every code, right or wrong.
func (s *Service) claim(tx *store.Tx, cmd *UseCmd) (Batch, Card, error) {
	ref := &cmd.Ref
	b, known, err := batches.Get(tx, batchOf(ref.batch))
	if err != nil {
		return b, Card{}, err
	}
	row, found, err := cards.Get(tx, cardOf(ref.code.Card))
	if err != nil {
		return b, Card{}, err
	}
	m := maker{batch: ref.code.Batch, style: Sealed} // a decoy: no card has an empty key
	if known {
		if m, err = s.maker(&b); err != nil {
			return b, Card{}, err
		}
	}
	if !m.code(ref.code.Card, row.Issue).Matches(ref.code) || !b.holds(ref.code.Card) {
		return b, Card{}, ref.missing()
	}
	row = resolve(&b, row, found, ref.code.Card)
	return b, row, s.usable(tx, cmd, &b, &row)
}

// missing is the fault of a code that nobody has.
func (r *Ref) missing() error {
	if r.code.Card == 0 {
		return ErrNotFound
	}
	return ErrNotFound.With("card_code", r.code.String())
}

// usable tells why a card cannot be used.
func (s *Service) usable(tx *store.Tx, cmd *UseCmd, b *Batch, row *Card) error {
	text := cmd.Ref.code.String()
	switch {
	case b.State == Draft:
		return ErrNotActive.With("card_code", text)
	case row.State == Voided:
		return ErrVoided.With("card_code", text)
	case row.State == Used && (cmd.SeesAll || row.UsedBy == cmd.Member):
		return ErrUsed.With("card_code", text).With("used_by", row.UsedBy).With("used_at", row.UsedAt)
	case row.State == Used:
		return ErrUsed.With("card_code", text)
	case Expired(row.ExpiresAt, tx.Now()):
		return ErrExpired.With("card_code", text).With("expires_at", row.ExpiresAt)
	}
	return nil
}

// enter makes the record of the use and counts it. A member's uses are in
// order of time whatever the clocks of several processes say: the figures of
// unique members follow from it.
func (s *Service) enter(tx *store.Tx, cmd *UseCmd, b *Batch, t *Template) (Use, error) {
	key := memberKey{cmd.Member.Bucket(), cmd.Member}
	last, found, err := lastUses.Get(tx, key)
	if err != nil {
		return Use{}, err
	}
	if !found {
		last.memberKey = key
	}
	uid, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Use{}, err
	}
	at := max(tx.Now(), last.LastAt)
	if err := tallyUse(tx, b, &last, s.dayOf(at)); err != nil {
		return Use{}, err
	}
	last.Uses, last.LastAt = last.Uses+1, at
	lastUses.Put(tx, last)
	return Use{
		useKey: useKey{uid.Bucket(), uid}, Member: cmd.Member, Card: cmd.Ref.code.Card, Batch: b.ID, Template: t.ID, Version: t.Version,
		Category: b.Category, Code: cmd.Ref.code.String(), At: at, Address: address(cmd.Client), Agent: cut(cmd.Agent, AgentMax),
	}, nil
}

// wantForUse asks for everything that is known to be needed, in one round.
func (s *Service) wantForUse(tx *store.Tx, cmd *UseCmd) {
	batches.Want(tx, batchOf(cmd.Ref.batch))
	cards.Want(tx, cardOf(cmd.Ref.code.Card))
	lastUses.Want(tx, memberKey{cmd.Member.Bucket(), cmd.Member})
	wantBarring(tx, cmd)
	if cmd.Ref.template == 0 {
		return
	}
	templates.WantRead(tx, templateOf(cmd.Ref.template))
	if asset, ok := s.assets.Load(cmd.Ref.template); ok && asset != ledger.Asset("") {
		s.ledger.Want(tx, ledger.Member(cmd.Member), asset.(ledger.Asset))
	}
	day := s.dayOf(tx.Now())
	category := Category(cmd.Ref.code.Batch.Category)
	for _, c := range [...]Category{anyCategory, category} {
		for _, prev := range [...]int32{0, day} { // the first use, and one more of the day
			useDays.Want(tx, useDayKey{shardOf(cmd.Ref.batch.Bucket()), day, c, prev})
		}
	}
}

func source(card id.ID) string { return "card:" + strconv.FormatInt(int64(card), 10) }
