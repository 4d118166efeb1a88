package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"guerdon/internal/platform/config"
)

// greet prints what to open, and one working line a front.
func (a *app) greet(w io.Writer, password string) {
	c := a.config
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	say("")
	say("Guerdon %s is serving on %s.", version(), a.database())
	say("")
	say("  native API   %s/v1/docs", c.URL(config.Core))
	say("  health       http://%s/readyz", c.Addr(config.Ops))
	say("  lootapi      %s", c.URL(config.Loot))
	say("  rewardapi    %s   (documentation at /api)", c.URL(config.Reward))
	say("  studyapi     %s", c.URL(config.Study))
	say("  cardapi      %s/api/card/", c.URL(config.Card))
	say("  creatorapi   %s/api/v1", c.URL(config.Creator))
	say("")
	if password != "" {
		say("  operator     admin / %s   (shown once; set GUERDON_ADMIN_PASSWORD to choose it)", password)
		say("")
	}
	say("Try:")
	say("  curl -s %s/v1/openapi.json", c.URL(config.Core))
	say("  curl -s %s/api/lootbox/rewards/1", c.URL(config.Loot))
	say("  TOKEN=$(%s token --data %s --subject 101)", os.Args[0], c.Data)
	say("  curl -s -H \"Authorization: Bearer $TOKEN\" %s/rewards/summary", c.URL(config.Reward))
	say("  curl -s -H \"Authorization: Bearer $TOKEN\" %s/api/points/balance", c.URL(config.Study))
	say("  curl -s -H \"Authorization: Bearer $TOKEN\" %s/api/card/category/dance/", c.URL(config.Card))
	say("  curl -s -H \"Authorization: Bearer $TOKEN\" %s/api/v1/writing/tools", c.URL(config.Creator))
	say("")
	if !c.Solana.RPC.IsSet() {
		say("No chain is configured (GUERDON_SOLANA_RPC): pool deposits answer 503, all else works.")
	}
}

func (a *app) database() string {
	if a.config.Database.IsPostgres() {
		return "PostgreSQL"
	}
	return "SQLite in " + a.config.Data
}

// version is the build's.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
