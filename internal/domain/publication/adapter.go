package publication

import (
	"context"
	"errors"
	"io"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// Adapter speaks to one platform.
//
// An error of either method means that there is no answer: before the task
// was committed it is tried again, after that it is looked up. Only a Report
// is an answer.
type Adapter interface {
	// Submit brings a creation to the platform. It may be cut off and called
	// again at any point, with what it noted last, until it commits. After
	// Commit it makes the one call that posts, and no other.
	Submit(ctx context.Context, t Task) (Report, error)
	// Look finds out what has become of a task that was committed. A Report
	// of Unknown says that the platform does not know it, or not yet.
	Look(ctx context.Context, t Task) (Report, error)
}

// ErrTaken is returned by Note and Commit where somebody else has taken the
// task on, or it was cancelled: the adapter ends with this error.
var ErrTaken = errors.New("publication: somebody else works on this task")

// Task is a creation on its way to a platform. It is made anew for each call.
type Task struct {
	Number      string // names this attempt
	Member      id.ID
	Content     Content // fits the platform
	Credentials Credentials
	Now         instant.Instant
	Step        string          // what was noted or committed last, "" at first
	Ref         string          // what the platform called it, where it has said so
	SentAt      instant.Instant // when it was committed, 0 before

	// Note remembers how far the preparation is.
	Note func(ctx context.Context, step string) error
	// Commit is Note, right before the call that posts.
	Commit func(ctx context.Context, step string) error
	// Open opens the creation's file; the caller closes it.
	Open func() (File, error)
	// FileURL is an address of the file for the public, for a day; "" for none.
	FileURL string
	// Keep stores a file for the member under a fresh name with this ending.
	Keep func(ctx context.Context, ending string, write func(w io.Writer) error) (name string, err error)
	// Renew keeps credentials that the platform has changed.
	Renew func(ctx context.Context, c Credentials) error
	// Claimed reports whether another result has this reference already.
	Claimed func(ctx context.Context, ref string) (bool, error)
}

// File is a creation's file, open for reading.
type File struct {
	io.ReadSeekCloser
	Size int64 // bytes
}

// Report is what is known of a task by now. State is Submitted, Unknown,
// NeedsUserAction, Published, DraftCreated, Exported or Failed.
type Report struct {
	State    State
	Ref      string
	URL      string
	Reason   Reason
	Detail   string // short, safe to show; credentials are taken out of it
	HandOver HandOver
}

// HandOver is what the member needs to post by themselves.
type HandOver struct {
	Link     string          // to open or scan on a phone
	LinkEnds instant.Instant // 0: never
	File     string          // a stored file to take along
	Title    string          // to copy
	Body     string
}

// Fail is a report that nothing was posted and nothing will be.
func Fail(why Reason, detail string) Report {
	return Report{State: Failed, Reason: why, Detail: detail}
}
