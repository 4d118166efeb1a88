// Package layering holds the shape of the source tree by test.
//
// It parses every Go file of the module, for every system, and checks:
//   - layers: base ← platform ← domain ← front ← cmd, downward only; fronts
//     never import each other; ledger imports no other domain module; the
//     other edges between domain modules are those of edges.txt, all used
//   - internal/domain/MODULE/NAME is named by its module and cmd alone
//   - the domain knows no HTTP, no JSON and no engine's name; an adapter, a
//     nested package that its module does not import, may speak HTTP and JSON
//   - fault codes are literals, unique, and begin with their package's name
//     or that of a package it is nested in
//   - contract ids in comments are those of contract_ids.txt
//   - habits: files stay under 500 lines; tests neither sleep nor skip
//
// A rule is a function from the files to what is wrong with them, so each is
// tested on a few lines of source as well as on the tree. The package is test
// code only; nothing imports it.
package layering
