package bench

import "syscall"

// childAttributes make a child that hears no Ctrl-C and dies with its parent.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
