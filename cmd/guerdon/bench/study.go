package bench

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"guerdon/cmd/guerdon/demo"
)

const (
	// learners is how many members study; there is a rule of each kind in
	// the sample domain that they belong to.
	learners = 10_000
	// eventArray is how many events a request tells of.
	eventArray = 100
	// eventDigits is the width of an event's number in its id.
	eventDigits = 15
)

// enroll makes the members who study.
// contract: N-02
func enroll(ctx context.Context, t *target) error {
	var c caller
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i := range learners {
		g.Go(func() error {
			member := map[string]any{"subjects": []string{fmt.Sprintf("ext:learner-%0*d", memberDigits, i)}, "domain": demo.StudyDomain}
			if _, err := c.call(ctx, "http://"+t.core+"/v1/members", t.key, member, nil); err != nil {
				return fmt.Errorf("enroll: %w", err)
			}
			return nil
		})
	}
	return g.Wait()
}

// events tell of sessions of 30 minutes at any hour of the month before last.
// contract: N-01
func events(t *target) func(int) feed {
	now := time.Now().UTC()
	month := time.Date(now.Year(), now.Month()-2, 1, 0, 0, 0, 0, time.UTC).Format("2006-01-")
	one := `{"id":"` + blanks(eventDigits) + `","type":"study.session","subject":"ext:learner-` + blanks(memberDigits) +
		`","at":"` + month + blanks(2) + `T` + blanks(2) + `:00:00Z","data":{"minutes":30}}`
	body := "[" + strings.TrimSuffix(strings.Repeat(one+",", eventArray), ",") + "]"
	request := newTemplate(http.MethodPost, "/v1/events", t.core, t.authorization(), body)
	var number atomic.Uint64
	number.Store(uint64(time.Now().UnixMilli()))
	return func(connection int) feed {
		own, d := request.copy(), dice(connection)
		return func() []byte {
			first := number.Add(eventArray)
			for i := range eventArray {
				own.fill(4*i, first+uint64(i))
				own.fill(4*i+1, d.Uint64N(learners))
				own.fill(4*i+2, 1+d.Uint64N(28))
				own.fill(4*i+3, d.Uint64N(24))
			}
			return own.text
		}
	}
}

// rejectedEvents counts the events of an array that were refused.
func rejectedEvents(body []byte) int { return bytes.Count(body, []byte(`"status":"rejected"`)) }
