package bench

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"

	"guerdon/cmd/guerdon/demo"
)

// scenario is one kind of request. A new one is a line in scenarios.
type scenario struct {
	name        string
	front       front
	connections []int
	entries     int // that one request asks for
	feed        func(t *target) func(connection int) feed
	refused     func(body []byte) int // see load
	// prepare makes what only this scenario needs; nil is nothing.
	prepare func(ctx context.Context, t *target) error
}

// front is whom a scenario's requests are for.
type front int

const (
	coreapi front = iota // with the API key, about the outside members
	lootapi              // with the sessions of the wallets
	cardapi              // with the tokens of the holders
)

// target is a server with its members.
type target struct {
	*server
	members int
	cookies []string     // of the wallets' sessions
	bearers []string     // tokens of the holders
	codes   []string     // of their cards,
	used    atomic.Int64 // and how many of them
	series  int          // counts the measurements with keys
}

func (t *target) addr(f front) string {
	switch f {
	case lootapi:
		return t.loot
	case cardapi:
		return t.card
	}
	return t.core
}

// scenarios are what is measured, in this order.
func scenarios() []scenario {
	closed, reads := []int{1, 64, 256}, []int{1, 64}
	return []scenario{
		{name: "spend", connections: closed, entries: 1, feed: spends},
		{name: "spend-keyed", connections: closed, entries: 1, feed: keyedSpends},
		{name: "spend-array", connections: []int{8, 16, 32}, entries: 100, feed: spendArrays, refused: refusedEntries},
		{name: "draw", front: lootapi, connections: closed, entries: 1, feed: draws},
		{name: "card-use", front: cardapi, connections: []int{1, 64}, entries: 1, feed: cardUses, prepare: printCards},
		{name: "event-array", connections: []int{8, 16, 32}, entries: eventArray, feed: events, refused: rejectedEvents, prepare: enroll},
		{name: "balance", front: lootapi, connections: reads, entries: 1, feed: balances},
		{name: "accounts", connections: reads, entries: 1, feed: accounts},
		{name: "leaderboard", front: lootapi, connections: reads, entries: 1, feed: leaderboards},
	}
}

// Names are the measurements that may be chosen.
func Names() []string {
	names := []string{"disk", "echo", "raw"}
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// spends move one point from a random member to the house's one account.
// contract: N-05
func spends(t *target) func(int) feed {
	return membersAtRandom(newTemplate("POST", "/v1/transfers", t.core, t.authorization(), transferBody("spend")), t.members)
}

// keyedSpends carry an Idempotency-Key, each its own.
// contract: N-05
func keyedSpends(t *target) func(int) feed {
	t.series++
	request := newTemplate("POST", "/v1/transfers", t.core, append(t.authorization(), keyHeader()), transferBody("spend"))
	return keyedAtRandom(request, t.members, t.series)
}

// spendArrays are a hundred spends each.
// contract: N-05
func spendArrays(t *target) func(int) feed {
	return membersAtRandom(newTemplate("POST", "/v1/transfers", t.core, t.authorization(), transferArray("spend", 100)), t.members)
}

// refusedEntries counts the entries of an array that failed.
func refusedEntries(body []byte) int { return bytes.Count(body, []byte(`"error":`)) }

// draws open the sample box.
// contract: S0-09
func draws(t *target) func(int) feed {
	return oneOf(t.perWallet("POST", "/api/lootbox/draw", fmt.Sprintf(`{"loot_box_id":%d}`, demo.Box)))
}

// balances ask with a member's session.
// contract: S0-05
func balances(t *target) func(int) feed { return oneOf(t.perWallet("GET", "/api/points/balance", "")) }

// accounts ask for a random member's with the API key.
// contract: N-04
func accounts(t *target) func(int) feed {
	return membersAtRandom(newTemplate("GET", "/v1/accounts?subject="+memberName(), t.core, t.authorization(), ""), t.members)
}

// leaderboards are all the same request.
// contract: S0-07
func leaderboards(t *target) func(int) feed {
	return oneOf([][]byte{newTemplate("GET", "/api/points/leaderboard", t.loot, nil, "").text})
}

func (t *target) authorization() []string { return []string{"Authorization: Bearer " + t.key} }

// perWallet renders a request for each signed-in wallet.
func (t *target) perWallet(method, path, body string) [][]byte {
	requests := make([][]byte, len(t.cookies))
	for i, cookie := range t.cookies {
		requests[i] = newTemplate(method, path, t.loot, []string{"Cookie: " + cookie}, body).text
	}
	return requests
}
