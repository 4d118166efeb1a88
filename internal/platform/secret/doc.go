// Package secret keeps what must not be read or guessed.
//
// A Master is 32 random bytes from which each purpose derives its own key
// (HKDF-SHA-256), so that no key serves two ends. A Ring seals short values
// for a table's column with AES-256-GCM: the sealed text names its key and
// is bound to its place (table, row, field), so that it opens nowhere else.
// Old masters stay on the ring to open what they sealed; new values are
// sealed with the first. NewToken and Hash make the random strings of
// sessions and API keys and the form in which they rest.
//
// Invariants: a sealed value opens only at the place it was sealed for; a
// key is never logged, printed or compared in variable time.
//
// Callers: the start of the program (masters), domain packages that keep
// credentials (rings), session and API key verbs (tokens).
package secret
