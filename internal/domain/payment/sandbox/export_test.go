package sandbox

import (
	"fmt"

	"guerdon/internal/domain/payment"
)

// Fill keeps n more trades without any protocol.
func (b *Bank) Fill(n int) {
	for i := range n {
		id := fmt.Sprintf("FILL%06d", i)
		b.book.add(Trade{Ref: id, Provider: payment.Wechat, OrderID: id, Amount: 1, State: payment.Waiting})
	}
}
