// Package vendorlink is what the payment vendors' protocols have in common:
// RSA keys in the forms that the vendors hand out, SHA256withRSA signatures
// in base64, and one bounded HTTP exchange.
//
// Invariants: a key shorter than 2048 bits is refused; key text and secrets
// never appear in an error; an exchange follows no redirect, reads at most
// ReplyMax bytes, ends in time, and when it fails its fault is
// payment.ErrUnknown, because the vendor may have acted all the same.
//
// Callers: the adapters alipay and wechatpay, and the sandbox.
package vendorlink
