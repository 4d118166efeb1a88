package coupon_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/store"
)

// contract: S2-29
func TestApply(t *testing.T) {
	for _, c := range []struct {
		kind           coupon.Kind
		value, total   amount.Amount
		payable, bonus amount.Amount
	}{
		{coupon.Discount, 10_00, 100_00, 90_00, 0},
		{coupon.Discount, 10_00, 99, 90, 0}, // 9.9 fen off: 9
		{coupon.Discount, 12_50, 100_00, 87_50, 0},
		{coupon.Discount, 1, 100_00, 99_99, 0},
		{coupon.Discount, 100_00, 100_00, 1, 0},
		{coupon.Discount, 100_00, 1, 1, 0},
		{coupon.Deduction, 5_00, 100_00, 95_00, 0},
		{coupon.Deduction, 100_00, 100_00, 1, 0},
		{coupon.Deduction, 500_00, 100_00, 1, 0},
		{coupon.CreditBonus, 50, 100_00, 100_00, 50},
	} {
		payable, bonus, err := coupon.Coupon{Kind: c.kind, Value: c.value}.Apply(c.total)
		if err != nil || payable != c.payable || bonus != c.bonus {
			t.Errorf("%s %d of %d: %d and %d, want %d and %d (%v)", c.kind, c.value, c.total, payable, bonus, c.payable, c.bonus, err)
		}
	}
}

// Whatever a coupon is worth, an order pays at least a fen and at most its
// amount, and a percentage takes off less than a fen too little.
func TestApplyHoldsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]coupon.Kind{coupon.Discount, coupon.Deduction, coupon.CreditBonus}).Draw(t, "kind")
		most := int64(coupon.AmountMax)
		if kind == coupon.Discount {
			most = coupon.PercentMax
		}
		c := coupon.Coupon{Kind: kind, Value: amount.Amount(rapid.Int64Range(1, most).Draw(t, "value"))}
		total := amount.Amount(rapid.Int64Range(1, 50_000_00).Draw(t, "total"))
		payable, bonus, err := c.Apply(total)
		if err != nil || payable < 1 || payable > total || bonus < 0 {
			t.Fatal(payable, bonus, err)
		}
		off := (total - payable) * coupon.PercentMax
		if exact := total * c.Value; kind == coupon.Discount && (off > exact || (payable > 1 && exact-off >= coupon.PercentMax)) {
			t.Fatalf("%d off, exactly %d", off, exact)
		}
	})
}

func TestNormal(t *testing.T) {
	for code, want := range map[string]string{
		"DISCOUNT10": "DISCOUNT10", " discount10\t": "DISCOUNT10", "a-b_c.1": "A-B_C.1", "新年快乐": "新年快乐", "é": "É", "x": "X",
		strings.Repeat("界", 64): strings.Repeat("界", 64), strings.Repeat("x", 65): "", "": "", "  ": "", "a b": "", "a/b": "", "a\x00": "", "\xff": "", "a'b": "", "<b>": "", "😀": "",
	} {
		got, err := coupon.Normal(code)
		if got != want || (err == nil) != (want != "") || (err != nil && !errors.Is(err, coupon.ErrField)) {
			t.Errorf("%q: %q %v", code, got, err)
		}
	}
}

func FuzzNormal(f *testing.F) {
	for _, code := range []string{"DISCOUNT10", " ßﬁ ", "ǅ", "İı", "\xff", "a b"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		one, err := coupon.Normal(code)
		if err != nil {
			return
		}
		two, err := coupon.Normal(one)
		if err != nil || one != two || !utf8.ValidString(one) || utf8.RuneCountInString(one) > coupon.CodeMax {
			t.Errorf("%q is %q, then %q: %v", code, one, two, err)
		}
	})
}

func TestStatus(t *testing.T) {
	c := coupon.Coupon{State: coupon.Active, MaxUsage: 2, Claimed: 1, ValidFrom: begin, ValidUntil: begin.Add(time.Minute)}
	full, paused, gone := c, c, c
	full.Claimed, paused.State, gone.State = 2, coupon.Paused, coupon.Deleted
	for _, v := range []struct {
		c    coupon.Coupon
		now  instant.Instant
		want coupon.Status
	}{
		{c, begin - 1, coupon.Upcoming}, {c, begin, coupon.Running}, {c, begin.Add(time.Minute + 999*time.Millisecond), coupon.Running}, {c, begin.Add(61 * time.Second), coupon.Expired},
		{full, begin, coupon.Exhausted}, {full, begin.Add(time.Hour), coupon.Expired}, {paused, begin, coupon.OnPause}, {gone, begin, coupon.Gone},
	} {
		if got := v.c.Status(v.now); got != v.want {
			t.Errorf("%+v at %d: %s", v.c, v.now, got)
		}
	}
}

// contract: S2-29
func TestCreateRefusesWhatIsOutOfBounds(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for field, spoil := range map[string][]func(*coupon.CreateCmd){
			"code":        {func(c *coupon.CreateCmd) { c.Code = "" }, func(c *coupon.CreateCmd) { c.Code = strings.Repeat("x", 65) }},
			"name":        {func(c *coupon.CreateCmd) { c.Name = " " }, func(c *coupon.CreateCmd) { c.Name = strings.Repeat("x", 201) }},
			"type":        {func(c *coupon.CreateCmd) { c.Kind = "gift" }},
			"value":       {func(c *coupon.CreateCmd) { c.Value = 0 }, func(c *coupon.CreateCmd) { c.Value = 100_01 }, func(c *coupon.CreateCmd) { c.Kind, c.Value = coupon.Deduction, coupon.AmountMax+1 }},
			"min_amount":  {func(c *coupon.CreateCmd) { c.MinAmount = -1 }},
			"max_usage":   {func(c *coupon.CreateCmd) { c.MaxUsage = 0 }, func(c *coupon.CreateCmd) { c.MaxUsage = coupon.UsageMax + 1 }},
			"valid_from":  {func(c *coupon.CreateCmd) { c.ValidFrom = 0 }},
			"valid_until": {func(c *coupon.CreateCmd) { c.ValidUntil = c.ValidFrom }},
			"visibility":  {func(c *coupon.CreateCmd) { c.Visibility = "hidden" }},
		} {
			for _, change := range spoil {
				cmd := sample()
				change(&cmd)
				_, err := do(b, 0, func(tx *store.Tx) (coupon.Coupon, error) { return b.coupons.Create(tx, cmd) })
				if !errors.Is(err, coupon.ErrField) || fault.Of(err).Params["field"] != field {
					t.Errorf("%s: %v", field, err)
				}
			}
		}
		made := b.create(nil)
		cmd := sample()
		cmd.Code = " discount10 "
		if _, err := do(b, 0, func(tx *store.Tx) (coupon.Coupon, error) { return b.coupons.Create(tx, cmd) }); !errors.Is(err, coupon.ErrCodeTaken) {
			t.Errorf("a second %s: %v", made.Code, err)
		}
	})
}
