// Package inventory keeps the items that members have.
//
// An item comes from a draw, as a gift of an operator, or from a card. Its
// redemption status goes not_redeemed → pending → redeemed, or back from
// pending to not_redeemed; package redemption moves it. Name, description and
// rarity are those of the moment the item was obtained.
//
// Invariant: an item belongs to one member for ever, and is redeemed at most
// once.
package inventory
