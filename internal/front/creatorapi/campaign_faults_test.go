package creatorapi

// campaignKinds are the area's faults for which the words of their kind are the
// right ones, or which no operation provokes.
var campaignKinds = []string{
	"activity.exists", // only with an id of the caller's choice, for sample data
	"revenue.entry_invalid",
	// What the figures stand on.
	"catalog.item_invalid", "catalog.item_not_found", "catalog.version_stale",
	"inventory.item_not_found",
	"lootbox.closed", "lootbox.invalid", "lootbox.not_found", "lootbox.odds_invalid", "lootbox.prize_invalid", "lootbox.sol_priced", "lootbox.sold_out", "lootbox.version_stale",
	"redemption.not_pending", "redemption.not_redeemable", "redemption.notes_invalid",
	"report.order_invalid",
}
