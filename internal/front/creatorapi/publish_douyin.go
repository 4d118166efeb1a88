package creatorapi

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/publication"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/secret"
)

// errSignature is a platform's message that is about nothing of ours, or is
// not proved to be the platform's.
var errSignature = fault.New(fault.Forbidden, "creatorapi.signature_invalid", "The message is not signed by the platform.")

// douyinEvent is a message of Douyin's.
type douyinEvent struct {
	Event     string          `json:"event"`
	ClientKey string          `json:"client_key"`
	Content   json.RawMessage `json:"content"` // an object, or a text of one
}

// douyinContent is what the messages say that mean something here.
type douyinContent struct {
	Challenge json.Number `json:"challenge"`
	ShareID   string      `json:"share_id"`
	VideoID   string      `json:"video_id"`
}

func (e douyinEvent) content() (c douyinContent) {
	raw := []byte(e.Content)
	var inner string
	if json.Unmarshal(raw, &inner) == nil {
		raw = []byte(inner)
	}
	_ = json.Unmarshal(raw, &c) // what is missing stays empty
	return c
}

// handleDouyin hears that something was posted that was handed over. The
// signature is that of the application whose share id the message names.
// contract: S2-22
func (a *API) handleDouyin(w http.ResponseWriter, r *http.Request, _ caller) error {
	body, err := httpx.Body(r)
	if err != nil {
		return err
	}
	var event douyinEvent
	if err := httpx.DecodeBytes(body, &event); err != nil {
		return err
	}
	content := event.content()
	if event.Event == "verify_webhook" {
		httpx.WriteJSON(w, http.StatusOK, map[string]any{"challenge": content.Challenge})
		return nil
	}
	if event.Event != "create_video" || content.ShareID == "" {
		return reply(w, success, nil)
	}
	signature := strings.ToLower(r.Header.Get("X-Douyin-Signature"))
	known, err := a.Publications.Heard(r.Context(), publication.HeardCmd{
		Platform: publication.Douyin, Ref: content.ShareID, URL: douyinURL(content.VideoID),
		Proves: func(c publication.Credentials) bool {
			sum := sha1.Sum(append([]byte(c["app_secret"]), body...))
			return c["app_secret"] != "" && c["app_id"] == event.ClientKey && secret.Equal(signature, hex.EncodeToString(sum[:]))
		},
	})
	if err == nil && !known {
		err = errSignature
	}
	if err != nil {
		return err
	}
	return reply(w, success, nil)
}

// douyinURL is the address of a film, where its number is one.
func douyinURL(video string) string {
	if video == "" || len(video) > 30 || strings.Trim(video, "0123456789") != "" {
		return ""
	}
	return "https://www.douyin.com/video/" + video
}
