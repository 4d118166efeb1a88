// Package print turns cards into what is handed to a printer: a QR picture, a
// ZIP archive of the pictures of a batch with a table of its cards, and an A4
// sheet of cards to cut.
//
//	PNG      one picture, fixed in size, sharp, with the code in letters
//	Archive  qr/CODE.png for each card, and cards.csv for a mail merge
//	Table    cards.csv alone
//	Sheet    a PDF with a grid of cards: QR, name, code, expiry
//
// # Invariants
//
// Work is spread over the processors, but results are written in the order of
// the cards and at once, so that a batch of any size needs the memory of a few
// cards (and of its table, which is under 300 bytes a card). The source of the
// cards, the writer and the progress function are called on the caller's own
// goroutine; when a function returns, no goroutine of it is left. The same
// cards give the same bytes. Pictures and sheets are made of valid codes: they
// are secrets until a card is used, and nothing here logs them.
//
// # Callers
//
// The job that prints a batch (Archive, Sheet) and the fronts that serve one
// card's picture (PNG). There is no I/O but to the writer that is given.
//
// contract: S4-11, S4-17
package print
