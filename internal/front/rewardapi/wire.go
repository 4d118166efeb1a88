package rewardapi

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/httpx"
)

// scale is that of USDT and of hashpower.
const scale = 6

func number(a amount.Amount) json.Number { return httpx.Decimal(a, scale) }

func wireID(i id.ID) string { return strconv.FormatInt(int64(i), 10) }

const timeLayout = "2006-01-02T15:04:05.000Z"

// wireTime is an instant in ISO 8601, null for none.
func wireTime(i instant.Instant) *string {
	if i.IsZero() {
		return nil
	}
	text := i.Time().Format(timeLayout)
	return &text
}

// remaining is how many milliseconds there are until then, never below 0.
func remaining(until, now instant.Instant) int64 { return max(0, until.Sub(now).Milliseconds()) }

// word pairs a front's word with the domain's.
type word[T any] struct {
	wire string
	is   T
	text string // in memos
}

var rightWords = []word[reward.Right]{
	{"SHARE_RIGHT", reward.Share, "分享权益"},
	{"PROVINCE_AREA_RIGHT", reward.ProvinceArea, "省区域权益"},
	{"PROVINCE_TEAM_RIGHT", reward.ProvinceTeam, "省团队权益"},
	{"CITY_AREA_RIGHT", reward.CityArea, "市区域权益"},
	{"CITY_TEAM_RIGHT", reward.CityTeam, "市团队权益"},
	{"COMMUNITY_RIGHT", reward.Community, "社区权益"},
}

var statusWords = []word[reward.State]{
	{"PENDING", reward.Pending, ""},
	{"SETTLEABLE", reward.Settleable, ""},
	{"SETTLED", reward.Settled, ""},
	{"EXPIRED", reward.Expired, ""},
}

func rightWord(r reward.Right) word[reward.Right] {
	for _, w := range rightWords {
		if w.is == r {
			return w
		}
	}
	panic("rewardapi: no word for the right " + r)
}

// statusWord shows what is held as waiting, what is being settled as
// settleable, and what was reversed as expired.
func statusWord(s reward.State) string {
	switch s {
	case reward.Pending, reward.Held:
		return "PENDING"
	case reward.Settleable, reward.Settling:
		return "SETTLEABLE"
	case reward.Settled:
		return "SETTLED"
	}
	return "EXPIRED"
}

// memo says where a reward comes from.
func memo(r reward.Reward) string {
	return rightWord(r.Right).text + ":来自用户" + wireID(r.Adopter) + "的认种"
}

// query reads a request's parameters and collects what is wrong with them.
type query struct {
	values   url.Values
	messages []string
}

func (q *query) wrong(message string) { q.messages = append(q.messages, message) }

// oneOf is the meaning of a parameter, or zero where it is not there.
func oneOf[T any](q *query, name string, words []word[T]) (is T) {
	if !q.values.Has(name) {
		return is
	}
	wires := make([]string, len(words))
	for i, w := range words {
		if q.values.Get(name) == w.wire {
			return w.is
		}
		wires[i] = w.wire
	}
	q.wrong(name + " must be one of the following values: " + strings.Join(wires, ", "))
	return is
}

// whole is an integer within 1 and highest, or absent.
func (q *query) whole(name string, absent, highest int) int {
	if !q.values.Has(name) {
		return absent
	}
	text := q.values.Get(name)
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || len(text) > 19 || strings.HasPrefix(text, "+"):
		q.wrong(name + " must be an integer number")
	case n < 1:
		q.wrong(name + " must not be less than 1")
	case n > int64(highest):
		q.wrong(name + " must not be greater than " + strconv.Itoa(highest))
	}
	return int(n)
}

const (
	pageSizeDefault = 20
	pageMax         = 1_000_000
)

func (q *query) page() page.Numbered {
	return page.Numbered{Page: q.whole("page", 1, pageMax), Size: q.whole("pageSize", pageSizeDefault, page.SizeMax)}
}

func (q *query) err() error {
	if len(q.messages) == 0 {
		return nil
	}
	return input(q.messages...)
}
