package publication

import (
	"fmt"
	"strconv"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type publicationKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Publication is one request to publish a creation. DueAt is when to begin.
type Publication struct {
	publicationKey
	Member    id.ID           `db:"member"`
	Creation  id.ID           `db:"creation"`
	Platforms string          `db:"platforms"` // see Where
	DueAt     instant.Instant `db:"due_at"`
	Status    Status          `db:"status"`
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var publications = store.Define[publicationKey, Publication]("publication")

func keyOf(i id.ID) publicationKey { return publicationKey{i.Bucket(), i} }

// Where are the platforms, in the order in which they were asked for.
func (p Publication) Where() []Platform { return parted(p.Platforms) }

// Scheduled is when it was asked to begin, 0 for at once.
func (p Publication) Scheduled() instant.Instant {
	if p.DueAt <= p.CreatedAt {
		return 0
	}
	return p.DueAt
}

// waiting is its status while nothing has begun.
func (p Publication) waiting() Status {
	if p.Scheduled() == 0 {
		return StatusPending
	}
	return StatusScheduled
}

type resultKey struct {
	Bucket      id.Bucket `db:"bucket"`
	Publication id.ID     `db:"publication"`
	Platform    Platform  `db:"platform"`
}

// Result is what becomes of a publication on one platform.
type Result struct {
	resultKey
	State     State           `db:"state"`
	Via       string          `db:"via"`      // who handles it: the platform's adapter, or the sandbox
	Attempts  int32           `db:"attempts"` // begun
	Step      string          `db:"step"`     // how far the adapter is, in its own words
	SentAt    instant.Instant `db:"sent_at"`  // when the call that posts was committed to
	Ref       string          `db:"ref"`      // what the platform calls it
	URL       string          `db:"url"`      // where it is to be seen
	Reason    Reason          `db:"reason"`
	Detail    string          `db:"detail"`
	Link      string          `db:"link"`      // hand-over: to be opened, or scanned, on a phone
	LinkEnds  instant.Instant `db:"link_ends"` // when it stops working, 0 for never
	File      string          `db:"file"`      // hand-over: a stored file to be taken along
	Title     string          `db:"title"`     // hand-over: to be copied
	Body      string          `db:"body"`
	Tries     int32           `db:"tries"`   // looks that left it where it was
	LookAt    instant.Instant `db:"look_at"` // when somebody must look at it again; 0 once nobody needs to
	Version   int64           `db:"version"`
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

type ofKey struct {
	Bucket      id.Bucket `db:"bucket"`
	Publication id.ID     `db:"publication"`
}

var (
	results = store.Define[resultKey, Result]("publication_result")
	// resultsOf is read after its publication was got.
	resultsOf = store.Group[ofKey](results, "publication_result_pkey")
)

// ViaSandbox is the Via of what was only simulated.
const ViaSandbox = "sandbox"

// IsSimulated reports whether nothing real was sent.
func (r Result) IsSimulated() bool { return r.Via == ViaSandbox }

// number names one attempt at the platform.
func (r Result) number() string {
	return fmt.Sprintf("publication-%d-%s-%d", r.Publication, r.Platform, r.Attempts)
}

// payload names a result in its job: a JSON text.
func (k resultKey) payload() []byte {
	return []byte(strconv.Quote(fmt.Sprintf("%d %s", k.Publication, k.Platform)))
}

func parsePayload(payload []byte) (resultKey, bool) {
	text, err := strconv.Unquote(string(payload))
	number, platform, parted := strings.Cut(text, " ")
	n, numberErr := strconv.ParseInt(number, 10, 64)
	return resultKey{id.ID(n).Bucket(), id.ID(n), Platform(platform)}, err == nil && parted && numberErr == nil && n > 0
}

type latestKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Creation id.ID     `db:"creation"`
	Platform Platform  `db:"platform"`
}

// latest is the latest publication of a creation on a platform.
type latest struct {
	latestKey
	Publication id.ID `db:"publication"`
}

var latests = store.Define[latestKey, latest]("publication_latest")
