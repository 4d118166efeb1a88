package demo

import (
	"context"
	"errors"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/store"
)

// LoadModels writes the models whose ids the creator's document uses: 1 writes,
// 2 draws, 3 films, 4 makes slides. They are this program's own studio, and
// say so; their prices are the tools'.
func LoadModels(ctx context.Context, s *store.Store, models *model.Service) error {
	for i, m := range []struct {
		name, model string
		makes       creation.Type
		cost        amount.Amount
	}{
		{"本地演示-写作", "demo-writing", creation.Writing, 10},
		{"本地演示-图片", "demo-image", creation.Image, 20},
		{"本地演示-视频", "demo-video", creation.Video, 50},
		{"本地演示-PPT", "demo-ppt", creation.Deck, 30},
	} {
		err := s.Write(ctx, 0, func(tx *store.Tx) error {
			_, err := models.Create(tx, model.CreateCmd{
				ID: id.ID(i + 1), Name: m.name, Provider: model.Demo, ModelName: m.model, Temperature: model.NoTemperature,
				Makes: []creation.Type{m.makes}, Cost: m.cost, Priority: model.PriorityMax, Actor: actor.OfSystem,
			})
			return err
		})
		// It is there, as it was loaded or as somebody has edited it since.
		if err != nil && !errors.Is(err, model.ErrTaken) {
			return err
		}
	}
	return nil
}
