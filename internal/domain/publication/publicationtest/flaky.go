package publicationtest

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Fate is what becomes of a call to a stand-in.
type Fate int

// The fates.
const (
	Arrives   Fate = iota
	LostAfter      // it is carried out, and its answer is lost
	LostFirst      // it never arrives
)

// StandIn is a platform on loopback that loses calls and answers.
type StandIn struct {
	URL string

	mu    sync.Mutex
	fate  func(n int, path string) Fate
	calls []string // paths, of those that arrived
	n     int
}

// Stand serves a platform for a test.
func Stand(t testing.TB, platform http.Handler) *StandIn {
	s := &StandIn{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch f := s.next(r.URL.Path); f {
		case LostFirst:
			panic(http.ErrAbortHandler)
		case LostAfter:
			platform.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			platform.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *StandIn) next(path string) Fate {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	f := Arrives
	if s.fate != nil {
		f = s.fate(s.n, path)
	}
	if f != LostFirst {
		s.calls = append(s.calls, path)
	}
	return f
}

// Decide says what becomes of the calls from now on, by their number from 1
// and their path.
func (s *StandIn) Decide(fate func(n int, path string) Fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fate, s.n = fate, 0
}

// Calls are the paths of the calls that arrived, and forgets them.
func (s *StandIn) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	s.calls = nil
	return calls
}

// Count is how many calls were made since Decide.
func (s *StandIn) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
