// Package system tests the whole program as a process: built, started,
// loaded, killed and started again, on both SQL engines.
package system
