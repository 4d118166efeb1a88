package store_test

import (
	"context"
	"errors"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// purse is a row; purseKey is its key. On a database, a migration has made
// the table: bucket smallint, owner bigint, coins bigint, all NOT NULL, with
// PRIMARY KEY (bucket, owner).
type purse struct {
	purseKey
	Coins int64 `db:"coins"`
}

type purseKey struct {
	Bucket id.Bucket `db:"bucket"`
	Owner  id.ID     `db:"owner"`
}

var purses = store.Define[purseKey, purse]("example_purse")

var errPoor = errors.New("not enough coins")

func purseOf(owner id.ID) purseKey { return purseKey{owner.Bucket(), owner} }

// give moves coins from one purse to another, or changes nothing.
func give(ctx context.Context, s *store.Store, from, to id.ID, coins int64) error {
	return s.Write(ctx, from.Bucket(), func(tx *store.Tx) error {
		purses.Want(tx, purseOf(from), purseOf(to)) // one round of loading for both
		giver, found, err := purses.Get(tx, purseOf(from))
		if err != nil {
			return err
		}
		if !found || giver.Coins < coins {
			return errPoor
		}
		taker, _, err := purses.Get(tx, purseOf(to))
		if err != nil {
			return err
		}
		taker.purseKey = purseOf(to) // it may be new
		giver.Coins -= coins
		taker.Coins += coins
		purses.Put(tx, giver)
		purses.Put(tx, taker)
		return nil
	})
}

func Example() {
	ctx := context.Background()
	s := store.OpenMemory(store.Options{})
	defer s.Close()

	const ann, bob id.ID = 1001, 1002
	err := s.Write(ctx, ann.Bucket(), func(tx *store.Tx) error {
		purses.Add(tx, purse{purseOf(ann), 10})
		return nil
	})
	fmt.Println("ann opens a purse:", err)
	fmt.Println("ann gives 7:", give(ctx, s, ann, bob, 7))
	fmt.Println("ann gives 7 more:", give(ctx, s, ann, bob, 7))

	left, err := store.Do(ctx, s, ann.Bucket(), func(tx *store.Tx) (int64, error) {
		p, _, err := purses.Get(tx, purseOf(ann))
		return p.Coins, err
	})
	fmt.Println("ann has", left, err)
	// Output:
	// ann opens a purse: <nil>
	// ann gives 7: <nil>
	// ann gives 7 more: not enough coins
	// ann has 3 <nil>
}
