package card

import (
	"sync"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/secret"
)

// Options are what a Service is made of.
type Options struct {
	Ledger *ledger.Ledger
	Ring   *secret.Ring // seals the batches' keys
	// Zone decides when a day ends, for expiry dates and statistics; nil is
	// UTC, as the document has it. Changing it later makes the statistics of
	// days gone by follow from the zone of their time.
	Zone *time.Location
	// CardURL and PictureURL stand before a code in what a QR picture says
	// and in the address of the picture: "https://host/c/", "https://host/qr/".
	CardURL    string
	PictureURL string
}

// Service keeps templates, batches and cards.
type Service struct {
	ledger     *ledger.Ledger
	ring       *secret.Ring
	zone       *time.Location
	cardURL    string
	pictureURL string
	known      known
	assets     sync.Map // template → the asset that it granted last
}

// New makes the service.
func New(o Options) *Service {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	return &Service{ledger: o.Ledger, ring: o.Ring, zone: o.Zone, cardURL: o.CardURL, pictureURL: o.PictureURL}
}

// Zone is where a day ends.
func (s *Service) Zone() *time.Location { return s.zone }

// dayOf numbers the day of an instant: yyyymmdd.
func (s *Service) dayOf(at instant.Instant) int32 { return ledger.PeriodOf(at, s.zone).Day }
