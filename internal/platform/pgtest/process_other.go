//go:build !linux

package pgtest

import "syscall"

// attributes make a child that runs as acc and hears no Ctrl-C. When its
// parent is killed it stops within a minute, when it misses the data
// directory that the janitor removed.
func attributes(acc *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: acc.credential()}
}
