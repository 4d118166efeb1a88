package main

import (
	"crypto/tls"
	"net"
	"slices"
	"time"

	"guerdon/internal/domain/session"
	"guerdon/internal/domain/setting"
	"guerdon/internal/domain/study"
	"guerdon/internal/front/cardapi"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/front/lootapi"
	"guerdon/internal/front/opsapi"
	"guerdon/internal/front/rewardapi"
	"guerdon/internal/front/site"
	"guerdon/internal/front/studyapi"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
)

func (a *app) coreFront() httpx.Front {
	api := coreapi.New(coreapi.Deps{
		Store: a.store, Clock: a.clock, Ledger: a.ledger, Directory: a.directory, Sessions: a.sessions, Operators: a.operators, APIKeys: a.apiKeys,
		Events: a.events, Lootboxes: a.lootboxes, Redemptions: a.redemptions, Chain: a.chain, Cards: a.cards, CardPrinter: a.cardPrinter, Answers: a.ring("answer"), Exchange: a.exchanges, Rewards: a.rewards, Settlements: a.settlements,
		Accounts: a.creator.accounts, Coupons: a.creator.coupons, Activities: a.creator.activities, Publications: a.creator.publications,
		Orders: a.creator.orders, Generations: a.generation, Models: a.creator.models,
		Settings: slices.Concat(a.generation.Settings(), []setting.Spec{study.Levels}, a.settlements.Settings(), a.creator.referrals.Settings(), a.creator.orders.Settings()),
		Limit:    a.limiter(60_000, time.Minute), Logins: a.guard(), Secure: a.config.Production,
	})
	return httpx.Front{Name: "coreapi", Handler: api.Handler(), Fail: coreapi.Fail, Cookies: true, Origins: a.origins(config.Core)}
}

func (a *app) lootFront() httpx.Front {
	url := a.config.URL(config.Loot)
	api := lootapi.New(lootapi.Deps{
		Store: a.store, Clock: a.clock, Ledger: a.ledger, Directory: a.directory, Sessions: a.sessions, Operators: a.operators,
		Lootboxes: a.lootboxes, Redemptions: a.redemptions, Pool: a.pool, Chain: a.chain, Leaderboard: a.leaderboard,
		Site:  session.Site{Domain: url.Host(), URI: string(url), ChainID: a.config.Solana.ChainID},
		Limit: a.limiter(600, time.Minute), Logins: a.limiter(60, time.Minute), Secure: a.config.Production || url.IsSecure(),
	}).WithGeneration(a.generation)
	return httpx.Front{Name: "lootapi", Handler: api.Handler(), Fail: lootapi.Fail, Cookies: true, Origins: a.origins(config.Loot), Long: lootapi.Long}
}

func (a *app) opsFront() httpx.Front {
	handler := opsapi.New(opsapi.Config{
		Metrics: a.metrics.Handler(), Version: version(), Log: a.log,
		Checks: []opsapi.Check{{Name: "database", Run: a.store.Ping}},
	})
	return httpx.Front{Name: "opsapi", Handler: handler, Fail: opsapi.Fail}
}

// limiter counts requests, unless rate limits are off.
func (a *app) limiter(n int, window time.Duration) *httpx.Limiter {
	if !a.config.RateLimitsOn() {
		return nil
	}
	return httpx.NewLimiter(httpx.Rate{Limit: n, Window: window}, a.clock)
}

// guard counts sign-ins an address. It is never off: it guards passwords.
func (a *app) guard() *httpx.Limiter {
	return httpx.NewLimiter(httpx.Rate{Limit: 30, Window: time.Minute}, a.clock)
}

func (a *app) origins(f config.Front) *httpx.Origins {
	return httpx.NewOrigins(string(a.config.URL(f)), a.config.Listen.AllowedOrigins...)
}

func (a *app) rewardFront() httpx.Front {
	api := rewardapi.New(rewardapi.Deps{Store: a.store, Clock: a.clock, Bearers: a.bearers, Rewards: a.rewards, Settlements: a.settlements, Limit: a.limiter(600, time.Minute)})
	return httpx.Front{Name: "rewardapi", Handler: api.Handler(), Fail: rewardapi.Fail, Origins: a.origins(config.Reward)}
}

func (a *app) studyFront() httpx.Front {
	api := studyapi.New(studyapi.Deps{
		Store: a.store, Clock: a.clock, Ledger: a.ledger, Bearers: a.bearers, Exchange: a.exchanges, Limit: a.limiter(600, time.Minute),
	})
	return httpx.Front{Name: "studyapi", Handler: api.Handler(), Fail: studyapi.Fail, Origins: a.origins(config.Study)}
}

// studyTLS is the certificate of studyapi, where it is served over TLS.
func (a *app) studyTLS() (*tls.Config, error) {
	l := a.config.Listen
	switch {
	case !l.StudyTLS:
		return nil, nil
	case l.TLSCert != "":
		return httpx.TLSFromFiles(l.TLSCert, l.TLSKey)
	}
	host := a.config.URL(config.Study).Host()
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return httpx.SelfSigned(a.config.Data, a.clock, host)
}

func (a *app) cardFront() httpx.Front {
	api := cardapi.New(cardapi.Deps{
		Store: a.store, Clock: a.clock, Bearers: a.bearers, Cards: a.cards, Printer: a.cardPrinter, Answers: a.ring("answer"), BaseURL: string(a.config.URL(config.Card)), Limit: a.limiter(600, time.Minute),
	})
	return httpx.Front{Name: "cardapi", Handler: api.Handler(), Fail: cardapi.Fail, Origins: a.origins(config.Card)}
}

func (a *app) siteFront() httpx.Front {
	pages := site.New(site.Deps{
		Printer: a.cardPrinter, Blobs: a.files, Links: a.links, UseURL: "/api/card/cards/use/", Limit: a.limiter(300, time.Minute),
	})
	return httpx.Front{Name: "site", Handler: pages.Handler(), Fail: site.Fail, Headers: httpx.PageHeaders(a.config.Production), Long: site.Long}
}
