// Package pgtest runs throwaway PostgreSQL servers.
//
// Tests call URL for an empty database of their own, or Start for a whole
// server that they may kill and restart. Programs (the benchmark, withpg)
// call Launch and Create, which know nothing of testing.
//
// A server listens on a Unix socket in its own private directory and nowhere
// else, trusts whoever can reach that socket, and keeps PostgreSQL's default
// durability. It never outlives its process: on Linux the kernel stops it
// when the process dies, however that happens, and a janitor process removes
// the directory.
//
// URL uses the server named by GUERDON_TEST_POSTGRES (an administrator's
// URL) where that is set, so that all the packages of one run share a server.
// Nothing here skips: where the binaries are missing, the test fails and says
// what to install.
package pgtest
