// Package transcript runs written conversations with a front: requests, and
// what the answers must look like. The documented examples of each contract
// are such files, and every front runs them on every engine.
//
// A file (by custom *.http) is a list of steps:
//
//	# A comment: a line that starts with one "#".
//
//	## alice asks for a nonce
//	@as alice
//	POST /get_nonce
//	X-Request-Id: doc-{{run}}
//
//	{"wallet_address": "{{wallet}}"}
//
//	-> 200
//	Content-Type: application/json
//
//	{"nonce": "<nonce:nonce>", ...}
//
// A step is a title, directives, a request, and the answer after "->". The
// blank lines before bodies may be left out. A request with a body and no
// Content-Type is sent as application/json; "Content-Type:" with nothing
// after it sends none.
//
// Directives hold for their step, except @as, which holds until the next:
//
//	@as NAME         uses NAME's cookies; each name has its own jar
//	@target NAME     sends to Runner.Targets[NAME] instead of Runner.Target
//	@repeat N        sends the request N times; each answer must fit
//	@NAME ARGS...    calls Runner.Commands[NAME] first (advance a clock, …)
//
// Substitution: {{name}} is a variable, given or captured; {{func arg ...}}
// calls Runner.Funcs, each arg being a variable or a "quoted" text. It works
// in directives, request lines, headers and bodies, and in expected headers
// and bodies.
//
// Expected status: a number. Expected headers: "Name: pattern", or "Name:
// <absent>"; of a repeated header one must fit. Expected body: nothing (it is
// not looked at), <empty>, text, or JSON. Which of the last two is decided by
// the first character: "{", "[", `"` or "<kind>" alone begin JSON.
//
// JSON patterns are JSON with placeholders. An object must have exactly the
// named keys, in any order, and a list exactly the listed items, unless "..."
// stands at the end. Numbers are compared by value. A placeholder stands for
// a value, or, inside a text, for a part of it:
//
//	<any>            anything
//	<string>         a text with at least one character
//	<nonce>          a text nobody can guess: 22 or more of A–Z a–z 0–9 _ -
//	<int> <id>       an integer; a positive one
//	<number>         a number
//	<bool> <object> <array>
//	<time>           any of the next four
//	<naive>          2006-01-02T15:04:05
//	<utc>            2006-01-02T15:04:05Z
//	<utc_ms>         2006-01-02T15:04:05.000Z
//	<date>           2006-01-02
//	<url>            an absolute http or https address
//
// <kind?> also fits null. <kind:name> captures what it fits, as text, into a
// variable; <kind?:name> does both. A "<" that begins no placeholder is a
// plain character.
//
// A failure names the step and lists every difference by its path
// ("data.items[0].id: want <id>, got \"7\""), then shows the whole answer.
package transcript
