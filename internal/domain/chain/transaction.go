package chain

import (
	"encoding/binary"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// DataMax is the longest instruction data that is looked into, in bytes: more
// than any System transfer has.
const DataMax = 128

// Transaction is a final transaction and what it did, of any wire version.
type Transaction struct {
	Slot       int64
	BlockTime  instant.Instant // whole seconds, estimated by the network; zero where unknown
	Failed     bool            // it ran, moved nothing but its fee, and will never do more
	Signatures []Signature     // by signer; the first is the transaction's hash
	Keys       []Address       // static, then loaded writable, then loaded readonly
	Pre        []amount.Amount // lamports of each key before
	Post       []amount.Amount // lamports of each key after

	// Instructions are the top-level and the inner ones, in no certain order.
	Instructions []Instruction
}

// Instruction is one call of a program. Its numbers are positions in Keys.
type Instruction struct {
	Program  int
	Accounts []int
	Data     []byte // nil where it is longer than DataMax
}

var errMalformed = errors.New("a transaction that contradicts itself")

// check refuses a transaction whose parts do not fit together.
func (t Transaction) check() error {
	n := len(t.Keys)
	if len(t.Signatures) == 0 || len(t.Signatures) > n || len(t.Pre) != n || len(t.Post) != n {
		return errMalformed
	}
	seen := make(map[Address]bool, n)
	for _, key := range t.Keys {
		if seen[key] {
			return errMalformed
		}
		seen[key] = true
	}
	for _, instruction := range t.Instructions {
		if !instruction.fits(n) {
			return errMalformed
		}
	}
	return nil
}

func (i Instruction) fits(keys int) bool {
	for _, at := range append([]int{i.Program}, i.Accounts...) {
		if at < 0 || at >= keys {
			return false
		}
	}
	return true
}

// signedBy reports whether the address is one of the signers: the first keys,
// one a signature.
func (t Transaction) signedBy(address Address) bool {
	for _, key := range t.Keys[:len(t.Signatures)] {
		if key == address {
			return true
		}
	}
	return false
}

// gain is by how much the account's balance grew.
func (t Transaction) gain(address Address) amount.Amount {
	for i, key := range t.Keys {
		if key == address {
			return t.Post[i] - t.Pre[i]
		}
	}
	return 0
}

// The numbers of the System program's instructions that move lamports
// between two accounts that both exist.
const (
	systemTransfer         = 2
	systemTransferWithSeed = 11
)

// transfer is lamports moved by the System program.
type transfer struct {
	from, to Address
	base     Address // the signer for a seed-derived source, else zero
	lamports uint64
}

// transferOf reads a System transfer. The data is the instruction's number and
// the lamports, little-endian; the program ignores what follows them.
func (t Transaction) transferOf(i Instruction) (transfer, bool) {
	if t.Keys[i.Program] != System || len(i.Data) < 12 {
		return transfer{}, false
	}
	lamports := binary.LittleEndian.Uint64(i.Data[4:])
	switch binary.LittleEndian.Uint32(i.Data) {
	case systemTransfer:
		if len(i.Accounts) >= 2 {
			return transfer{from: t.Keys[i.Accounts[0]], to: t.Keys[i.Accounts[1]], lamports: lamports}, true
		}
	case systemTransferWithSeed:
		if len(i.Accounts) >= 3 {
			return transfer{from: t.Keys[i.Accounts[0]], base: t.Keys[i.Accounts[1]], to: t.Keys[i.Accounts[2]], lamports: lamports}, true
		}
	}
	return transfer{}, false
}
