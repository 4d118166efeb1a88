package order

import (
	"log/slog"
	"strings"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Method is how money is taken under one name.
type Method struct {
	Provider payment.Provider
	Sandbox  bool // nothing of value moves
}

// Deps are what the service stands on. Any of Coupons, Campaigns, Referrals
// and Revenue may be nil.
type Deps struct {
	Store     *store.Store
	Queue     *job.Queue
	Ledger    *ledger.Ledger
	Methods   []Method // at most one of a name; none of them is none to pay with
	Coupons   Coupons
	Campaigns Campaigns
	Referrals Referrals
	Revenue   Revenue
}

// Options are the service's inputs and bounds. Zero values mean the defaults.
type Options struct {
	Now       func() instant.Instant // default: the system's clock
	NotifyURL string                 // what the method's name is added to: "https://…/notify/"
	ReturnURL string                 // where the payer's browser goes afterwards, "" for nowhere
	Lifetime  time.Duration          // how long an order may wait, default 30 min
	CallTime  time.Duration          // of one call to a provider, default 8 s
	PollEvery time.Duration          // how often a member's asking asks the provider, default 3 s
	Log       *slog.Logger           // default: silent
	OnAlarm   func(error)            // hears of what goes to review
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = func() instant.Instant { return instant.Of(time.Now()) }
	}
	if o.Lifetime <= 0 {
		o.Lifetime = 30 * time.Minute
	}
	if o.CallTime <= 0 {
		o.CallTime = 8 * time.Second
	}
	if o.PollEvery <= 0 {
		o.PollEvery = 3 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OnAlarm == nil {
		o.OnAlarm = func(error) {}
	}
	return o
}

// Service sells.
type Service struct {
	Deps
	opts    Options
	methods map[string]Method
	looks   looks
}

// New makes the service.
func New(d Deps, o Options) *Service {
	s := &Service{Deps: d, opts: o.withDefaults(), methods: map[string]Method{}}
	for _, m := range d.Methods {
		name := m.Provider.Name()
		if _, twice := s.methods[name]; twice || (name != Alipay && name != Wechat) {
			panic("order: the method " + strings.ToValidUTF8(name, "") + " is unknown or given twice")
		}
		s.methods[name] = m
	}
	return s
}

// Accepts reports whether money is taken by a method.
func (s *Service) Accepts(method string) bool {
	_, ok := s.methods[method]
	return ok
}

// methodOf is how the order's money is taken; ok is false where nobody does
// that here any more.
func (s *Service) methodOf(o *Order) (Method, bool) {
	m, ok := s.methods[o.Method]
	return m, ok && m.Sandbox == o.Sandbox
}

// The names of what runs later.
const (
	JobWatch   = "order.watch"
	JobRefund  = "order.refund"
	workRevive = "order.revive"
)

// Register gives a process's runner the jobs and the periodic work.
func (s *Service) Register(r *job.Runner) {
	options := job.HandlerOptions{Concurrency: 8, Timeout: 6 * s.opts.CallTime, Backoff: job.Backoff{Min: 2 * time.Second, Max: 10 * time.Minute}}
	r.Register(JobWatch, s.Watch, options)
	r.Register(JobRefund, s.RunRefund, options)
	r.Periodic(workRevive, 5*time.Minute, s.Revive)
}
