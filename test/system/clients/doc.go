// Package clients runs the documents' own client code against the built
// program.
package clients
