//go:build !linux

package bench

import (
	"errors"
	"net/netip"
	"time"
)

// The benchmark reads CPU times from /proc and waits with epoll.
var errSystem = errors.New("the benchmark runs on Linux only")

type poller struct{}

func newPoller() (*poller, error)                          { return nil, errSystem }
func (*poller) close() error                               { return nil }
func (*poller) add(int, int) error                         { return errSystem }
func (*poller) wait(time.Duration, func(number int)) error { return errSystem }
func dial(netip.AddrPort) (fd int, err error)              { return -1, errSystem }
