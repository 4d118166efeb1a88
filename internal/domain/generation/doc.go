// Package generation makes articles, pictures, films, slides and spoken
// answers for members, through whatever providers and models are configured.
//
// A generation is a task. Starting it writes its row and the job that does
// it; the job asks the provider, stores the file, and finishes the task in one
// write, with its award or its payment. States:
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
// # Tasks that are paid for
//
// A paid task has a price, in credits: that of the model that was named, else
// that of its tool. It is held with the start, and captured or given back with
// the end, in the same write:
//
//	free                     a membership pays, within fair use; or the price is 0
//	held → captured          it completed
//	     → voided            it failed, was cancelled, or its time was over
//
// What a paid task makes is a creation of its member, whose file goes with the
// creation and not with the task. Tasks whose time is over are not charged for,
// whatever is made of them later.
//
// The channel of a task is the model that it was given to. One that fails is
// left for the next that makes the same for no more than the price; the row
// names those that were tried, and none is gone back to.
//
// Vendors that take minutes (AsyncProvider) are submitted to once:
//
//	"" → submitting → submitted → (polled until it is done)
//	         │  └───→ unknown → submitted | "" (looked up)
//	         └──────→ "" (nothing was begun)
//
// It is committed that a submit may be sent before it is. One whose answer was
// lost keeps its hold; where the vendor can be asked (Finder) it is looked up,
// else the task fails when its time is over, and the hold is given back.
//
// # Invariants
//
// A task ends once, whatever crashes or runs twice, and its file, its award,
// its payment, its creation and the end of its job are one write; a task is
// rewarded at most once, and charged at most once, what it cost when it began;
// a hold lasts as long as its task; all awards of a product count against one
// daily limit, whichever way they came; a row never names a file that is not
// there: files are stored before their row says so, and deleted after their
// row is gone; task and file names hold 128 random bits; a model's key is in
// no row, error or log.
//
// Lengths are bounded: the prompt, the tasks that a member has under way, the
// tasks that wait, an attempt's time, a task's time, and how long it is kept.
//
// lootapi and creatorapi call it, coreapi manages it; jobs run, end and delete
// tasks. Providers are adapters in packages below, which only cmd names.
package generation
