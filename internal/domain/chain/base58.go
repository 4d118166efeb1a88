package chain

import "errors"

const (
	alphabet58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	// Base58Max is the longest text that DecodeBase58 reads: the work grows
	// with the square of the length.
	Base58Max = 256
)

var errBase58 = errors.New("not base58, or too long")

// EncodeBase58 writes b in Bitcoin's base58, a '1' for each leading zero byte.
func EncodeBase58(b []byte) string {
	zeros := 0
	for zeros < len(b) && b[zeros] == 0 {
		zeros++
	}
	digits := make([]byte, 0, len(b)*138/100+1) // least significant first
	for _, value := range b[zeros:] {
		carry := int(value)
		for i, d := range digits {
			carry += int(d) << 8
			digits[i] = byte(carry % 58)
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, byte(carry%58))
		}
	}
	text := make([]byte, zeros+len(digits))
	for i := range zeros {
		text[i] = '1'
	}
	for i, d := range digits {
		text[len(text)-1-i] = alphabet58[d]
	}
	return string(text)
}

// DecodeBase58 reads Bitcoin's base58. It refuses other characters and texts
// longer than Base58Max.
func DecodeBase58(text string) ([]byte, error) {
	if len(text) > Base58Max {
		return nil, errBase58
	}
	zeros := 0
	for zeros < len(text) && text[zeros] == '1' {
		zeros++
	}
	bytes := make([]byte, 0, len(text)) // least significant first
	for i := zeros; i < len(text); i++ {
		carry, ok := digit58(text[i])
		if !ok {
			return nil, errBase58
		}
		for j, b := range bytes {
			carry += int(b) * 58
			bytes[j] = byte(carry)
			carry >>= 8
		}
		for ; carry > 0; carry >>= 8 {
			bytes = append(bytes, byte(carry))
		}
	}
	out := make([]byte, zeros+len(bytes))
	for i, b := range bytes {
		out[len(out)-1-i] = b
	}
	return out, nil
}

func digit58(c byte) (int, bool) {
	switch {
	case c >= '1' && c <= '9':
		return int(c - '1'), true
	case c >= 'A' && c <= 'H':
		return int(c-'A') + 9, true
	case c >= 'J' && c <= 'N':
		return int(c-'J') + 17, true
	case c >= 'P' && c <= 'Z':
		return int(c-'P') + 22, true
	case c >= 'a' && c <= 'k':
		return int(c-'a') + 33, true
	case c >= 'm' && c <= 'z':
		return int(c-'m') + 44, true
	}
	return 0, false
}
