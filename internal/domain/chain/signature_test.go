package chain

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseSignatureReadsEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Signature(rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "signature"))
		for name, text := range map[string]string{
			"base58":              EncodeBase58(want[:]),
			"base64":              base64.StdEncoding.EncodeToString(want[:]),
			"base64 unpadded":     base64.RawStdEncoding.EncodeToString(want[:]),
			"base64 URL":          base64.URLEncoding.EncodeToString(want[:]),
			"base64 URL unpadded": base64.RawURLEncoding.EncodeToString(want[:]),
		} {
			if got, err := ParseSignature(text); err != nil || got != want {
				t.Fatalf("%s %q: %v, %v", name, text, got, err)
			}
		}
		numbers := make([]int, 64)
		for i, b := range want {
			numbers[i] = int(b)
		}
		if got, err := SignatureOfNumbers(numbers); err != nil || got != want {
			t.Fatalf("numbers: %v, %v", got, err)
		}
	})
}

func TestParseSignatureRefuses(t *testing.T) {
	full := base64.StdEncoding.EncodeToString(make([]byte, 64))
	for _, text := range []string{
		"", "=", "==", "0", strings.Repeat("1", 63), strings.Repeat("1", 65),
		base64.StdEncoding.EncodeToString(make([]byte, 63)),
		base64.StdEncoding.EncodeToString(make([]byte, 65)),
		full + "=", full[:40] + "\n" + full[40:], full[:85] + "B==", // bits behind the last byte
		strings.Repeat("A", 10_000),
		"5j7s8K9mN2pQ3rT4uV5wX6yZ7aB8cD9eF0gH1iJ2kL3mN4oP5qR6sT7uV8wX9yZ0", // the documented sample hash
	} {
		if got, err := ParseSignature(text); !errors.Is(err, ErrSignatureFormat) {
			t.Errorf("ParseSignature(%.100q) = %v, %v, want ErrSignatureFormat", text, got, err)
		}
	}
}

func TestSignatureOfNumbersRefuses(t *testing.T) {
	for name, change := range map[string]func([]int) []int{
		"too few":  func(n []int) []int { return n[:63] },
		"too many": func(n []int) []int { return append(n, 0) },
		"none":     func([]int) []int { return nil },
		"negative": func(n []int) []int { n[3] = -1; return n },
		"256":      func(n []int) []int { n[63] = 256; return n },
	} {
		if _, err := SignatureOfNumbers(change(make([]int, 64))); !errors.Is(err, ErrSignatureFormat) {
			t.Errorf("%s: %v, want ErrSignatureFormat", name, err)
		}
	}
}

func TestParseTransactionHash(t *testing.T) {
	// contract: S0-17
	hash := "3mWcnrxMRakPNAvT4UnMJtwPezYxKCSVxLKARJhRzTSTqqgHr8nHUmwona3KFnUmSzZbEq5fFLEnnztC5xq2LYym"
	got, err := ParseTransactionHash(hash)
	if err != nil || got.String() != hash {
		t.Fatalf("ParseTransactionHash = %v, %v", got, err)
	}
	base64Form := base64.StdEncoding.EncodeToString(got[:])
	for _, text := range []string{"", hash[:80], hash + "1", base64Form, strings.Repeat("z", 400)} {
		if _, err := ParseTransactionHash(text); !errors.Is(err, ErrSignatureFormat) {
			t.Errorf("ParseTransactionHash(%q) = %v, want ErrSignatureFormat", text, err)
		}
	}
}
