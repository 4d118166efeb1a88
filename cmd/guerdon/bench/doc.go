// Package bench measures the program on the machine that it runs on.
//
// For each engine it starts one fresh server process of this same binary on
// an empty database, drives it over keep-alive connections, and sets what it
// does beside two ceilings that were measured in the same run: what net/http
// answers when it only echoes JSON, and what the bare database driver commits
// in batches of 500. Absolute figures move with the machine and with what
// else it does; compare within a run.
//
// The load is closed: each connection sends a request, waits for the answer
// and sends the next. A latency is the time between the first byte written
// and the last byte read. Everything runs on one machine, so the generator's
// own share of the CPU is measured and shown.
//
// Invariants: an answer that is not a success is never counted as work done,
// and every one of them is shown; nothing is measured on a server that has
// been used by an earlier run; all processes and files are gone afterwards,
// also after an interrupt.
//
// Only cmd/guerdon calls it.
package bench
