package cardapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
)

// errNoCategory is an address that names no category.
var errNoCategory = fault.New(fault.NotFound, "cardapi.no_category", "There is no such category.")

type offers struct {
	Category  string  `json:"category"`
	Templates []offer `json:"templates"`
}

type offer struct {
	ID               id.ID            `json:"id"`
	Name             string           `json:"name"`
	Description      string           `json:"description"`
	Attributes       object           `json:"attributes"`
	Rarity           string           `json:"rarity"`
	AvailableBatches []availableBatch `json:"available_batches"`
}

type availableBatch struct {
	ID                id.ID  `json:"id"`
	Name              string `json:"name"`
	AvailableQuantity int64  `json:"available_quantity"`
}

// getCategory shows the active templates of a category and what can be used
// of them. contract: S4-19
func (a *API) getCategory(w http.ResponseWriter, r *http.Request, _ caller) error {
	category, err := card.ParseCategory(r.PathValue("category"))
	if err != nil {
		return errNoCategory
	}
	found, err := card.Offers(r.Context(), a.Store, category, a.Clock.Now())
	if err != nil {
		return err
	}
	out := offers{string(category), make([]offer, len(found))}
	for i, o := range found {
		batches := make([]availableBatch, len(o.Batches))
		for j, b := range o.Batches {
			batches[j] = availableBatch{b.ID, b.Name, b.Available}
		}
		out.Templates[i] = offer{o.ID, o.Name, o.Description, object(o.Attributes), string(o.Rarity), batches}
	}
	return reply(w, out)
}
