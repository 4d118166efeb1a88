package bench

import (
	"net/netip"
	"syscall"
	"time"
)

// poller waits for sockets that can be read. A socket is known by the number
// that it was added with.
type poller struct {
	fd     int
	events [256]syscall.EpollEvent
}

func newPoller() (*poller, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	return &poller{fd: fd}, err
}

func (p *poller) close() error { return syscall.Close(p.fd) }

// add watches a socket until it is closed.
func (p *poller) add(fd, number int) error {
	return syscall.EpollCtl(p.fd, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(number)})
}

// wait calls ready for each socket that can be read, or that has ended. It
// returns after d at the latest.
func (p *poller) wait(d time.Duration, ready func(number int)) error {
	n, err := syscall.EpollWait(p.fd, p.events[:], int(max(d, 0)/time.Millisecond)+1)
	if err == syscall.EINTR {
		return nil
	}
	for _, e := range p.events[:max(n, 0)] {
		ready(int(e.Fd))
	}
	return err
}

// dial connects a socket. Writing to it blocks, and so does reading, which
// therefore waits for the poller.
func dial(addr netip.AddrPort) (fd int, err error) {
	family, to := syscall.AF_INET6, syscall.Sockaddr(&syscall.SockaddrInet6{Port: int(addr.Port()), Addr: addr.Addr().As16()})
	if addr.Addr().Is4() {
		family, to = syscall.AF_INET, &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}
	}
	if fd, err = syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0); err != nil {
		return -1, err
	}
	if err = syscall.Connect(fd, to); err == nil {
		err = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	}
	if err != nil {
		_ = syscall.Close(fd)
		return -1, err
	}
	return fd, nil
}
