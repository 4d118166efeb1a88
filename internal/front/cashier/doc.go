// Package cashier serves the sandbox's cashier: the page behind a sandbox
// order's payment address, where a vendor would show its own. It says that
// nothing real is paid, shows the order, and has a button for each ending: it
// is paid, it fails, it is paid late, it is notified twice, another amount is
// notified. Each tells the shop as the vendor would, in its real protocol,
// and the page shows what the shop answered.
//
// The address names a trade by a reference that nobody can guess; who has it
// may pay, as with a vendor's. Every button sends a token that is bound to the
// reference. The page works without scripts and loads nothing from elsewhere.
//
// The sandbox forgets its trades when the program ends; an order that still
// waits is then placed again when its page is opened.
//
// It is mounted only where a sandbox stands in for a vendor.
package cashier
