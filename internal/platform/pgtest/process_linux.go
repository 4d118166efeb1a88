package pgtest

import "syscall"

// attributes make a child that runs as acc, hears no Ctrl-C, and stops when
// its parent dies.
func attributes(acc *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: acc.credential(), Pdeathsig: syscall.SIGQUIT}
}
