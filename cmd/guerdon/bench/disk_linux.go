package bench

import (
	"os"
	"syscall"
)

// syncData makes what was written to the file durable.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

// fileSystems are the magic numbers of those that one meets.
var fileSystems = map[int64]string{
	0xef53: "ext4", 0x58465342: "xfs", 0x9123683e: "btrfs", 0x2fc12fc1: "zfs", 0x794c7630: "overlay", 0x01021994: "tmpfs", 0x6969: "nfs",
}

// fileSystem names what a directory is on.
func fileSystem(dir string) string {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return "unknown"
	}
	if name, ok := fileSystems[int64(s.Type)]; ok {
		return name
	}
	return "unknown"
}
