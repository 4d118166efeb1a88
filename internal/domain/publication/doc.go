// Package publication brings creations to the platforms on which their makers
// have accounts, and posts each at most once.
//
// # States of a result
//
// A publication has one result a platform, and each stands alone:
//
//	pending ─▶ preparing ─▶ submitting ─▶ submitted ─▶ published
//	   │           │             │            │
//	   │           │             └▶ unknown ◀─┤──────▶ needs_review
//	   │           ├▶ needs_user_action, exported ──▶ published (the member's word)
//	   │           └▶ draft_created, failed ◀─┘
//	   └▶ cancelled
//
// preparing means that files are brought to the platform: nothing that
// anybody can see was asked for. submitting means that the one call that posts
// is committed to, and may have been made. When its answer is lost the result
// is unknown, and is looked up; what cannot be found out needs_review by a
// person. Where a platform has no interface for it, the member posts
// (needs_user_action, exported) and tells where.
//
// # Invariants
//
//   - The call that posts is committed before it is made, and is made at most
//     once an attempt. A new attempt begins only after an answer that says
//     that nothing was posted, or on a person's word.
//   - A result is written by one worker at a time: each write checks that the
//     row is as that worker left it (version).
//   - A publication's status follows from its results' states.
//   - A creation is under way on a platform at most once.
//   - Credentials rest sealed, bound to their row, and leave the package only
//     towards the platform that they are of.
//
// # Who calls it
//
// The fronts publish, cancel, retry and confirm; jobs do the rest. The
// packages below this one are the platforms' adapters, named by cmd alone.
package publication
