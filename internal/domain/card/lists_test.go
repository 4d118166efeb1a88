package card_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/store"
)

// model is what lists and statistics must say, kept the plain way.
type model struct {
	cards []modelCard
	uses  []modelUse
}

type modelCard struct {
	id       id.ID
	batch    id.ID
	category card.Category
	state    card.State
	issued   instant.Day
	voided   instant.Day
}

type modelUse struct {
	member   id.ID
	category card.Category
	day      instant.Day
}

// A few hundred random acts; after them every list, page by page, and every
// statistic is what the model says.
// contract: S4-11, S4-20
func TestListsAndStatisticsFollowAModel(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		rng := rand.New(rand.NewPCG(4, 20))
		m := &model{}
		var all []card.Batch
		for _, c := range card.Categories() {
			tpl := b.template(c, card.Grant{})
			for range 3 {
				batch := b.batch(tpl, 1+rng.Int64N(25), nil)
				all = append(all, batch)
				for i := range batch.Issued {
					m.cards = append(m.cards, modelCard{batch.StartID + id.ID(i), batch.ID, c, card.Unused, b.today(), ""})
				}
			}
		}
		for range 250 {
			b.act(m, rng)
		}
		for _, batch := range append(all, card.Batch{}) {
			for _, which := range []card.Which{card.AnyLive, card.OnlyUnused, card.OnlyUsed, card.OnlyVoid} {
				b.checkList(m, card.CardsCmd{Batch: batch.ID, Which: which})
			}
		}
		for _, c := range card.Categories() {
			b.checkList(m, card.CardsCmd{Category: c, Which: card.OnlyUnused})
			b.checkOffers(m, c)
		}
		for range 60 {
			from := instant.Day("2023-01-28").AddDays(rng.IntN(30))
			b.checkStatistics(m, card.StatisticsCmd{From: from, Until: from.AddDays(rng.IntN(20)), Category: append(card.Categories(), "")[rng.IntN(5)]})
		}
	})
}

func (b *bench) today() instant.Day { return b.clock.Now().DayIn(time.UTC) }

// act does something random to a random card, or lets time pass.
func (b *bench) act(m *model, rng *rand.Rand) {
	b.t.Helper()
	c := &m.cards[rng.IntN(len(m.cards))]
	switch n := rng.IntN(10); {
	case n == 0:
		b.clock.Advance(time.Duration(rng.Int64N(int64(40 * time.Hour))))
	case n == 1 && c.state == card.Unused:
		_, err := b.change(c.id, "model", b.cards.Void)
		b.must(err)
		c.state, c.voided = card.Voided, b.today()
	case n == 2 && c.state == card.Unused:
		_, err := b.change(c.id, "model", b.cards.Reissue)
		b.must(err)
	case n == 3 && c.state == card.Unused:
		_, err := b.change(c.id, "model", func(tx *store.Tx, cmd card.ChangeCmd) (card.Card, error) {
			return b.cards.Redate(tx, cmd, instant.Of(time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)))
		})
		b.must(err)
	case c.state == card.Unused:
		member := id.ID(2000 + rng.IntN(12))
		_, err := b.use(member, b.codeOf(c.id))
		b.must(err)
		c.state = card.Used
		m.uses = append(m.uses, modelUse{member, c.category, b.today()})
	}
}

func (m *model) list(cmd card.CardsCmd) (out []id.ID) {
	for _, c := range m.cards {
		fits := cmd.Which == card.AnyLive && c.state != card.Voided || string(cmd.Which) == string(c.state)
		if fits && (cmd.Batch == 0 || cmd.Batch == c.batch) && (cmd.Category == "" || cmd.Category == c.category) {
			out = append(out, c.id)
		}
	}
	slices.Sort(out)
	return out
}

func (b *bench) checkList(m *model, cmd card.CardsCmd) {
	b.t.Helper()
	want := m.list(cmd)
	var got []id.ID
	codes := map[string]bool{}
	for p := 1; ; p++ {
		cmd.Page = page.Numbered{Page: p, Size: 7}
		list, err := b.cards.Cards(context.Background(), b.store, cmd)
		b.must(err)
		if list.Total != int64(len(want)) {
			b.t.Fatalf("%+v: %d cards, want %d", cmd, list.Total, len(want))
		}
		if len(list.Items) == 0 {
			break
		}
		for _, c := range list.Items {
			got = append(got, c.ID)
			codes[c.Code] = true
		}
	}
	if !slices.Equal(got, want) || len(codes) != len(want) {
		b.t.Fatalf("%+v: %v with %d codes, want %v", cmd, got, len(codes), want)
	}
}

func (b *bench) checkOffers(m *model, c card.Category) {
	b.t.Helper()
	offers, err := card.Offers(context.Background(), b.store, c, b.clock.Now())
	b.must(err)
	got := map[id.ID]int64{}
	for _, o := range offers {
		for _, batch := range o.Batches {
			got[batch.ID] += batch.Available
		}
	}
	want := map[id.ID]int64{}
	for _, one := range m.cards {
		if one.category == c && one.state == card.Unused {
			want[one.batch]++
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		b.t.Errorf("%s offers %v, want %v", c, got, want)
	}
}

func (b *bench) checkStatistics(m *model, cmd card.StatisticsCmd) {
	b.t.Helper()
	got, err := b.cards.Statistics(context.Background(), b.store, cmd)
	b.must(err)
	want := card.Statistics{Categories: map[card.Category]card.Figures{}}
	add := func(c card.Category, total, used int64) {
		f := want.Categories[c]
		want.Categories[c] = card.Figures{Total: f.Total + total, Used: f.Used + used}
		want.Total, want.Used = want.Total+total, want.Used+used
	}
	fits := func(c card.Category) bool { return cmd.Category == "" || cmd.Category == c }
	for _, c := range m.cards {
		if fits(c.category) && c.issued <= cmd.Until && (c.voided == "" || c.voided > cmd.Until) {
			add(c.category, 1, 0)
		}
	}
	members, days := map[id.ID]bool{}, map[instant.Day]int64{}
	for _, u := range m.uses {
		if fits(u.category) && u.day >= cmd.From && u.day <= cmd.Until {
			add(u.category, 0, 1)
			members[u.member], days[u.day] = true, days[u.day]+1
		}
	}
	want.Members = int64(len(members))
	for d := cmd.From; d <= cmd.Until; d = d.AddDays(1) {
		want.Days = append(want.Days, card.DayUses{Day: d, Uses: days[d]})
	}
	for c, f := range got.Categories {
		if f == (card.Figures{}) {
			delete(got.Categories, c) // nothing is as good as no entry
		}
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		b.t.Errorf("%+v:\n got %+v\nwant %+v", cmd, got, want)
	}
}
