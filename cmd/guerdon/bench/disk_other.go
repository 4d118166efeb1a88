//go:build !linux

package bench

import "os"

// syncData makes what was written to the file durable.
func syncData(f *os.File) error { return f.Sync() }

// fileSystem names what a directory is on.
func fileSystem(string) string { return "unknown" }
