// Package xiaohongshu hands notes over to Xiaohongshu's app.
//
// The platform has no interface with which a server posts a note. The member
// gets what they need: a title and a text within the platform's limits to
// copy, and the address of the file. They post in the app and tell where.
//
// Invariants: nothing is ever sent anywhere.
//
// Callers: cmd hands an Adapter to the publication module.
package xiaohongshu

import (
	"context"

	"guerdon/internal/domain/publication"
)

// Adapter hands over. The zero value is ready.
type Adapter struct{}

// Submit packs what the member takes along.
func (Adapter) Submit(_ context.Context, t publication.Task) (publication.Report, error) {
	return publication.Report{
		State: publication.NeedsUserAction, Reason: publication.CopyAndPost,
		HandOver: publication.HandOver{File: t.Content.File, Title: t.Content.Title, Body: t.Content.Text},
	}, nil
}

// Look is never asked: nothing is committed to.
func (Adapter) Look(context.Context, publication.Task) (publication.Report, error) {
	return publication.Report{State: publication.Unknown, Reason: publication.LostAnswer}, nil
}
