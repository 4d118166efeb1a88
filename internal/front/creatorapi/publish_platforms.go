package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/publication"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// platformItem is a platform as it is listed.
type platformItem struct {
	Platform    string          `json:"platform"`
	Name        string          `json:"name"`
	Bound       bool            `json:"bound"`
	BoundAt     wireTime        `json:"bound_at"`
	Completion  string          `json:"completion"` // sync, polling or user_handoff
	Limits      platformLimits  `json:"limits"`
	Credentials credentialNames `json:"credentials"`
}

// platformLimits are a platform's rules. Lengths are in characters.
type platformLimits struct {
	Types    []publication.Kind `json:"types"`
	TitleMin int                `json:"title_min"`
	TitleMax int                `json:"title_max"`
	BodyMax  int                `json:"body_max"`
	Media    []mediaRule        `json:"media"`
}

type mediaRule struct {
	Type         publication.Kind `json:"type"`
	SizeMax      int64            `json:"size_max"` // bytes
	ContentTypes []string         `json:"content_types"`
}

type credentialNames struct {
	Required []string `json:"required"`
	Optional []string `json:"optional"`
}

func showPlatform(p publication.Account) platformItem {
	item := platformItem{
		Platform: string(p.Platform), Name: p.Name, Bound: p.BoundAt != 0, BoundAt: wireTime(p.BoundAt), Completion: string(p.Completion),
		Limits:      platformLimits{Types: p.Kinds, TitleMin: p.TitleMin, TitleMax: p.TitleMax, BodyMax: p.BodyMax, Media: []mediaRule{}},
		Credentials: credentialNames{Required: orEmpty(p.Required), Optional: orEmpty(p.Optional)},
	}
	for _, m := range p.Media {
		item.Limits.Media = append(item.Limits.Media, mediaRule{m.Kind, m.SizeMax, m.Types})
	}
	return item
}

// orEmpty is the list, as [] where it is nil.
func orEmpty(list []string) []string { return append([]string{}, list...) }

// handlePlatforms lists the platforms, and which are bound.
// contract: S2-23
func (a *API) handlePlatforms(w http.ResponseWriter, r *http.Request, c caller) error {
	accounts, err := publication.Accounts(r.Context(), a.Store, c.Member)
	if err != nil {
		return err
	}
	items := make([]platformItem, len(accounts))
	for i, p := range accounts {
		items[i] = showPlatform(p)
	}
	return reply(w, success, items)
}

// bindReply says whether a platform is bound. Credentials never come back.
type bindReply struct {
	Platform string `json:"platform"`
	Bound    bool   `json:"bound"`
}

// handleBind keeps a member's credentials for a platform.
// contract: S2-24
func (a *API) handleBind(w http.ResponseWriter, r *http.Request, c caller) error {
	var req struct {
		Platform    string                  `json:"platform"`
		Credentials publication.Credentials `json:"credentials"`
	}
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.Platform == "" {
		return errMissing.With("field", "platform")
	}
	return a.write(w, r, c, c.Member.Bucket(), success, func(tx *store.Tx) (any, error) {
		p, err := a.Publications.Bind(tx, publication.BindCmd{Member: c.Member, Platform: req.Platform, Credentials: req.Credentials})
		return bindReply{string(p.Platform), true}, err
	})
}

// handleUnbind forgets them.
// contract: S2-24
func (a *API) handleUnbind(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.write(w, r, c, c.Member.Bucket(), success, func(tx *store.Tx) (any, error) {
		p, err := publication.Unbind(tx, publication.UnbindCmd{Member: c.Member, Platform: r.PathValue("platform")})
		return bindReply{string(p.Platform), false}, err
	})
}
