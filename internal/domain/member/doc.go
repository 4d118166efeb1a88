// Package member knows who the members are.
//
// A member is one row with an int64 id. Whoever comes from outside is a
// subject: a wallet address, a username, an e-mail, or the name that another
// issuer gave. Each subject belongs to one member, for ever; a member may
// have several. A member who comes by wallet and one who comes by token are
// thus the same where an integrator says so.
//
// States: active, suspended. A suspended member keeps everything and can do
// nothing.
//
// Every front and every event finds its member here.
package member
