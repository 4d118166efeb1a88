package reward

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

const (
	columns     = "bucket, id, owner, account, event, adopter, right_type, usdt, hashpower, version, state, seq, created_at, expire_at, claimed_at, ended_at, twin"
	bookColumns = "bucket, member, adopted_at, seq, seq_settling, seq_settled, settlement, pending_usdt, pending_hashpower, settleable_usdt, settleable_hashpower, settling_usdt, settling_hashpower, settled_usdt, settled_hashpower, expired_usdt, expired_hashpower, held_usdt, held_hashpower"
)

// Summary is a member's book as of an instant.
type Summary struct {
	Book
	// Earliest is when the next waiting reward expires, 0 where none waits.
	Earliest instant.Instant
}

// Sum reads a member's sums as of now: what is overdue counts as expired.
// contract: S1-02
func Sum(ctx context.Context, s *store.Store, member id.ID, now instant.Instant) (out Summary, err error) {
	err = s.View(ctx, func(v *store.View) error {
		if out.Book, err = loadBook(ctx, v, member); err != nil {
			return err
		}
		type overdue struct {
			USDT      amount.Amount `db:"usdt"`
			Hashpower amount.Amount `db:"hashpower"`
		}
		late, _, err := store.SelectOne[overdue](ctx, v, `SELECT CAST(coalesce(sum(usdt), 0) AS bigint) AS usdt, CAST(coalesce(sum(hashpower), 0) AS bigint) AS hashpower
			FROM reward_pending WHERE bucket = ? AND owner = ? AND expire_at <= ?`, member.Bucket(), member, now)
		if err != nil {
			return err
		}
		out.add(Pending, -late.USDT, -late.Hashpower)
		out.add(Expired, late.USDT, late.Hashpower)
		out.Earliest, _, err = store.SelectOne[instant.Instant](ctx, v, `SELECT CAST(coalesce(min(expire_at), 0) AS bigint) AS expire_at
			FROM reward_pending WHERE bucket = ? AND owner = ? AND expire_at > ?`, member.Bucket(), member, now)
		return err
	})
	return out, err
}

func loadBook(ctx context.Context, q store.Querier, member id.ID) (Book, error) {
	b, found, err := store.SelectOne[Book](ctx, q, "SELECT "+bookColumns+" FROM reward_book WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if !found {
		b = Book{bookKey: bookOf(member)}
	}
	return b, err
}

// Shown is a reward as of an instant.
type Shown struct {
	Reward
	Now       State           // as of then
	SettledAt instant.Instant // 0 unless settled
}

// ListCmd asks for a numbered page of a member's rewards, newest first. State
// and Right "" mean any; Pending includes what is held, Settleable what is
// being settled, and Expired what was reversed.
type ListCmd struct {
	Member id.ID
	State  State
	Right  Right
	Page   page.Numbered
	Now    instant.Instant
}

// List is a page of a member's rewards. Faults: page.ErrInvalid.
// contract: S1-03
func List(ctx context.Context, s *store.Store, cmd ListCmd) (out page.List[Shown], err error) {
	if err := cmd.Page.Check(); err != nil {
		return out, err
	}
	err = s.View(ctx, func(v *store.View) error {
		book, err := loadBook(ctx, v, cmd.Member)
		if err != nil {
			return err
		}
		where, args := cmd.where(book)
		if out.Total, _, err = store.SelectOne[int64](ctx, v, "SELECT count(*) FROM reward"+where, args...); err != nil || out.Total == 0 {
			return err
		}
		rows, err := store.Select[Reward](ctx, v, "SELECT "+columns+" FROM reward"+where+" ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?", append(args, cmd.Page.Size, cmd.Page.Offset())...)
		if err != nil {
			return err
		}
		out.Items, err = show(ctx, v, book, rows, cmd.Now)
		return err
	})
	return out, err
}

func (c ListCmd) where(b Book) (string, []any) {
	text, args := " WHERE bucket = ? AND owner = ?", []any{c.Member.Bucket(), c.Member}
	and := func(part string, more ...any) { text, args = text+" AND "+part, append(args, more...) }
	if c.Right != "" {
		and("right_type = ?", c.Right)
	}
	switch c.State {
	case Pending:
		and("(state = 'held' OR (state = 'pending' AND expire_at > ?))", c.Now)
	case Expired:
		and("(state IN ('expired', 'reversed') OR (state = 'pending' AND expire_at <= ?))", c.Now)
	case Settleable:
		and("state = 'settleable' AND seq > ?", b.SeqSettled)
	case Settled:
		and("state = 'settleable' AND seq <= ?", b.SeqSettled)
	}
	return text, args
}

// Waiting lists a member's waiting rewards, the one that expires first at the
// head, at most waitingMax; held ones stand at the end.
// contract: S1-04
func Waiting(ctx context.Context, s *store.Store, member id.ID, now instant.Instant) ([]Reward, error) {
	list, err := store.Select[Reward](ctx, s, "SELECT "+qualified+` FROM reward_pending p JOIN reward r ON r.bucket = p.bucket AND r.id = p.reward
		WHERE p.bucket = ? AND p.owner = ? AND p.expire_at > ? ORDER BY p.expire_at, p.reward LIMIT ?`, member.Bucket(), member, now, waitingMax)
	if err != nil || len(list) == waitingMax {
		return list, err
	}
	held, err := loadHeld(ctx, s, member)
	return append(list, held...), err
}

// waitingMax bounds a list that the document does not page.
const waitingMax = 1000

const qualified = "r.bucket, r.id, r.owner, r.account, r.event, r.adopter, r.right_type, r.usdt, r.hashpower, r.version, r.state, r.seq, r.created_at, r.expire_at, r.claimed_at, r.ended_at, r.twin"

func loadHeld(ctx context.Context, q store.Querier, member id.ID) ([]Reward, error) {
	book, err := loadBook(ctx, q, member)
	if err != nil || book.HeldUSDT == 0 && book.HeldHashpower == 0 {
		return nil, err
	}
	return store.Select[Reward](ctx, q, "SELECT "+columns+" FROM reward WHERE bucket = ? AND owner = ? AND state = 'held' ORDER BY created_at, id LIMIT ?", member.Bucket(), member, waitingMax)
}

// show finds out what the rewards of one member are as of now.
func show(ctx context.Context, q store.Querier, b Book, rows []Reward, now instant.Instant) ([]Shown, error) {
	out := make([]Shown, len(rows))
	least := int64(0)
	for i, r := range rows {
		out[i] = Shown{Reward: r, Now: r.StateIn(b, now)}
		if out[i].Now == Settled && (least == 0 || r.Seq < least) {
			least = r.Seq
		}
	}
	if least == 0 {
		return out, nil
	}
	type end struct {
		SeqLast int64           `db:"seq_last"`
		EndedAt instant.Instant `db:"ended_at"`
	}
	ends, err := store.Select[end](ctx, q, "SELECT seq_last, ended_at FROM reward_settlement WHERE bucket = ? AND member = ? AND seq_last >= ? AND state = 'paid' ORDER BY seq_last", b.Bucket, b.Member, least)
	for i := range out {
		for _, e := range ends {
			if out[i].Now == Settled && out[i].SettledAt == 0 && out[i].Seq <= e.SeqLast {
				out[i].SettledAt = e.EndedAt
			}
		}
	}
	return out, err
}

// BrowseCmd asks for rewards as operators see them: of a member, newest
// first, those after the cursor; or all those of an event.
type BrowseCmd struct {
	Member   id.ID
	Event    string
	State    State // stored; "" is any
	Right    Right
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
	Now      instant.Instant
}

// Browse is a page of rewards, of any owner.
// contract: N-16
func Browse(ctx context.Context, s *store.Store, cmd BrowseCmd) (out []Shown, err error) {
	err = s.View(ctx, func(v *store.View) error {
		if cmd.Event != "" {
			out, err = ofEvent(ctx, v, cmd)
			return err
		}
		book, err := loadBook(ctx, v, cmd.Member)
		if err != nil {
			return err
		}
		list := ListCmd{Member: cmd.Member, State: cmd.State, Right: cmd.Right, Now: cmd.Now}
		where, args := list.where(book)
		if cmd.BeforeAt != 0 {
			where, args = where+" AND created_at <= ? AND (created_at, id) < (?, ?)", append(args, cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
		}
		rows, err := store.Select[Reward](ctx, v, "SELECT "+columns+" FROM reward"+where+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
		if err != nil {
			return err
		}
		out, err = show(ctx, v, book, rows, cmd.Now)
		return err
	})
	return out, err
}

// ofEvent are an adoption's rewards, and those that expired ones went on to.
func ofEvent(ctx context.Context, v *store.View, cmd BrowseCmd) ([]Shown, error) {
	key := adoptionOf(cmd.Event)
	ids, _, err := store.SelectOne[string](ctx, v, "SELECT rewards FROM adoption WHERE bucket = ? AND event = ?", key.Bucket, key.Event)
	if err != nil {
		return nil, err
	}
	var out []Shown
	for todo := parseIDs(ids); len(todo) > 0; todo = todo[1:] {
		one, err := load(ctx, v, todo[0], cmd.Now)
		if err != nil {
			return nil, err
		}
		if one.Owner != 0 && one.Twin != 0 {
			todo = append(todo, one.Twin)
		}
		out = append(out, one)
	}
	return out, nil
}

// Load reads one reward. Faults: ErrNotFound.
// contract: N-16
func Load(ctx context.Context, s *store.Store, rid id.ID, now instant.Instant) (out Shown, err error) {
	err = s.View(ctx, func(v *store.View) error { out, err = load(ctx, v, rid, now); return err })
	return out, err
}

func load(ctx context.Context, v *store.View, rid id.ID, now instant.Instant) (Shown, error) {
	r, found, err := store.SelectOne[Reward](ctx, v, "SELECT "+columns+" FROM reward WHERE bucket = ? AND id = ?", rid.Bucket(), rid)
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return Shown{}, err
	}
	book, err := loadBook(ctx, v, r.Owner)
	if err != nil {
		return Shown{}, err
	}
	out, err := show(ctx, v, book, []Reward{r}, now)
	if err != nil {
		return Shown{}, err
	}
	return out[0], nil
}
