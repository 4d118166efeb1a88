// Package rule awards amounts by rules of the operator's own: "a check-in is
// worth 5 points, once a day", "a generated image is worth 10 points, three
// times a day".
//
// A rule has an asset, an amount, and limits per member: how often a day (in
// the project's zone) and how often at all; 0 means no limit. States: active,
// inactive. Each award has a source; the same source never awards twice.
//
// Invariant: today and total never pass their limits, whatever races; beyond
// a limit an award is zero, which is no fault.
package rule
