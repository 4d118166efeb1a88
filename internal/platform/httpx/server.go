package httpx

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"
)

// Bounds of every listener. Long requests lift the read and write timeouts
// for themselves (Front.Long).
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 90 * time.Second
	idleTimeout   = 120 * time.Second
	headerMax     = 32 << 10 // bytes
	connMax       = 10_000   // connections of one listener
)

// Site is a handler at an address. Sites with equal addresses share a
// listener; the longest prefix that fits the path decides between them.
type Site struct {
	Name     string
	Addr     string   // host:port; port 0 picks a free one
	Prefixes []string // "/api/card"; none, or "/", takes what nobody else does
	Handler  http.Handler
	TLS      *tls.Config // nil serves plain HTTP; one for all sites of an address
}

// Server serves sites. Listen, then Serve.
type Server struct {
	log       *slog.Logger
	shutdown  time.Duration
	listeners []*listener
}

// listener is one address and the sites behind it.
type listener struct {
	addr  string
	names []string
	mux   prefixMux
	tls   *tls.Config
	net   net.Listener
	http  *http.Server
}

// NewServer arranges the sites by address. shutdown is how long running
// requests may finish once the server stops.
func NewServer(log *slog.Logger, shutdown time.Duration, sites ...Site) (*Server, error) {
	s := &Server{log: log, shutdown: shutdown}
	byAddr := map[string]*listener{}
	for _, site := range sites {
		l := byAddr[site.Addr]
		if l == nil {
			l = &listener{addr: site.Addr, tls: site.TLS}
			byAddr[site.Addr] = l
			s.listeners = append(s.listeners, l)
		}
		if l.tls != site.TLS {
			return nil, fmt.Errorf("httpx: %s and %s share %s, but not its TLS", l.names[0], site.Name, site.Addr)
		}
		if err := l.mux.add(site); err != nil {
			return nil, err
		}
		l.names = append(l.names, site.Name)
	}
	return s, nil
}

// Listen opens every address, or none.
func (s *Server) Listen() error {
	for _, l := range s.listeners {
		if err := l.open(s.log); err != nil {
			s.closeAll()
			return err
		}
	}
	return nil
}

func (l *listener) open(log *slog.Logger) error {
	raw, err := net.Listen("tcp", l.addr)
	if err != nil {
		return fmt.Errorf("httpx: %s: %w", l.names[0], err)
	}
	l.net = netutil.LimitListener(raw, connMax)
	l.http = &http.Server{
		Handler: &l.mux, TLSConfig: l.tls, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: headerMax,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // what clients do wrong on the wire
	}
	return nil
}

// Addr is the address that a site listens on once Listen has returned, with
// the port that was picked; "" for an unknown name.
func (s *Server) Addr(name string) string {
	for _, l := range s.listeners {
		for _, n := range l.names {
			if n == name && l.net != nil {
				return l.net.Addr().String()
			}
		}
	}
	return ""
}

// Serve answers until ctx is done, then lets running requests finish for a
// while. It returns nil after an orderly end.
func (s *Server) Serve(ctx context.Context) error {
	group, failed := errgroup.WithContext(ctx)
	for _, l := range s.listeners {
		group.Go(l.serve)
		group.Go(func() error {
			<-failed.Done()
			return l.stop(s.shutdown)
		})
	}
	return group.Wait()
}

func (l *listener) serve() error {
	var err error
	if l.tls != nil {
		err = l.http.ServeTLS(l.net, "", "")
	} else {
		err = l.http.Serve(l.net)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("httpx: %s: %w", l.addr, err)
}

// stop waits for running requests, then cuts what is left.
func (l *listener) stop(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := l.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return l.http.Close()
	}
	return err
}

func (s *Server) closeAll() {
	for _, l := range s.listeners {
		if l.net != nil {
			_ = l.net.Close()
		}
	}
}
