package lootapi

import (
	"net/http"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type experienceRequest struct {
	ProductType *string `json:"product_type"`
}

type experienceReply struct {
	Success        bool  `json:"success"`
	PointsEarned   int64 `json:"points_earned"`
	RemainingCount int64 `json:"remaining_count"` // -1 where the rule has no limit
	TotalPoints    int64 `json:"total_points"`
}

// handleExperience rewards the member for having tried a product, within the
// day's limit, which tasks that are rewarded at once count against too.
// contract: S0-25
func (s studio) handleExperience(w http.ResponseWriter, r *http.Request, who session.Session) error {
	var req experienceRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.ProductType == nil {
		return missing("product_type")
	}
	cmd := generation.ClaimCmd{Member: who.Owner, Product: generation.Product(*req.ProductType)}
	s.write(w, r, who.Owner.Bucket(), scopeOf(who), func(tx *store.Tx) (any, error) {
		c, err := s.tasks.Claim(tx, cmd)
		return experienceReply{true, int64(c.Points), c.Remaining, int64(c.Balance)}, err
	})
	return nil
}
