// Package actor says who acts: a member, an operator, an API key, the
// system itself. It is recorded with every movement and audit line.
package actor

import (
	"strconv"

	"guerdon/internal/base/id"
)

// Kind is the sort of actor.
type Kind string

// The kinds of actor.
const (
	Member   Kind = "member"
	Operator Kind = "operator"
	APIKey   Kind = "api_key"
	System   Kind = "system"
)

// Actor is somebody who acts.
type Actor struct {
	Kind Kind
	ID   id.ID
}

// OfMember is the member with this id.
func OfMember(i id.ID) Actor { return Actor{Kind: Member, ID: i} }

// OfSystem is the program itself (jobs, expiry).
var OfSystem = Actor{Kind: System}

// String is the stored form, "member:123" or "system".
func (a Actor) String() string {
	if a.Kind == System || a.Kind == "" {
		return string(System)
	}
	return string(a.Kind) + ":" + strconv.FormatInt(int64(a.ID), 10)
}
