package coreapi

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guerdon/internal/base/fault"
)

// document is the OpenAPI 3.1 description, made of the same Go types that the
// handlers decode into and encode from.
type document struct {
	api        *huma.OpenAPI
	registry   huma.Registry
	operations []operation // in the order of declaration
}

// operation describes one call. In and Out are zero values of what is read
// and written; nil is no body. Faults are those that the call itself may
// answer with, besides the ones that every call may.
type operation struct {
	Method  string
	Path    string
	ID      string // of the contract: "N-05"
	Summary string
	Query   []param
	In      any
	InMany  bool // an array of In is accepted too
	Maybe   bool // the body may be missing
	Out     any
	OutMany any // the answer for an array
	Status  int
	Faults  []*fault.Fault
	Open    bool // needs no credentials
	Once    bool // takes no Idempotency-Key: it is no write, or safe to repeat

	need right
}

type param struct{ name, kind, about string }

func newDocument() *document {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	return &document{registry: registry, api: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Guerdon native API", Version: "1", Description: "Amounts are decimal strings in the asset's own unit. Lists are paged by cursor. Every write takes an Idempotency-Key. Errors are RFC 9457 problem details with a stable code."},
		Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
			"key":     {Type: "http", Scheme: "bearer", Description: "An API key: gk_…"},
			"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "An operator's session, after POST /v1/operator/login."},
		}},
		Paths: map[string]*huma.PathItem{},
	}}
}

// add describes one more operation.
func (d *document) add(o operation) {
	d.operations = append(d.operations, o)
	op := &huma.Operation{
		Method: o.Method, Path: o.Path, OperationID: operationID(o), Summary: o.Summary, Tags: []string{strings.Split(o.Path, "/")[2]},
		Parameters: d.parameters(o), Responses: d.responses(o),
		Extensions: map[string]any{"x-contract": o.ID},
	}
	if o.In != nil {
		op.RequestBody = &huma.RequestBody{Required: !o.Maybe, Content: jsonOf("application/json", d.oneOrMany(o.In, o.InMany, o.In))}
	}
	if !o.Open {
		op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
		op.Extensions["x-right"] = o.need.String()
	}
	d.api.AddOperation(op)
}

func operationID(o operation) string {
	return strings.ToLower(o.Method) + strings.NewReplacer("/v1", "", "/", "-", "{", "", "}", "", ".", "-").Replace(o.Path)
}

func (d *document) parameters(o operation) []*huma.Param {
	var out []*huma.Param
	for segment := range strings.SplitSeq(o.Path, "/") {
		if strings.HasPrefix(segment, "{") {
			kind := map[string]string{"{id}": "integer"}[segment]
			out = append(out, &huma.Param{Name: strings.Trim(segment, "{}"), In: "path", Required: true, Schema: &huma.Schema{Type: cmp.Or(kind, "string")}})
		}
	}
	for _, p := range o.Query {
		out = append(out, &huma.Param{Name: p.name, In: "query", Description: p.about, Schema: &huma.Schema{Type: p.kind}})
	}
	if o.Method != http.MethodGet && !o.Once {
		out = append(out, &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Makes a repetition answer as the first time did.", Schema: &huma.Schema{Type: "string"}})
	}
	return out
}

// responses are the success, and by status every fault that the call may
// answer with.
func (d *document) responses(o operation) map[string]*huma.Response {
	success := &huma.Response{Description: http.StatusText(o.Status)}
	if o.Out != nil {
		success.Content = jsonOf("application/json", d.oneOrMany(o.Out, o.OutMany != nil, o.OutMany))
	}
	out := map[string]*huma.Response{strconv.Itoa(o.Status): success}
	for status, codes := range o.codes() {
		slices.Sort(codes)
		out[strconv.Itoa(status)] = &huma.Response{
			Description: "`" + strings.Join(slices.Compact(codes), "` `") + "`",
			Content:     jsonOf("application/problem+json", d.schema(problem{})),
		}
	}
	return out
}

// codes are the codes of every fault that the call may answer with, by
// status.
func (o operation) codes() map[int][]string {
	out := map[int][]string{}
	for _, f := range slices.Concat(o.Faults, o.common()) {
		wire, _ := wires.Of(f)
		out[wire.Status] = append(out[wire.Status], f.Code)
	}
	return out
}

// schema is that of v's type; a type without a name is an empty object.
func (d *document) schema(v any) *huma.Schema {
	return d.registry.Schema(reflect.TypeOf(v), true, "Empty")
}

func (d *document) oneOrMany(one any, alsoMany bool, many any) *huma.Schema {
	if !alsoMany {
		return d.schema(one)
	}
	other := d.schema(many)
	if reflect.TypeOf(one) == reflect.TypeOf(many) {
		least, most := 1, arrayMax
		other = &huma.Schema{Type: "array", Items: d.schema(one), MinItems: &least, MaxItems: &most}
	}
	return &huma.Schema{OneOf: []*huma.Schema{d.schema(one), other}}
}

func jsonOf(kind string, s *huma.Schema) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{kind: {Schema: s}}
}

// finish tidies the schemas: unknown names are ignored, and lists are never
// null.
func (d *document) finish() *huma.OpenAPI {
	for _, s := range d.registry.Map() {
		if closed, ok := s.AdditionalProperties.(bool); ok && !closed {
			s.AdditionalProperties = nil
		}
		for _, p := range s.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
	return d.api
}
