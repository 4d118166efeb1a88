// Package metric counts what the program does, for Prometheus to collect.
//
// A Metrics owns its registry; there is no global one. It counts requests by
// front, route pattern and class of status, and alarms by name: states that
// should be impossible and that somebody must look at. Other packages
// register their own collectors.
//
// Invariant: the number of label values is bounded, because routes are
// patterns of the program's own and alarms are constants.
//
// Callers: cmd makes one; httpx counts into it; opsapi shows it.
package metric
