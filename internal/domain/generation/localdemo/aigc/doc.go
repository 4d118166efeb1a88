// Package aigc writes the marks that GB 45438-2025 asks of generated content.
//
// A Mark is the implicit label: the seven members that name who produced and
// who spreads a piece of content. JSON gives its value, Document the value
// under its name "AIGC", XMP the packet that images carry. PNG and JPEG put
// the mark into a finished image; the writers of the other formats take the
// text and place it where their format keeps metadata.
//
// Visible is the explicit label in words; visible text must be at least 5 %
// of a picture's shorter side (TextHeight), and an audio file opens or closes
// with the rhythm short-long short-short. A file made by any producer, not
// only by the local demo, may be marked with this package.
package aigc
