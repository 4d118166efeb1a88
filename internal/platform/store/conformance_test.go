package store_test

import (
	"testing"

	"guerdon/internal/platform/store"
)

// conformance is what all three engines are held to.
var conformance = []struct {
	name string
	test func(t *testing.T, e env)
}{
	{"rows", testRows},
	{"kinds", testKinds},
	{"texts", testTexts},
	{"key-only rows", testKeyOnly},
	{"added rows", testAdded},
	{"misuse", testMisuse},
	{"try", testTry},
	{"hints", testHints},
	{"groups", testGroups},
	{"two in a group", testGroupTogether},
	{"alternates", testAlternates},
	{"renames", testRenames},
	{"errors stay with their function", testErrorsApart},
	{"panics stay with their function", testPanicsApart},
	{"the database's errors too", testDatabaseErrorsApart},
	{"sub", testSub},
	{"sub and a failed add", testSubAdd},
	{"hooks", testHooks},
	{"a long chain", testChain},
	{"endless rows", testEndless},
	{"inputs", testInputs},
	{"ids", testIDs},
	{"ids run out", testIDsRunOut},
	{"duplicate adds", testDuplicateAdds},
	{"duplicate names", testDuplicateNames},
	{"lost updates", testLostUpdates},
	{"order", testOrder},
	{"cancelled", testCancelled},
	{"busy", testBusy},
	{"close", testClose},
	{"ping", testPing},
	{"sweep", testSweep},
	{"unknown outcomes", testUnknownOutcomes},
	{"model", testModel},
	{"linearizability", testLinearizable},
}

func runConformance(t *testing.T, open func(*testing.T, store.Options) env) {
	e := open(t, store.Options{})
	for _, c := range conformance {
		t.Run(c.name, func(t *testing.T) { c.test(t, e) })
	}
}

func TestMemory(t *testing.T)   { runConformance(t, memory) }
func TestSQLite(t *testing.T)   { runConformance(t, sqlite) }
func TestPostgres(t *testing.T) { runConformance(t, postgres) }
