package exchange

import (
	"context"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Faults of categories.
var (
	ErrCategory         = fault.New(fault.Invalid, "exchange.category_invalid", "A category needs a code of 1 to 50 bytes, which is not all, and a name of 1 to 100 characters.")
	ErrCategoryNotFound = fault.New(fault.NotFound, "exchange.category_not_found", "There is no such category.")
)

// AllCategories is what members ask for to see every category.
const AllCategories = "all"

type categoryKey struct {
	Bucket id.Bucket `db:"bucket"`
	Domain int32     `db:"domain"`
	Code   string    `db:"code"`
}

// Category names a code that products have. A code that nobody has named works
// all the same.
type Category struct {
	categoryKey
	Name      string          `db:"name"`
	SortOrder int32           `db:"sort_order"`
	Version   int64           `db:"version"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var categories = store.Define[categoryKey, Category]("product_category")

func categoryOf(domain int32, code string) categoryKey {
	return categoryKey{DomainBucket(domain), domain, code}
}

// DomainBucket is the route of writes about a domain's categories.
func DomainBucket(domain int32) id.Bucket { return id.ID(max(0, domain)).Bucket() }

// PutCategoryCmd names a category, or edits it. Version is the one that the
// caller saw, 0 for a new one.
type PutCategoryCmd struct {
	Domain    int32
	Code      string
	Name      string
	SortOrder int32
	Version   int64
}

// PutCategory stores a category. Faults: ErrCategory, ErrStale.
// contract: N-11
func PutCategory(tx *store.Tx, cmd PutCategoryCmd) (before, after Category, err error) {
	if cmd.Domain < 0 || cmd.Code == "" || cmd.Code == AllCategories || len(cmd.Code) > codeMax || !named(cmd.Name) {
		return Category{}, Category{}, ErrCategory
	}
	key := categoryOf(cmd.Domain, cmd.Code)
	before, _, err = categories.Get(tx, key)
	if err != nil {
		return Category{}, Category{}, err
	}
	if before.Version != cmd.Version {
		return Category{}, Category{}, ErrStale.With("version", before.Version)
	}
	after = Category{key, cmd.Name, cmd.SortOrder, before.Version + 1, tx.Now()}
	categories.Put(tx, after)
	return before, after, nil
}

// DeleteCategory forgets a category's name; products keep their code.
// Faults: ErrCategoryNotFound.
// contract: N-11
func DeleteCategory(tx *store.Tx, domain int32, code string) (Category, error) {
	key := categoryOf(domain, code)
	c, found, err := categories.Get(tx, key)
	if err == nil && !found {
		err = ErrCategoryNotFound
	}
	if err == nil {
		categories.Delete(tx, key)
	}
	return c, err
}

// ListCategories is the categories of a domain and those of all; of every
// domain where domain is negative.
func ListCategories(ctx context.Context, q store.Querier, domain int32) ([]Category, error) {
	return store.Select[Category](ctx, q, "SELECT bucket, domain, code, name, sort_order, version, changed_at FROM product_category WHERE ? < 0 OR domain = 0 OR domain = ? ORDER BY sort_order, domain, code LIMIT 1000", domain, domain)
}
