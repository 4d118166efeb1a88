package coreapi

// Operation is one call, as the description has it.
type Operation struct {
	Method, Path, ID string
	Body, Open, Once bool
	BodyMaybe, Many  bool
	Query            []string
	Need             string
	Statuses         map[int][]string // of problems, with their codes
	Success          int
}

// OperationsForTest lists every call of the front.
func (a *API) OperationsForTest() []Operation {
	var out []Operation
	for _, o := range a.doc.operations {
		op := Operation{
			Method: o.Method, Path: o.Path, ID: o.ID, Body: o.In != nil, Open: o.Open, Once: o.Once, BodyMaybe: o.Maybe, Many: o.InMany,
			Need: o.need.String(), Statuses: o.codes(), Success: o.Status,
		}
		for _, q := range o.Query {
			op.Query = append(op.Query, q.name)
		}
		out = append(out, op)
	}
	return out
}

// Wires and Chinese are the front's decisions about faults.
var (
	Wires   = wires
	Chinese = chinese
)

// CookieName is the session's.
const CookieName = cookieName
