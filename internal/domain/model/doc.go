// Package model keeps the models that generation tasks may be given to.
//
// A model is a name for members to choose, the vendor and the vendor's name
// for it, where its interface is, the key for it, what a call costs in
// credits, and what it makes. States:
//
//	active ⇄ inactive
//
// Members may choose active ones. Tasks under way keep the model they were
// given to, also when it is made inactive.
//
// Invariants: the key rests sealed and leaves the package only towards a
// provider (Channel), never towards a front; an address is https, without
// credentials, and no literal of an inside network (whoever calls it also
// looks at what its name resolves to); a key is never sent to another host
// than the one that it was given for; a model that a task was given to is
// never removed, only made inactive.
//
// The creator's front and coreapi manage it; generation reads it.
package model
