//go:build !linux

package bench

import "syscall"

// childAttributes make a child that hears no Ctrl-C.
func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
