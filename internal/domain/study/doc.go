// Package study awards points for learning.
//
// A domain (a school, a course) has rules; a member belongs to one domain or
// to none, and earns by the rules of theirs. A rule has one of four triggers:
// study_duration (a day's minutes reach a threshold), continuous_study (so
// many days in a row), project_completion and study_rating (once a project).
// A rule is active, inactive or deleted; every edit is a new version, and what
// was awarded stays as its version made it.
//
// A session is a record of studying that ended at an instant; it counts for
// the local day of that instant in the project's zone. A session is counted or
// reversed. A day's minutes are those of its counted sessions, overlaps once,
// and at most 1440. A day with a minute of study continues the run of the day
// before.
//
// An award is one of (member, rule, day or project), or of (member,
// achievement). Those of rules are granted or taken back. Awards follow from
// the set of counted sessions and not from the order in which they came:
// recording a session awards what has become due, on its own day and on the
// days whose run it lengthened; reversing one takes back what no other session
// justifies.
//
// Invariants:
//   - at most one granted award for each (member, rule, day or project), whose
//     transfer stands; the transfer of one that was taken back is reversed;
//   - a day's sessions and minutes, a project's results, and a member's days of
//     study are those that the sessions make;
//   - a domain's figures of a day are the sums of its members' days; what they
//     say of projects and points adds up to the projects and the awards;
//   - the same event counts once, and a reversed session never again.
//
// Everything about one member is decided under the lock of the member's row in
// study_member. That row, the day's and the project's say all that a usual
// session needs to know: which days were studied, whether a reversal came
// early, and what was awarded. So a session is recorded by those look-ups, the
// ledger's, and that of the domain's day, which many sessions share. Fronts and event handlers call the verbs inside a write.
package study
