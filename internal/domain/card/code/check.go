package code

// The check symbol is a Reed–Solomon code with one check symbol over GF(32),
// the field of polynomials over bits modulo x⁵+x²+1, in which x (here 2) is
// primitive. A word w₀…wₙ is right when Σ wᵢ·xⁿ⁻ⁱ is zero. One wrong symbol
// adds e·xᵏ with e ≠ 0, which is never zero; swapping unequal neighbours adds
// (a−b)·xᵏ·(x−1), which is never zero either.

// times2 multiplies by x in GF(32).
func times2(a byte) byte {
	a <<= 1
	if a&0x20 != 0 {
		a ^= 0x25
	}
	return a
}

// syndrome goes on from acc over the symbols of s that have a value; all
// others (the separators) are passed over.
func syndrome(acc byte, s string, value func(byte) (byte, bool)) byte {
	for i := range len(s) {
		if v, ok := value(s[i]); ok {
			acc = times2(acc) ^ v
		}
	}
	return acc
}

// checkSymbol is the symbol that makes a word with this syndrome right.
func checkSymbol(acc byte) string {
	i := times2(acc)
	return alphabet[i : i+1]
}

// genuine reports whether the tail fits the prefix.
func genuine(prefix, tail string) bool {
	return syndrome(syndrome(0, prefix, prefixValue), tail, secretValue) == 0
}
