// Package generation makes pictures, films and spoken answers for members,
// through whatever provider is configured.
//
// A generation is a task. Starting it writes its row and the job that does
// it; the job asks the provider, stores the file, and finishes the task in one
// write, with its award. States:
//
//	processing → completed
//	           → failed
//
// The award of a task, by the rule of its product, has states of its own:
//
//	none                                    it earns nothing
//	at_once  → granted | lapsed             given when it completes
//	on_claim → open → granted | lapsed      given when the member asks (Claim)
//
// Lapsed: the task failed, the rule's limit was reached, or nobody claimed it
// in time.
//
// Invariants: a task ends once, whatever crashes or runs twice, and its file,
// its award and the end of its job are one write; a task is rewarded at most
// once; all awards of a product count against one daily limit, whichever way
// they came; a row never names a file that is not there: files are stored
// before their row says so, and deleted after their row is gone; task and file
// names hold 128 random bits.
//
// Lengths are bounded: the prompt, the tasks that a member has under way, the
// tasks that wait, an attempt's time, a task's time, and how long it is kept.
//
// lootapi calls it; jobs run, end and delete tasks. Providers are adapters in
// packages below, which only cmd names.
package generation
