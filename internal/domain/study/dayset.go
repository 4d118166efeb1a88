package study

import (
	"encoding/binary"
	"slices"
)

// daySet is a set of days, as it is stored: the number of its first byte, in
// four bytes, and then a bit a day, eight days a byte. The first and the last
// byte are not 0, so that a set has one form; the empty set is nil.
type daySet []byte

const (
	setHead = 4
	perByte = 8
)

func (s daySet) first() int { return int(int32(binary.BigEndian.Uint32(s))) }

// at is the byte that the day is in, and the day's bit of it.
func (d Day) at() (number int, bit byte) { return int(d >> 3), 1 << (d & (perByte - 1)) }

func (s daySet) has(d Day) bool {
	if len(s) == 0 {
		return false
	}
	number, bit := d.at()
	i := number - s.first() + setHead
	return i >= setHead && i < len(s) && s[i]&bit != 0
}

// flipped is the set with the day where it has not got it, else without.
func (s daySet) flipped(d Day) daySet {
	number, bit := d.at()
	first, end := number, number+1
	if len(s) > 0 {
		first, end = min(first, s.first()), max(end, s.first()+len(s)-setHead)
	}
	bits := make([]byte, setHead+end-first)
	if len(s) > 0 {
		copy(bits[setHead+s.first()-first:], s[setHead:])
	}
	bits[setHead+number-first] ^= bit
	for first < end && bits[len(bits)-1] == 0 {
		bits, end = bits[:len(bits)-1], end-1
	}
	for first < end && bits[setHead] == 0 {
		bits, first = slices.Delete(bits, setHead, setHead+1), first+1
	}
	if first == end {
		return nil
	}
	binary.BigEndian.PutUint32(bits, uint32(int32(first)))
	return bits
}

// run is how many days in a row end with the day, at most daysInARowMax.
func (s daySet) run(d Day) (n int32) {
	for n < daysInARowMax && s.has(d-Day(n)) {
		n++
	}
	return n
}

// after is how many days in a row begin with the one after the day, fewer than
// daysInARowMax: what comes later does not depend on the day.
func (s daySet) after(d Day) (n int32) {
	for n < daysInARowMax-1 && s.has(d+Day(n)+1) {
		n++
	}
	return n
}
