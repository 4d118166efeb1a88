package coreapi

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
)

// errID is an address with something else than an id in it.
var errID = fault.New(fault.Invalid, "coreapi.id_invalid", "The id in the address must be a positive whole number.")

const timeLayout = "2006-01-02T15:04:05.000000Z07:00"

// wireTime is an instant in RFC 3339, UTC, or null.
type wireTime instant.Instant

// MarshalJSON writes the time.
func (t wireTime) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(instant.Instant(t).Time().Format(timeLayout))
}

// Schema describes it.
func (wireTime) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Nullable: true}
}

// wireAmount is an amount in whole units, as a decimal string.
func wireAmount(a amount.Amount, asset ledger.Asset) string { return a.Format(asset.Scale()) }

// optional is an id, or null for none.
func optional(i id.ID) *int64 {
	if i == 0 {
		return nil
	}
	n := int64(i)
	return &n
}

// sideText names one side of a transfer: a system account by its name, a
// member as a subject, with the purpose of an account that is not the main
// one.
func sideText(r ledger.Ref) string {
	if r.IsSystem() {
		return r.Purpose
	}
	text := subjectText(r.Owner)
	if r.Purpose != ledger.Main {
		text += ":" + r.Purpose
	}
	return text
}

// subjectText names a member by id, as calls take it.
func subjectText(i id.ID) string { return "id:" + strconv.FormatInt(int64(i), 10) }

// pathID reads the id in the address. Faults: errID.
func pathID(r *http.Request) (id.ID, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, errID
	}
	return id.ID(n), nil
}

// oneOrMany is one object, or an array of them.
type oneOrMany[T any] struct {
	list  []T
	array bool
}

// arrayMax is the longest array that a call takes.
const arrayMax = 1000

// decodeMany reads one object or an array of them, telling the two apart by
// their first character. Faults: those of httpx.Decode.
func decodeMany[T any](r *http.Request) (m oneOrMany[T], err error) {
	body, err := httpx.Body(r)
	if err != nil {
		return m, err
	}
	if m.array = firstByte(body) == '['; m.array {
		err = httpx.Decode(r, &m.list)
	} else {
		m.list = make([]T, 1)
		err = httpx.Decode(r, &m.list[0])
	}
	if err == nil && (len(m.list) == 0 || len(m.list) > arrayMax) {
		err = httpx.ErrBodyMalformed.With("reason", "an array has 1 to 1000 entries")
	}
	return m, err
}

// firstByte is the first character that is not white space, or 0.
func firstByte(b []byte) byte {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c
		}
	}
	return 0
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
