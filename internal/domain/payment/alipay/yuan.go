package alipay

import (
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
)

// Yuan writes fen as yuan with two decimals: 1050 is "10.50".
func Yuan(fen amount.Amount) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// ParseYuan reads an amount in yuan from 0.01 to payment.AmountMax.
func ParseYuan(s string) (amount.Amount, error) {
	fen, err := amount.Parse(s, 2)
	if err != nil {
		return 0, err
	}
	if fen < 1 || fen > payment.AmountMax {
		return 0, amount.ErrInvalid
	}
	return fen, nil
}

// parseYuanOrNone reads an amount that may be missing or zero.
func parseYuanOrNone(s string) (amount.Amount, error) {
	if s == "" {
		return 0, nil
	}
	fen, err := amount.Parse(s, 2)
	if err != nil {
		return 0, err
	}
	if fen < 0 || fen > payment.AmountMax {
		return 0, amount.ErrInvalid
	}
	return fen, nil
}
