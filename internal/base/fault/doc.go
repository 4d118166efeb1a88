// Package fault holds the one error type that crosses layers on purpose.
//
// A Fault says what kind of thing went wrong, under a stable code
// ("lootbox.sold_out"), with public parameters that a front may show. Its
// cause is private: it is logged and never sent. Domain packages declare
// their faults as package variables with New; fronts turn them into their
// own words and HTTP statuses. Every error that is not a Fault is Internal.
package fault
