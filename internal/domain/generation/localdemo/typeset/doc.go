// Package typeset sets Chinese, Japanese kana, Latin, Greek and Cyrillic text
// on pixels with one embedded font, Noto Sans SC Medium (SIL Open Font
// License, see font/OFL.txt).
//
// The font is a committed subset of about 10,000 characters (GB 2312, Big5
// level 1, kana, Latin, Greek, Cyrillic), 3 MB instead of the source's 10 MB.
// It is committed rather than fetched so that a fresh checkout builds, tests
// and runs with Go alone and without a network, and so that no build can come
// out that draws boxes for letters. scripts/assets.sh rebuilds it, byte for
// byte, from a locked source.
//
// A character that the font lacks is shown as 〓, the printers' mark for a
// missing sort; a run of them as one mark. Right-to-left and joining scripts
// are therefore shown as marks and never wrongly.
//
// A Font may be shared by goroutines; a Face belongs to one.
package typeset
