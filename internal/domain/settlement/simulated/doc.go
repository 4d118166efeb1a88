// Package simulated is a wallet service that moves nothing of value: a book
// in the project's own database, with fixed rates and a finite pool of each
// currency. What it calls a transaction begins with "sim_". An order that the
// pool is too small for fails with INSUFFICIENT_LIQUIDITY.
//
// It is for trying the program out and for its documents' own examples, and
// is refused in production. Its book is in the same database as the rest so
// that a copy of the data directory is a copy of everything.
package simulated
