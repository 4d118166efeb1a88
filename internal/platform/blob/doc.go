// Package blob keeps files (generated media, uploads, exports) in a
// directory of the data directory.
//
// A blob has a name of up to four plain segments ("image/2026-01/abc.png")
// and is there whole or not at all: Put writes beside it, syncs, and renames.
// Names cannot leave the directory: they are checked, and the directory is
// opened as an os.Root, which follows no link out of it. A Signer makes
// addresses for blobs that work for a while.
//
// States of a blob: absent → present → absent; a Put over a present one
// replaces it for readers that open it afterwards.
//
// Callers: the modules that make or take files, the front that serves them,
// and a job that removes what is old.
package blob
