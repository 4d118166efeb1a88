// Package session lets members and operators in and remembers them.
//
// A wallet asks for a challenge: a nonce bound to its address, good for five
// minutes, at most five outstanding. It signs the nonce, or the sign-in text
// made of it, and gets a session. The signature is verified first and the
// nonce consumed after, once: a stranger cannot burn another's nonce, and of
// two requests with one nonce one wins.
//
// A session is a random token of 256 bits, of which only a hash is stored. A
// login always makes a new one. A session ends by logout, after seven days
// without use, or thirty days after it began.
//
// Every front with cookies calls this.
package session
