package payment

import "strings"

// BodyMax is the largest notification that is read, in bytes.
const BodyMax = 64 << 10

// Headers are the named values that came with a notification. An HTTP header
// converts to it.
type Headers map[string][]string

// Get is the value under name in any letter case; "" where it is missing or
// given more than once, because then nobody can say which one was signed.
func (h Headers) Get(name string) string {
	var found []string
	for key, values := range h {
		if strings.EqualFold(key, name) {
			found = append(found, values...)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// Notification is a verified message about an order, or about a refund of it.
type Notification struct {
	ID     string // the provider's number of the message, for the log
	Status        // the order
	Refund RefundStatus
}

// AboutRefund tells whether the message reports one refund.
func (n Notification) AboutRefund() bool { return n.Refund.RefundID != "" }

// Answer is what goes back to the provider, as plain data for the front.
type Answer struct {
	Status      int    // a number in the provider's protocol
	ContentType string // "" where Body is empty
	Body        []byte
}
