package lootapi

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
)

func TestProbability(t *testing.T) {
	for _, c := range []struct {
		share, sum int64
		want       string
	}{
		{500_000, 1_000_000, "0.5"}, {39_000, 1_000_000, "0.039"}, {1_000, 1_000_000, "0.001"}, {1, 1_000_000, "0.000001"},
		{1_000_000, 1_000_000, "1"}, {0, 1_000_000, "0"}, {0, 0, "0"}, {7, 7, "1"},
		{1, 3, "0.333333333"}, {2, 3, "0.666666667"}, {500_000, 999_000, "0.500500501"},
		{1, 1024, "0.0009765625"}, {1, 524_288, "0.0000019073486328125"},
	} {
		if got := probability(c.share, c.sum); string(got) != c.want {
			t.Errorf("%d of %d is %s, want %s", c.share, c.sum, got, c.want)
		}
	}
}

// The published probabilities are exact, or right to half of the last digit.
func TestProbabilityIsTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum := rapid.Int64Range(1, 1_000_000).Draw(t, "sum")
		share := rapid.Int64Range(0, sum).Draw(t, "share")
		text := string(probability(share, sum))
		got, ok := new(big.Rat).SetString(text)
		if !ok || !json.Valid([]byte(text)) || (strings.Contains(text, ".") && strings.HasSuffix(text, "0")) {
			t.Fatalf("%d of %d is %q", share, sum, text)
		}
		off := new(big.Rat).Sub(got, big.NewRat(share, sum))
		if off.Abs(off).Cmp(big.NewRat(1, 2_000_000_000)) > 0 {
			t.Fatalf("%d of %d is %s", share, sum, text)
		}
	})
}

func TestChangeType(t *testing.T) {
	for _, c := range []struct {
		kind ledger.Kind
		by   amount.Amount
		want string
	}{
		{ledger.Earn, 50, "earn"}, {ledger.Spend, -100, "spend"}, {ledger.Refund, 100, "refund"}, {ledger.Expire, -5, "expire"}, {ledger.Adjust, -5, "adjust"},
		{ledger.Move, 5, "adjust"}, {ledger.Reverse, 100, "refund"}, {ledger.Reverse, -50, "adjust"},
	} {
		if got := changeType(ledger.Transfer{Kind: c.kind, Amount: c.by}); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.kind, c.by, got, c.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for reason, want := range map[string]string{
		"lootbox.draw": "积分盲盒抽奖", "pool.participation": "SOL池子参与奖励", "rule.image_generation": "文生图奖励", "": "积分变动", "补发活动积分": "补发活动积分", "rule.checkin": "rule.checkin",
	} {
		if got := describe(reason); got != want {
			t.Errorf("%q is %q", reason, got)
		}
	}
}

func TestTimesAreNaiveInTheProjectsZone(t *testing.T) {
	a := &API{zone: time.FixedZone("CST", 8*3600)}
	at := instant.Of(time.Date(2025, 1, 15, 23, 30, 59, 999_999_000, time.UTC))
	if got := a.wireTime(at); got == nil || *got != "2025-01-16T07:30:59" {
		t.Errorf("%v", got)
	}
	if a.wireTime(0) != nil {
		t.Error("none is not null")
	}
}

func TestMasked(t *testing.T) {
	for wallet, want := range map[string]string{"5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbvy": "5o5z...qbvy", "12345678": "12345678", "123456789": "1234...6789"} {
		if got := masked(wallet); got != want {
			t.Errorf("%s is %s", wallet, got)
		}
	}
}

// Whatever is posted as a signature, it is read without a panic, and what is
// read is one of the forms of those 64 bytes.
func FuzzSignature(f *testing.F) {
	for _, seed := range []string{`"x"`, "null", "7", "true", "[]", "[1]", "[null]", "{}", `{"0":1}`, `{"1":1}`, `{"0":1,"00":2}`, `[256]`, `{"-1":0}`, "[1.5]", `["1"]`, `{"0":[]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		var body struct {
			Signature signatureField `json:"signature"`
		}
		if err := json.Unmarshal([]byte(`{"signature":`+string(raw)+`}`), &body); err != nil {
			return
		}
		s, err := body.Signature.parse()
		if err != nil {
			return
		}
		if body.Signature.text != "" {
			if again, err := chain.ParseSignature(body.Signature.text); err != nil || again != s {
				t.Errorf("%q was read as %s", raw, s)
			}
			return
		}
		for i, n := range body.Signature.numbers {
			if int(s[i]) != n {
				t.Errorf("%q was read as %s", raw, s)
			}
		}
	})
}
