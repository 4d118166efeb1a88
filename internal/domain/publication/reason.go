package publication

// Reason is why a result is as it is: a stable code. Its detail, where it has
// one, is a number or the platform's own words.
type Reason string

// What does not fit a platform's rules.
const (
	KindRefused  Reason = "kind_not_supported"
	TitleShort   Reason = "title_too_short" // detail: the least
	TitleLong    Reason = "title_too_long"  // detail: the most
	TextLong     Reason = "text_too_long"   // detail: the most
	TextMissing  Reason = "text_missing"
	FileMissing  Reason = "file_missing"
	FileLarge    Reason = "file_too_large"     // detail: the most, in bytes
	FileType     Reason = "file_type"          // detail: its type
	LinkNotHTTPS Reason = "link_needs_https"   // the platform fetches the file itself
	CreationGone Reason = "creation_not_found" // deleted meanwhile
)

// What stands in the way at the platform.
const (
	Unbound        Reason = "unbound" // meanwhile
	Incomplete     Reason = "credentials_incomplete"
	Unauthorized   Reason = "credentials_refused"
	IPNotListed    Reason = "ip_not_listed"
	NoPermission   Reason = "no_permission"
	NotApproved    Reason = "not_approved" // by its moderators
	VendorRefused  Reason = "vendor_refused"
	VendorAway     Reason = "vendor_away" // and nothing was posted
	Removed        Reason = "removed"     // after it was posted
	SandboxOff     Reason = "sandbox_off"
	NotConfigured  Reason = "not_configured"
	LostAnswer     Reason = "answer_lost"
	StillPending   Reason = "still_pending" // for longer than anybody waits
	ConfirmedByOne Reason = "confirmed_by_member"
)

// How it went well, and what is left to do.
const (
	Simulated   Reason = "simulated"
	DraftOnly   Reason = "draft_only"
	OpenApp     Reason = "open_app"       // scan or open the link, and post there
	CopyAndPost Reason = "copy_to_app"    // copy text and files, and post there
	ImportFile  Reason = "import_file"    // take the package to the platform's own page
	Reported    Reason = "reported"       // the platform told us by itself
	Waiting     Reason = "being_reviewed" // at the platform
)

// Reasons are all of them.
func Reasons() []Reason {
	return []Reason{
		KindRefused, TitleShort, TitleLong, TextLong, TextMissing, FileMissing, FileLarge, FileType, LinkNotHTTPS, CreationGone,
		Unbound, Incomplete, Unauthorized, IPNotListed, NoPermission, NotApproved, VendorRefused, VendorAway, Removed, SandboxOff, NotConfigured,
		LostAnswer, StillPending, ConfirmedByOne,
		Simulated, DraftOnly, OpenApp, CopyAndPost, ImportFile, Reported, Waiting,
	}
}
