package coreapi

import (
	"net/http"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/httpx"
)

// answer writes what was read.
func answer(w http.ResponseWriter, v any) error {
	httpx.WriteJSON(w, http.StatusOK, v)
	return nil
}

func instantOf(n int64) instant.Instant { return instant.Instant(n) }
