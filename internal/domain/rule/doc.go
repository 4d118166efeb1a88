// Package rule awards amounts by rules of the operator's own: "a check-in is
// worth 5 points, once a day", "a generated image is worth 10 points, three
// times a day".
//
// A rule has an asset, an amount, and limits per member: how often for a day
// (in the project's zone) and how often at all; 0 means no limit. States:
// active, inactive. Each award has a source; the same source never awards a
// member twice. The day is that of when it was earned, which may be before
// the day on which this program hears of it.
//
// Invariant: the counts of a day and in total never pass their limits,
// whatever races and in whatever order; beyond a limit an award is zero,
// which is no fault. Check re-derives the counts.
//
// event, generation and the fronts call it.
package rule
