// Package httpwallet speaks to a wallet service over HTTP.
//
// The service implements:
//
//	GET  /v1/capabilities             what it pays, limits, simulated
//	POST /v1/quotes                   {source, target, amount} → out, min_out, rate, expires_at, quote_id
//	POST /v1/addresses/validate       {asset, address} → {valid}
//	PUT  /v1/settlements/{clientId}   202 accepted, 200 the same again, 409 in flight, 422 another body
//	GET  /v1/settlements/{clientId}   how it stands; 404: never accepted
//	GET  /v1/settlements?updated_after&cursor
//	GET  /v1/balances
//
// Amounts are decimal strings. Every request is signed: X-Wallet-Key names
// the key, X-Wallet-Timestamp is Unix seconds, and X-Wallet-Signature is the
// hex HMAC-SHA256 of
//
//	METHOD "\n" path?query "\n" timestamp "\n" hex(SHA-256(body))
//
// An answer that is 5xx, late, too long or unreadable is no answer at all.
package httpwallet
