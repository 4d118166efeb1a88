// Package operator knows the people who run the place: their names, roles and
// passwords.
//
// Roles: admin (everything), manager (everything but operators, keys and
// settings), auditor (reads), domain_admin (one study domain). States:
// active, disabled. After five wrong passwords in a row an operator is locked
// out for a minute, and twice as long each further time, up to an hour.
//
// coreapi, lootapi's admin login and the command line call it.
package operator
