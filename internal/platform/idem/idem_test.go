package idem_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

var (
	errRefused = fault.New(fault.Refused, "idem.test_refused", "No.")
	errLater   = fault.New(fault.Unavailable, "idem.test_later", "Not now.")
)

// words renders as plain text.
type words struct{}

func (words) Success(v any) (idem.Answer, error) {
	return idem.Answer{Status: 200, ContentType: "text/plain", Body: []byte(v.(string))}, nil
}

func (words) Fault(f *fault.Fault) idem.Answer {
	return idem.Answer{Status: 422, ContentType: "text/plain", Body: []byte(f.Code)}
}

func request(key, body string) idem.Request {
	return idem.Request{Scope: "test member:1", Key: key, Content: [][]byte{[]byte("POST"), []byte("/x"), []byte(body)}}
}

func run(t *testing.T, s *store.Store, req idem.Request, verb func(tx *store.Tx) (any, error)) (idem.Answer, error) {
	t.Helper()
	return idem.Run(t.Context(), s, 7, req, words{}, verb)
}

// counting answers with how often it was run to its end.
func counting(n *int) func(*store.Tx) (any, error) {
	return func(tx *store.Tx) (any, error) {
		tx.Committed(func() { *n++ })
		return "done", nil
	}
}

func TestARepetitionGetsTheFirstAnswer(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		done := 0
		first, err := run(t, s, request("k", "a"), counting(&done))
		if err != nil || first.Replayed || string(first.Body) != "done" {
			t.Fatal(first, err)
		}
		again, err := run(t, s, request("k", "a"), func(*store.Tx) (any, error) { return "other", nil })
		if err != nil || !again.Replayed || string(again.Body) != "done" || again.Status != 200 || done != 1 {
			t.Fatal(again, err, done)
		}
		if _, err := run(t, s, request("k", "b"), counting(&done)); !errors.Is(err, idem.ErrKeyReused) || done != 1 {
			t.Fatal(err, done)
		}
		other := request("k", "b")
		other.Scope = "test member:2"
		if a, err := run(t, s, other, counting(&done)); err != nil || a.Replayed {
			t.Fatal("another caller's key is another key", a, err)
		}
	})
}

func TestRefusalsAreKeptAndDelaysAreNot(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		a, err := run(t, s, request("k", "a"), func(*store.Tx) (any, error) { return nil, errRefused })
		if err != nil || a.Status != 422 {
			t.Fatal(a, err)
		}
		a, err = run(t, s, request("k", "a"), func(*store.Tx) (any, error) { return "now it would do", nil })
		if err != nil || !a.Replayed || string(a.Body) != errRefused.Code {
			t.Fatal(a, err)
		}
		if _, err := run(t, s, request("l", "a"), func(*store.Tx) (any, error) { return nil, errLater }); !errors.Is(err, errLater) {
			t.Fatal(err)
		}
		if a, err = run(t, s, request("l", "a"), func(*store.Tx) (any, error) { return "now", nil }); err != nil || a.Replayed {
			t.Fatal(a, err)
		}
	})
}

func TestFiftyAtOnceAreOne(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		done, replayed := 0, 0
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				a, err := idem.Run(t.Context(), s, 7, request("k", "a"), words{}, func(tx *store.Tx) (any, error) { return "done", nil })
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil || string(a.Body) != "done":
					t.Errorf("%v %v", a, err)
				case a.Replayed:
					replayed++
				default:
					done++
				}
			})
		}
		wg.Wait()
		if done != 1 || replayed != 49 {
			t.Errorf("done %d times, replayed %d times", done, replayed)
		}
	})
}

func TestKeysAreChecked(t *testing.T) {
	s := storetest.Memory(t, store.Options{})
	for _, key := range []string{"a b", "ü", "\x01", string(make([]byte, 300))} {
		if _, err := run(t, s, request(key, "a"), func(*store.Tx) (any, error) { return "", nil }); !errors.Is(err, idem.ErrKeyInvalid) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func TestSweepForgetsWhatIsOld(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		verb := func(*store.Tx) (any, error) { return "done", nil }
		if _, err := run(t, s, request("k", "a"), verb); err != nil {
			t.Fatal(err)
		}
		if n, err := idem.Sweep(t.Context(), s, 1, 10); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := idem.Sweep(t.Context(), s, 1<<62, 10); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if a, err := run(t, s, request("k", "a"), verb); err != nil || a.Replayed {
			t.Fatal(a, err)
		}
	})
}

func TestASecretAnswerIsSealed(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		req, verb := request("k", "a"), func(*store.Tx) (any, error) { return "the code 1234", nil }
		req.Seal = secret.NewRing("answer", secret.NewMaster())
		for _, replayed := range []bool{false, true} {
			if a, err := run(t, s, req, verb); err != nil || a.Replayed != replayed || string(a.Body) != "the code 1234" {
				t.Fatal(a, err)
			}
		}
		rows, err := store.Select[struct {
			Body []byte `db:"body"`
		}](t.Context(), s, "SELECT body FROM idempotency")
		if err != nil || len(rows) != 1 || bytes.Contains(rows[0].Body, []byte("1234")) {
			t.Fatal(rows, err)
		}
		req.Seal = secret.NewRing("answer", secret.NewMaster())
		if a, err := run(t, s, req, verb); !errors.Is(err, secret.ErrUnknownKey) {
			t.Fatal(a, err)
		}
	})
}
