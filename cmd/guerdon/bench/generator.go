package bench

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"time"
)

const (
	// drain is how long answers under way may take at the end.
	drain = 10 * time.Second
	// pulse is how often the generator looks up from its sockets.
	pulse = 50 * time.Millisecond
)

// generator keeps one request under way on each link, from one goroutine.
type generator struct {
	*load
	addr   netip.AddrPort
	poller *poller
	links  []*link
	from   time.Time
	until  time.Time
	busy   int // links with a request under way
	down   int // links without a connection

	latency histogram
	entries int64
	errors  map[string]int64
}

func newGenerator(l *load, from, until time.Time) (*generator, error) {
	addr, err := netip.ParseAddrPort(l.addr)
	if err != nil {
		return nil, err
	}
	g := &generator{load: l, addr: addr, from: from, until: until, down: l.connections, errors: map[string]int64{}}
	for i := range l.connections {
		g.links = append(g.links, newLink(l.feed(i)))
	}
	g.poller, err = newPoller()
	return g, err
}

// run drives the links until the time is up and nothing is under way.
func (g *generator) run(ctx context.Context) (err error) {
	defer func() {
		for _, l := range g.links {
			l.hangUp()
		}
		err = errors.Join(err, g.poller.close())
	}()
	for {
		now := time.Now()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case now.Before(g.until):
			g.connect(now)
		case g.busy == 0:
			return nil
		case now.After(g.until.Add(drain)):
			g.fail(now, "no answer in time", int64(g.busy))
			return nil
		}
		if err := g.poller.wait(pulse, g.receive); err != nil {
			return err
		}
	}
}

// connect connects what is not, once a pulse at most where that fails.
func (g *generator) connect(now time.Time) {
	if g.down == 0 {
		return
	}
	for i, l := range g.links {
		if l.fd >= 0 {
			continue
		}
		err := l.connect(g.addr)
		if err == nil {
			g.down--
			err = g.poller.add(l.fd, i)
		}
		if err != nil {
			g.lose(l, now, err)
			continue
		}
		g.send(l, now)
	}
}

// send sends the next request, unless the time is up.
func (g *generator) send(l *link, now time.Time) {
	if !now.Before(g.until) {
		return
	}
	g.busy++
	if err := l.send(now); err != nil {
		g.lose(l, now, err)
	}
}

// receive takes what came on a link. The end of one request is the beginning
// of the next, so that one look at the clock serves both.
func (g *generator) receive(number int) {
	l := g.links[number]
	if l.fd < 0 {
		return // it was lost in this same round
	}
	a, ok, err := l.receive()
	if err == nil && !ok {
		return
	}
	now := time.Now()
	if err != nil {
		g.lose(l, now, err)
		return
	}
	g.busy--
	g.note(l.began, now, a)
	if a.last {
		g.down++
		l.hangUp()
		return
	}
	g.send(l, now)
}

// lose counts a broken connection. One that idles may be closed.
func (g *generator) lose(l *link, now time.Time, err error) {
	switch {
	case l.busy:
		g.busy--
		g.fail(now, nameOf(err), 1)
	case now.Before(g.until):
		g.fail(now, nameOf(err), 1)
	}
	if l.fd >= 0 {
		g.down++
		l.hangUp()
	}
}

// note counts an answer where it came within the measured time.
func (g *generator) note(began, ended time.Time, a answer) {
	if a.status >= 300 {
		g.fail(ended, strconv.Itoa(a.status), 1)
		return
	}
	refused := 0
	if g.refused != nil {
		if refused = g.refused(a.body); refused > 0 {
			g.fail(ended, "refused entry", int64(refused))
		}
	}
	if ended.Before(g.from) || !ended.Before(g.until) {
		return
	}
	g.latency.add(ended.Sub(began))
	g.entries += int64(g.load.entries - refused)
}

// fail counts errors by name, those of the warm-up under a name of their own.
// Those of answers that came after the end count too: nothing is dropped.
func (g *generator) fail(at time.Time, name string, n int64) {
	if at.Before(g.from) {
		name = "warm-up: " + name
	}
	g.errors[name] += n
}
