// Package sandbox imitates both payment vendors, so that payments can be
// tried without an account anywhere and without real money.
//
// A Bank is the vendors' side of the real protocols, with keys of its own: it
// verifies the merchant's signed requests, keeps trades in memory, signs its
// replies, and makes signed notifications. The adapters alipay and wechatpay
// run against it unchanged, over a listener (Handler) or inside the process
// (Transport). Where a vendor would show its cashier, the bank sends the
// browser to Options.Cashier with the trade's reference; that page calls Pay,
// PayLate, Fail and Notice, and Deliver carries a notice to the merchant.
//
// States of a trade: Waiting → Paid → Refunded; Waiting → Failed → Paid;
// Waiting → Closed (by the merchant, or at its deadline).
//
// Invariants: a reference is unguessable (128 bit), and the same again for an
// order that is placed again after a restart under the same keys; a trade has one
// transaction id for ever, so a second notice about it is a replay; at most
// TradesMax trades are kept, the oldest go first; nothing here ever moves
// real money, and its keys are worth nothing anywhere else.
//
// Callers: the program's start, where no real provider is configured and the
// program does not run in production mode; the sandbox cashier's page; tests.
package sandbox
