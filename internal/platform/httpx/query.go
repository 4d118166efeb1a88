package httpx

import (
	"net/url"
	"strconv"

	"guerdon/internal/base/page"
)

// ParsePage reads "page" (1 where absent) and the page size under the
// front's own name for it.
// Faults: page.ErrInvalid, with the field.
func ParsePage(q url.Values, sizeName string, defaultSize int) (page.Numbered, error) {
	n := page.Numbered{Page: 1, Size: defaultSize}
	for _, f := range []struct {
		name string
		to   *int
	}{{"page", &n.Page}, {sizeName, &n.Size}} {
		if err := readInt(q, f.name, f.to); err != nil {
			return page.Numbered{}, page.ErrInvalid.With("field", f.name)
		}
		if n.Check() != nil {
			return page.Numbered{}, page.ErrInvalid.With("field", f.name)
		}
	}
	return n, nil
}

// QueryInt reads an integer within lowest and highest, or gives absent where
// the parameter is not there.
// Faults: ErrQuery, with the field.
func QueryInt(q url.Values, name string, absent, lowest, highest int) (int, error) {
	n := absent
	if err := readInt(q, name, &n); err != nil {
		return 0, ErrQuery.With("field", name)
	}
	if _, given := q[name]; given && (n < lowest || n > highest) {
		return 0, ErrQuery.With("field", name)
	}
	return n, nil
}

// QueryBool reads true, false, 1 or 0, or gives absent where the parameter
// is not there.
// Faults: ErrQuery, with the field.
func QueryBool(q url.Values, name string, absent bool) (bool, error) {
	values, given := q[name]
	if !given {
		return absent, nil
	}
	switch values[0] {
	case "true", "True", "1":
		return true, nil
	case "false", "False", "0":
		return false, nil
	}
	return false, ErrQuery.With("field", name)
}

func readInt(q url.Values, name string, to *int) error {
	values, given := q[name]
	if !given {
		return nil
	}
	n, err := strconv.Atoi(values[0])
	if err == nil {
		*to = n
	}
	return err
}
