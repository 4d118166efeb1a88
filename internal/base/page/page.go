// Package page holds the two ways of paging: numbered pages for the
// documented fronts, cursors for the native API.
package page

import "guerdon/internal/base/fault"

// SizeMax is the largest page of any list.
const SizeMax = 100

// ErrInvalid is a page or size that is not a number in range.
var ErrInvalid = fault.New(fault.Invalid, "page.invalid", "The page or page size is out of range.")

// Numbered asks for the page-th slice (from 1) of size rows.
type Numbered struct {
	Page int
	Size int
}

// Check refuses what no list can serve: 1 ≤ page ≤ 1,000,000, 1 ≤ size ≤ SizeMax.
func (n Numbered) Check() error {
	if n.Page < 1 || n.Page > 1_000_000 || n.Size < 1 || n.Size > SizeMax {
		return ErrInvalid
	}
	return nil
}

// Offset is how many rows come before this page.
func (n Numbered) Offset() int { return (n.Page - 1) * n.Size }

// Pages is how many pages total rows fill.
func (n Numbered) Pages(total int64) int64 {
	return (total + int64(n.Size) - 1) / int64(n.Size)
}

// List is one numbered page and the count of all rows.
type List[T any] struct {
	Items []T
	Total int64
}
