// Package token issues and verifies JSON Web Tokens.
//
// A Verifier accepts HS256 under the configured secret and, where a key set
// (JWKS) is given, RS256, ES256, ES384, ES512 and EdDSA under its keys; every
// other algorithm, "none" first, is refused before a key is looked at. An
// expiry is required. Tokens of this program carry the issuer Own and are
// taken from the secret only; a token under an outside key that names that
// issuer is refused, so an outside key can never speak for a member's id.
// Where an issuer or an audience is configured, outside tokens must show it.
//
// The package knows nothing of members, sessions or revocation; those are
// domain matters. Callers: fronts with bearer tokens, and the token command.
package token
