package membership

import "guerdon/internal/platform/store"

// AddMonths is addMonths.
var AddMonths = addMonths

// Lengthen changes a row around the rules.
func Lengthen(tx *store.Tx, m Membership) { memberships.Put(tx, m) }
