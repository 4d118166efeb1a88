package creatorapi

import (
	"context"
	"sync"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/generation"
)

// Bounds of streams.
const (
	streamsMemberMax = 3
	streamsMax       = 2000             // in this process
	streamTime       = time.Hour        // then the client connects anew, with a token that is still good
	streamLook       = 2 * time.Second  // for tasks that other processes end
	streamPing       = 20 * time.Second // so that nobody in between takes the silence for the end
	streamSend       = 5 * time.Second  // a client that takes nothing for so long is dropped
	streamBack       = 24 * time.Hour   // as far as a client may go back
)

// Faults of streams.
var (
	errStreamsFull = fault.New(fault.Limited, "creatorapi.streams_full", "Too many notification streams are open.")
	errNoSocket    = fault.New(fault.Invalid, "creatorapi.not_a_socket", "This address speaks WebSocket only.")
)

// streams are the open notifications.
type streams struct {
	*API
	mu    sync.Mutex
	all   int
	known map[id.ID]int
}

// open counts a stream of a member; close ends it. Faults: errStreamsFull.
func (s *streams) open(member id.ID) (closed func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= streamsMax || s.known[member] >= streamsMemberMax {
		return nil, errStreamsFull.With("retry_after_seconds", int(streamPing/time.Second))
	}
	if s.known == nil {
		s.known = map[id.ID]int{}
	}
	s.all++
	s.known[member]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.known[member]--; s.known[member] == 0 {
			delete(s.known, member)
		}
	}, nil
}

// notice is what a stream says of a task that has ended.
type notice struct {
	Event string    `json:"event"`
	ID    int64     `json:"id"` // where to go on after a break
	Data  taskReply `json:"data"`
}

func (s *streams) noticeOf(g generation.Generation) notice {
	return notice{"generation." + string(g.State), int64(g.FinishedAt), s.showTask(g)}
}

// wire is how one stream is written to.
type wire interface {
	send(ctx context.Context, n notice) error
	ping(ctx context.Context) error
}

// follow tells the stream of every task of the member that ends, until ctx
// ends or the client takes no more.
func (s *streams) follow(ctx context.Context, member id.ID, since instant.Instant, to wire) error {
	ctx, cancel := context.WithTimeout(ctx, streamTime)
	defer cancel()
	watch := s.Generations.Watch(member, since)
	defer watch.Close()
	look, ping := time.NewTicker(streamLook), time.NewTicker(streamPing)
	defer look.Stop()
	defer ping.Stop()
	if err := to.ping(ctx); err != nil {
		return err
	}
	for {
		list, err := watch.Look(ctx)
		if err != nil {
			return err
		}
		for _, g := range list {
			if err := to.send(ctx, s.noticeOf(g)); err != nil {
				return err
			}
		}
		select {
		case <-watch.Rung():
		case <-look.C:
		case <-ping.C:
			if err := to.ping(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// since is where a stream begins: now, or where the client's last one broke
// off.
func (s *streams) since(last int64) instant.Instant {
	now := s.Clock.Now()
	if last <= 0 || instant.Instant(last) > now {
		return now
	}
	return max(instant.Instant(last), now.Add(-streamBack))
}
