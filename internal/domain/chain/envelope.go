package chain

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// envelopeDomain opens every off-chain message: a wallet that wraps what it
// signs can never be made to sign a transaction.
const envelopeDomain = "\xffsolana offchain"

// Sizes of an envelope's parts, in bytes.
const (
	applicationDomainSize = 32
	envelopeMax           = 4096
)

// envelopes gives the off-chain messages with this text that a wallet signs
// when it is asked to sign the text: version 1; version 0 for an application
// without a domain of its own, in each of its three formats; and version 0 in
// the older form without domain and signers that the Solana CLI still writes.
func envelopes(address Address, text string) [][]byte {
	head := func(version byte) []byte { return append([]byte(envelopeDomain), version) }
	messages := [][]byte{slices.Concat(head(1), []byte{1}, address[:], []byte(text))}
	length := binary.LittleEndian.AppendUint16(nil, uint16(len(text)))
	for format := range byte(3) {
		messages = append(messages,
			slices.Concat(head(0), make([]byte, applicationDomainSize), []byte{format, 1}, address[:], length, []byte(text)),
			slices.Concat(head(0), []byte{format}, length, []byte(text)))
	}
	return messages
}

// openEnvelope gives the text of an off-chain message of version 0 or 1 that
// the address is asked to sign, whatever its application domain.
func openEnvelope(message []byte, address Address) (text []byte, ok bool) {
	rest, ok := bytes.CutPrefix(message, []byte(envelopeDomain))
	if !ok || len(rest) == 0 || len(message) > envelopeMax {
		return nil, false
	}
	switch version := rest[0]; version {
	case 0:
		return openVersion0(rest[1:], address)
	case 1:
		return cutSigners(rest[1:], address)
	default:
		return nil, false
	}
}

func openVersion0(rest []byte, address Address) ([]byte, bool) {
	if len(rest) < applicationDomainSize+1 {
		return nil, false
	}
	rest, ok := cutSigners(rest[applicationDomainSize+1:], address)
	if !ok || len(rest) < 2 || int(binary.LittleEndian.Uint16(rest)) != len(rest)-2 {
		return nil, false
	}
	return rest[2:], true
}

// cutSigners reads a count and as many addresses, one of which must be ours.
func cutSigners(rest []byte, address Address) ([]byte, bool) {
	if len(rest) == 0 {
		return nil, false
	}
	end := 1 + int(rest[0])*AddressSize
	if len(rest) < end {
		return nil, false
	}
	for signer := range slices.Chunk(rest[1:end], AddressSize) {
		if Address(signer) == address {
			return rest[end:], true
		}
	}
	return nil, false
}
