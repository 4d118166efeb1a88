package bench

import (
	"math/rand/v2"
	"strings"
)

// memberDigits is the width of a member's number in their name, so that every
// request of a kind is equally long.
const memberDigits = 7

// MembersMax is the most members there can be.
const MembersMax = 1_000_000

// memberName is an outside subject with the number left blank.
func memberName() string { return "ext:bench-" + blanks(memberDigits) }

// transferBody is one transfer of 1 point.
func transferBody(kind string) string {
	return `{"subject":"` + memberName() + `","asset":"POINT","amount":"1","kind":"` + kind + `","reason":"bench"}`
}

// transferArray is an array of such transfers.
func transferArray(kind string, n int) string {
	return "[" + strings.TrimSuffix(strings.Repeat(transferBody(kind)+",", n), ",") + "]"
}

// dice are a connection's own, the same in every run.
func dice(connection int) *rand.Rand { return rand.New(rand.NewPCG(1, uint64(connection))) }

// membersAtRandom fills every blank with a member's number.
func membersAtRandom(t template, members int) func(int) feed {
	return func(connection int) feed {
		own, d := t.copy(), dice(connection)
		return func() []byte {
			for i := range own.blanks {
				own.fill(i, d.Uint64N(uint64(members)))
			}
			return own.text
		}
	}
}

// keyDigits is the width of an Idempotency-Key.
const keyDigits = 18

// keyHeader is an Idempotency-Key left blank.
func keyHeader() string { return "Idempotency-Key: " + blanks(keyDigits) }

// keyedAtRandom is membersAtRandom for a template whose first blank is a key:
// each request gets one that no other has. series tells measurements apart.
func keyedAtRandom(t template, members, series int) func(int) feed {
	return func(connection int) feed {
		own, d := t.copy(), dice(connection)
		key := (uint64(series)*1000 + uint64(connection)) * 1_000_000_000_000
		return func() []byte {
			own.fill(0, key)
			key++
			for i := 1; i < len(own.blanks); i++ {
				own.fill(i, d.Uint64N(uint64(members)))
			}
			return own.text
		}
	}
}

// oneOf sends one of the requests at random.
func oneOf(requests [][]byte) func(int) feed {
	return func(connection int) feed {
		d := dice(connection)
		return func() []byte { return requests[d.IntN(len(requests))] }
	}
}
