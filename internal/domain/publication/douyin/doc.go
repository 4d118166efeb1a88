// Package douyin hands pictures and films over to Douyin's app.
//
// The open platform posts nothing for a server: it signs a link with which the
// app opens its own page of posting, with the file already in it. The app
// fetches the file by itself, so that its address must be one that the public
// can reach. The member scans the link's QR code and posts. The share id in
// the link comes back in the platform's message that a film was created
// (create_video), which is proved by the application's secret; a member can
// also say where they posted.
//
// Invariants: nothing is ever posted by this package; the ticket and the
// secret never leave it, the link holds a signature of them only.
//
// Callers: cmd hands an Adapter to the publication module; the front of the
// platform's messages calls publication.Heard.
package douyin
