package fault

import (
	"errors"
	"fmt"
	"maps"
)

// Kind is the class of a fault. A front may map a whole kind at once.
type Kind uint8

// The kinds, from the caller's mistakes to ours.
const (
	Internal        Kind = iota // ours: the cause is in the log
	Invalid                     // the input is malformed or out of range
	Unauthenticated             // nobody, or not whom they claim to be
	Forbidden                   // somebody without the right
	NotFound                    // no such object, or another member's
	Conflict                    // the state or a unique key is against it
	Refused                     // a rule says no (no funds, sold out, closed)
	Limited                     // too often
	Unavailable                 // not now: queue full, outside service down
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "refused", "limited", "unavailable"}

func (k Kind) String() string { return kindNames[k] }

// Fault is an error with a stable code. Compare with errors.Is: two faults
// are the same when their codes are.
type Fault struct {
	Kind   Kind
	Code   string         // stable, "<package>.<reason>"
	Text   string         // English, safe to show
	Params map[string]any // public
	cause  error          // private, for the log
}

// New declares a fault. text is one safe English sentence.
func New(kind Kind, code, text string) *Fault {
	return &Fault{Kind: kind, Code: code, Text: text}
}

func (f *Fault) Error() string {
	if f.cause != nil {
		return fmt.Sprintf("%s: %v", f.Code, f.cause)
	}
	return f.Code
}

// Unwrap gives the private cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is reports whether target is a fault of the same code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// With returns a copy with one more public parameter.
func (f *Fault) With(key string, value any) *Fault {
	c := *f
	c.Params = maps.Clone(f.Params)
	if c.Params == nil {
		c.Params = map[string]any{}
	}
	c.Params[key] = value
	return &c
}

// Because returns a copy with a private cause.
func (f *Fault) Because(cause error) *Fault {
	c := *f
	c.cause = cause
	return &c
}

// ErrInternal stands for every error that is not a Fault.
var ErrInternal = New(Internal, "internal", "Something went wrong on our side.")

// Of finds the fault in err, or wraps err as ErrInternal. Of(nil) is nil.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return ErrInternal.Because(err)
}
