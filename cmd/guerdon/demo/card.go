package demo

import (
	"context"
	"errors"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/store"
)

// Ids of the card samples.
const (
	DanceTemplate id.ID = 1
	SongTemplate  id.ID = 2
	DanceBatch    id.ID = 1
	FirstCard     id.ID = 1001
)

// cardsUntil is the last day on which the sample cards can be used: far away,
// so that the document's code works on any day.
const cardsUntil = "2099-12-31"

// LoadCards writes the templates, and the batch with cards 1001 to 2000, of the
// card system's document. The batch's codes are plain, as the document's are:
// DANCE_20230101_001_1001.
func LoadCards(ctx context.Context, s *store.Store, cards *card.Service) error {
	for _, part := range []func(tx *store.Tx) error{
		func(tx *store.Tx) error {
			_, err := cards.CreateTemplate(tx, card.CreateTemplateCmd{
				ID: DanceTemplate, Name: "舞蹈卡片模板", Category: card.Dance, Description: "用于舞蹈技能学习的卡片",
				Image:      "https://example.com/card_templates/dance_template.jpg",
				Attributes: `{"difficulty":"初级","duration":"30分钟","style":"现代舞"}`, Rarity: card.Common, State: card.Active, Actor: actor.OfSystem,
			})
			return err
		},
		func(tx *store.Tx) error {
			_, err := cards.CreateTemplate(tx, card.CreateTemplateCmd{
				ID: SongTemplate, Name: "唱歌卡片模板", Category: card.Song, Description: "用于音乐技能学习的卡片",
				Image:      "https://example.com/card_templates/song_template.jpg",
				Attributes: `{"genre":"流行","difficulty":"中级","bpm":120,"language":"中文"}`, Rarity: card.Rare, State: card.Active, Actor: actor.OfSystem,
			})
			return err
		},
		func(tx *store.Tx) error {
			_, err := cards.CreateBatch(tx, card.CreateBatchCmd{
				ID: DanceBatch, StartID: FirstCard, Name: "2023年第一批舞蹈卡片", Template: DanceTemplate, Total: 1000, ExpiryDay: cardsUntil,
				Code: "DANCE_20230101_001", Style: card.Plain, State: card.Published, Actor: actor.OfSystem,
			})
			return err
		},
	} {
		err := s.Write(ctx, 0, part)
		// It is there, as it was loaded or as somebody has edited it since.
		if err != nil && !errors.Is(err, card.ErrTemplateTaken) && !errors.Is(err, card.ErrBatchTaken) && !errors.Is(err, card.ErrTemplateNotFound) && !errors.Is(err, card.ErrTemplateInactive) {
			return err
		}
	}
	return nil
}
