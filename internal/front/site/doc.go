// Package site serves what a browser or a printer opens: the page behind a
// card's QR picture, the picture itself, and archives by signed link.
//
// The page says nothing about a code: it is the same for every well-formed
// one, whether or not there is such a card, so it cannot be used for guessing.
// Opening it never uses the card; its button sends the code to the card API
// with the member's token. Pictures, too, are drawn for whoever has a code.
// Archives open for whoever has the link, until it expires.
package site
