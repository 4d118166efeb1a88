package coreapi_test

import (
	"errors"
	"fmt"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/platform/store"
)

// goodBodies are bodies that each call takes, on addresses that filled makes.
var goodBodies = map[string]string{
	"POST /v1/events":                    `{"id":"e-1","type":"checkin","subject":"ann"}`,
	"POST /v1/members":                   `{"subject":"zoe","domain":13}`,
	"PATCH /v1/members/{id}":             `{"domain":13,"reason":"moved"}`,
	"POST /v1/transfers":                 `{"subject":"ann","asset":"POINT","amount":"100","kind":"grant"}`,
	"POST /v1/transfers/{id}/reverse":    `{"reason":"mistake"}`,
	"POST /v1/holds":                     `{"subject":"ann","asset":"POINT","amount":"1","ttl_seconds":60}`,
	"POST /v1/holds/{id}/capture":        `{"amount":"1"}`,
	"POST /v1/lootboxes":                 `{"name":"box","price":"10","prizes":[{"kind":"points","name":"one","rarity":"common","points":"1","weight":1000000}]}`,
	"PUT /v1/lootboxes/{id}":             `{"name":"box","price":"20","version":1}`,
	"POST /v1/items":                     `{"name":"cup","rarity":"rare","estimated_value":"9.9"}`,
	"PUT /v1/items/{id}":                 `{"name":"cup","rarity":"epic","version":1,"payout_asset":"SOL","payout_amount":"0.05"}`,
	"POST /v1/gifts":                     `{"subject":"ann","item":1,"reason":"thanks"}`,
	"POST /v1/redemptions/{id}/complete": `{"notes":"paid","transaction_hash":"abc"}`,
	"PUT /v1/rules/{name}":               `{"asset":"POINT","amount":"3","daily_max":2}`,
	"POST /v1/operators":                 `{"username":"carl","password":"long enough","role":"manager"}`,
	"PATCH /v1/operators/{id}":           `{"password":"longer than before"}`,
	"POST /v1/api-keys":                  `{"name":"till","scopes":["read"]}`,
	"PUT /v1/settings/{name}":            `{"value":"on","version":0}`,
	"POST /v1/operator/login":            `{"username":"root","password":"` + goodPassword + `"}`,
}

// filled gives an address with the id of something new that the call is
// about.
func (b *bench) filled(path string) string {
	b.Helper()
	value := ""
	switch parts := strings.Split(path, "/"); parts[2] {
	case "members":
		value = text(b, b.ok("GET", "/v1/members?search=ann", nil), "items", 0, "id")
	case "transfers":
		value = text(b, b.grant("ann", "7"), "id")
	case "holds":
		b.grant("ann", "7")
		value = text(b, b.ok("POST", "/v1/holds", `{"subject":"ann","asset":"POINT","amount":"1"}`), "id")
	case "lootboxes":
		value = text(b, b.ok("POST", "/v1/lootboxes", goodBodies["POST /v1/lootboxes"]), "id")
	case "items":
		value = text(b, b.ok("POST", "/v1/items", goodBodies["POST /v1/items"]), "id")
	case "gifts":
		b.write(func(tx *store.Tx) error {
			_, err := catalog.Put(tx, catalog.PutCmd{ID: 1, Name: "cup", Rarity: catalog.Rare, Status: catalog.Active})
			if errors.Is(err, catalog.ErrStale) {
				return nil // it is there
			}
			return err
		})
	case "redemptions":
		value = b.openRedemption("ann")
	case "rules":
		value = "visit"
	case "settings":
		value = aSetting.Name
	case "operators":
		b.made++
		value = text(b, b.ok("POST", "/v1/operators", map[string]any{"username": fmt.Sprint("op-", b.made), "password": goodPassword, "role": "auditor"}, b.asRoot()), "id")
	case "api-keys":
		value = text(b, b.ok("POST", "/v1/api-keys", goodBodies["POST /v1/api-keys"], b.asRoot()), "id")
	}
	return strings.NewReplacer("{id}", value, "{name}", value).Replace(path)
}

// asRoot is the first operator, who is made and signed in when first needed.
func (b *bench) asRoot() with {
	b.Helper()
	if b.root == nil {
		b.newOperator(operator.First, "root", operator.Admin)
		b.root = cookie(b.signIn("root"))
	}
	return b.root
}

// openRedemption gives a member an item whose redemption waits, and returns
// the redemption's id.
func (b *bench) openRedemption(subject string) string {
	b.Helper()
	return b.redeem(b.giveItem(subject))
}

// redeem asks to redeem an item, and returns the redemption's id.
func (b *bench) redeem(which any) string {
	b.Helper()
	var item id.ID
	if _, err := fmt.Sscan(fmt.Sprint(which), &item); err != nil {
		b.Fatal(err)
	}
	b.write(func(tx *store.Tx) error {
		it, err := inventory.Get(tx, item)
		if err != nil {
			return err
		}
		_, err = b.deps.Redemptions.Request(tx, redemption.RequestCmd{Member: it.Member, Item: item, Wallet: "w"})
		return err
	})
	list := b.ok("GET", "/v1/redemptions?limit=200", nil)
	for i := 0; ; i++ {
		if text(b, list, "items", i, "item") == text(b, map[string]any{"item": item}, "item") {
			return text(b, list, "items", i, "id")
		}
	}
}

// giveItem gives a member an item that pays out 0.05 SOL, and returns its id.
func (b *bench) giveItem(subject string) any {
	b.Helper()
	made := b.ok("POST", "/v1/items", `{"name":"0.05 SOL","rarity":"legendary","payout_asset":"SOL","payout_amount":"0.05"}`)
	return at(b, b.ok("POST", "/v1/gifts", map[string]any{"subject": subject, "item": at(b, made, "id"), "reason": "thanks"}), "id")
}
