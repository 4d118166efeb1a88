// Package account lets members in who registered with a username, an e-mail
// and a password, and gives them tokens.
//
// A credential is one row a member: an argon2id hash and a role, member or
// admin. The names themselves are subjects of package member, unique without
// regard to case. A login begins a family: its refresh token lives seven days
// from the login, however often it is used, and its access tokens two hours.
// A refresh token may be changed for a new one; using one that was changed
// revokes the family, because somebody else has it too.
//
// States of a family: living, revoked (by logout, a new password, the reuse of
// a changed token, or a login too many), expired.
//
// Invariants: a credential's names are subjects of its member; a family ends
// seven days after its login; a member has at most 20 families; no password,
// token or their digest without a key is stored but as an argon2id hash.
//
// Guessing: five wrong passwords for a name lock it for a minute, each further
// one twice as long, up to an hour; sixty from one network lock the network
// for the rest of a quarter of an hour. That holds for names that nobody has
// too, is kept in the database, and nothing turns it off.
//
// An access token cannot be revoked: it dies with its two hours. Suspended
// members are refused by whoever reads it. A role that was taken away, too,
// stays in the access tokens that have it until those die.
//
// creatorapi and coreapi call it.
package account
