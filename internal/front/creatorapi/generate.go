package creatorapi

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/httpx"
)

// GenerateDeps are what the area stands on. Without Generations its
// operations are not there.
type GenerateDeps struct {
	Generations *generation.Service
	Models      *model.Service
	FileLinks   *blob.Signer
	FileURL     string        // "http://localhost:8000": begins the addresses of files
	Patience    time.Duration // of those who wait for a text, a picture or slides; 0 is 60 s
	LinkTime    time.Duration // for which a file's address works; 0 is 24 h
}

// Bounds of a request that waits.
const (
	patienceDefault = 60 * time.Second
	linkTimeDefault = 24 * time.Hour
)

func (a *API) generateRoutes() {
	if a.Generations == nil {
		return
	}
	a.Patience, a.LinkTime = cmp.Or(a.Patience, patienceDefault), cmp.Or(a.LinkTime, linkTimeDefault)
	a.addRated("POST /writing/{tool_type}/generate", users, a.rateAI, a.handleWriting)
	a.addRated("POST /image/generate", users, a.rateAI, a.handleImage)
	a.addRated("POST /video/generate", users, a.rateAI, a.handleVideo)
	a.addRated("POST /ppt/generate", users, a.rateAI, a.handleDeck)
	a.add("GET /writing/tools", users, a.handleTools)
	a.add("GET /video/{task_id}/status", users, a.handleVideoStatus)
	a.add("GET /generations/{task_id}", users, a.handleTask)
	a.add("GET /creations", users, a.handleCreations)
	a.add("GET /creations/{id}", users, a.handleCreation)
	a.add("PUT /creations/{id}", users, a.handleEditCreation)
	a.add("DELETE /creations/{id}", users, a.handleDeleteCreation)
	a.add("GET /models", users, a.handleModels)
	a.add("POST /models", admins, a.handleCreateModel)
	a.add("PUT /models/{id}", admins, a.handleEditModel)
	a.add("DELETE /models/{id}", admins, a.handleDeleteModel)
	a.add("GET /files/{media}/{folder}/{name}", public, a.handleFile)
	s := &streams{API: a}
	a.add("GET /events", users, s.handleEvents)
	a.add("GET /ws", public, s.handleSocket)
}

// Long names the requests that may take as long as they need, for
// httpx.Front.Long: files and streams.
func Long(r *http.Request) bool {
	path := strings.TrimSuffix(r.URL.Path, "/")
	return strings.HasPrefix(path, root+filesPath) || path == root+"/events" || path == root+"/ws"
}

// rateAI is the documented rate of generating: only those without a
// membership are held to it.
func (a *API) rateAI(c caller, r *http.Request) httpx.Quota {
	if a.Limits.AI == nil {
		return httpx.Quota{Allowed: true}
	}
	m, err := membership.Load(r.Context(), a.Store, c.Member)
	if err == nil && m.IsActive(a.Clock.Now()) {
		return httpx.Quota{Allowed: true}
	}
	return limited(a.Limits.AI)(c, r)
}
