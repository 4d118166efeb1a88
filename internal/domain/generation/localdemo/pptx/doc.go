// Package pptx writes a small PowerPoint file: a title slide and one slide of
// bullet points an item, over a complete master, two layouts and a theme, so
// that PowerPoint, WPS and LibreOffice open it without repair. The fixed
// parts stand in parts/; those that depend on the deck are built here.
//
// The same deck gives the same bytes: the archive carries no time.
package pptx
