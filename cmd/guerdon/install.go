package main

import (
	"context"
	"crypto/rand"
	"errors"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/store"
)

// install writes what every installation has: the first operator, the rules
// that the documented fronts award by, and in the sandbox the models that the
// document's examples name. It returns the operator's
// password where it was made just now.
func (a *app) install(ctx context.Context) (generated string, err error) {
	for _, r := range standardRules() {
		err := a.store.Write(ctx, 0, func(tx *store.Tx) error { _, err := rule.Put(tx, r); return err })
		if err != nil && !errors.Is(err, rule.ErrStale) {
			return "", err
		}
	}
	if a.config.SandboxOn() {
		if err := demo.LoadModels(ctx, a.store, a.creator.models); err != nil {
			return "", err
		}
	}
	if _, err := operator.Load(ctx, a.store, operator.First); !errors.Is(err, operator.ErrNotFound) {
		return "", err
	}
	pass := a.config.Secrets.AdminPassword.Reveal()
	if pass == "" {
		generated = rand.Text()
		pass = generated
	}
	hash, err := a.operators.Hash(ctx, pass)
	if err != nil {
		return "", err
	}
	cmd := operator.CreateCmd{ID: operator.First, Username: "admin", Role: operator.Admin}
	err = a.store.Write(ctx, operator.First.Bucket(), func(tx *store.Tx) error { _, err := operator.Create(tx, cmd, hash); return err })
	if errors.Is(err, operator.ErrNameTaken) || errors.Is(err, store.ErrExists) {
		return "", nil // another process was first
	}
	return generated, err
}

// standardRules are the awards that the documents fix. An operator may change
// them; that is never undone.
func standardRules() []rule.Rule {
	list := []rule.Rule{rule.Named("image_generation"), rule.Named("video_generation"), rule.Named("checkin")}
	list[0].Asset, list[0].Amount, list[0].DailyMax, list[0].Description = ledger.Point, 10, 3, "文生图"
	list[1].Asset, list[1].Amount, list[1].DailyMax, list[1].Description = ledger.Point, 20, 2, "文生视频"
	list[2].Asset, list[2].Amount, list[2].Description = ledger.Study, 5, "每日签到"
	for i := range list {
		list[i].Status = rule.Active
	}
	return list
}
