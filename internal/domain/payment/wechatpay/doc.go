// Package wechatpay speaks WeChat Pay's API v3 for a direct merchant, as a
// payment.Provider: native (QR code) and H5 (phone browser) payments.
//
// A request is signed WECHATPAY2-SHA256-RSA2048 over
// "METHOD\nURI\nts\nnonce\nbody\n". A successful reply and every notification
// are signed over "ts\nnonce\nbody\n" with the key that Wechatpay-Serial
// names: a platform certificate's, or a public key's ("PUB_KEY_ID_…"); both
// arrive while a merchant switches from one to the other, so both may be
// configured. A timestamp is believed for five minutes. Signatures that start
// with WECHATPAY/SIGNTEST/ are probes and must fail. What a notification is
// about is sealed with AES-256-GCM under the 32-byte APIv3 key.
//
// The answer is 204, within 5 seconds; failure is 4xx (not believed) or 5xx
// (our trouble) with {"code":"FAIL"}, and the notification comes again.
//
// States: NOTPAY and USERPAYING are Waiting, SUCCESS Paid, REFUND (a part is
// enough) Refunded, CLOSED and REVOKED Closed, PAYERROR Failed.
//
// Callers: the program's start builds a Provider; all else sees the interface.
package wechatpay
