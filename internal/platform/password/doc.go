// Package password keeps passwords as argon2id hashes.
//
// A Hasher works on few passwords at a time, because each takes tens of
// megabytes: callers wait for a place, or give up with their context.
// Nobody can tell an unknown user from a wrong password by the time taken:
// VerifyNobody costs what Verify costs.
//
// Who may try how often (lockout) is a domain matter. Callers: the member
// and operator verbs that sign in, register and change passwords.
package password
