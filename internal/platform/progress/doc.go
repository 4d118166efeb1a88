// Package progress shows how far long work has come: a bar on a terminal,
// and elsewhere (pipes, service logs) a plain line every few seconds and one
// at the end.
//
// Callers: the commands of cmd.
package progress
