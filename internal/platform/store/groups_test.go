package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// sumOf adds up a group as the function sees it.
func sumOf(tx *store.Tx, owner id.ID) (ids []id.ID, sum int64, err error) {
	list, err := byOwner.By(tx, ownerKey{owner})
	for _, p := range list {
		ids = append(ids, p.ID)
		sum += p.N
	}
	return ids, sum, err
}

func addPart(n, owner id.ID, amount int64) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		parts.Add(tx, part{keyOf(n), owner, amount})
		return nil
	}
}

// movePart gives a part to another owner, and changes its amount.
func movePart(n, owner id.ID, amount int64) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		p, found, err := parts.Get(tx, keyOf(n))
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("part %d is not there", n)
		}
		p.Owner, p.N = owner, amount
		parts.Put(tx, p)
		return nil
	}
}

func dropPart(n id.ID) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		_, _, err := parts.Get(tx, keyOf(n))
		if err == nil {
			parts.Delete(tx, keyOf(n))
		}
		return err
	}
}

// sees checks a group from inside a write.
func sees(owner id.ID, sum int64, ids ...id.ID) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		gotIDs, got, err := sumOf(tx, owner)
		if err == nil && (got != sum || !slices.Equal(gotIDs, ids)) {
			err = fmt.Errorf("the group of %d is %v with sum %d, want %v with %d", owner, gotIDs, got, ids, sum)
		}
		return err
	}
}

func inOrder(fns ...func(tx *store.Tx) error) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		for _, fn := range fns {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return nil
	}
}

func testGroups(t *testing.T, e env) {
	n := fresh()
	a, b := n, n+1
	e.write(t, n, inOrder(addPart(n+3, a, 3), addPart(n+1, a, 1), addPart(n+2, b, 2)))
	e.write(t, n, inOrder(sees(a, 4, n+1, n+3), sees(b, 2, n+2), sees(n+2, 0)))
	// What a write changed is in the group at once, and in order.
	e.write(t, n, inOrder(
		sees(a, 4, n+1, n+3),
		addPart(n+2000, a, 7), sees(a, 11, n+1, n+3, n+2000),
		movePart(n+2, a, 2), sees(a, 13, n+1, n+2, n+3, n+2000), sees(b, 0),
		movePart(n+1, b, 5), sees(a, 12, n+2, n+3, n+2000), sees(b, 5, n+1),
		dropPart(n+3), sees(a, 9, n+2, n+2000),
		movePart(n+1, a, 1), sees(a, 10, n+1, n+2, n+2000),
		dropPart(n+2000),
		addPart(n+3, a, 30), sees(a, 33, n+1, n+2, n+3),
	))
	e.write(t, n, inOrder(sees(a, 33, n+1, n+2, n+3), sees(b, 0)))
	// Changed before the group was ever asked for.
	e.write(t, n, inOrder(movePart(n+2, b, 20), dropPart(n+1), addPart(n+4, a, 4), sees(a, 34, n+3, n+4), sees(b, 20, n+2)))
	// What was taken back is not there.
	e.write(t, n, func(tx *store.Tx) error {
		if err := sees(a, 34, n+3, n+4)(tx); err != nil {
			return err
		}
		gone := errors.New("taken back")
		err := tx.Sub(func() error {
			if err := inOrder(addPart(n+5, a, 5), movePart(n+2, a, 1), dropPart(n+3))(tx); err != nil {
				return err
			}
			return gone
		})
		if !errors.Is(err, gone) {
			return err
		}
		return inOrder(sees(a, 34, n+3, n+4), sees(b, 20, n+2))(tx)
	})
	// Without locks.
	e.write(t, n, func(tx *store.Tx) error {
		list, err := byOwner.Read(tx, ownerKey{a})
		if err == nil && len(list) != 2 {
			err = fmt.Errorf("Read gave %v", list)
		}
		return err
	})
	// Members that came by their group may be put.
	e.write(t, n, func(tx *store.Tx) error {
		list, err := byOwner.By(tx, ownerKey{a})
		for _, p := range list {
			p.N = 1
			parts.Put(tx, p)
		}
		return err
	})
	e.write(t, n, sees(a, 2, n+3, n+4))
}

// testGroupTogether: functions of one batch see each other's changes to a
// group, and none of a function that failed.
func testGroupTogether(t *testing.T, e env) {
	n := fresh()
	failed := errors.New("failed")
	errs := together(t, e.Store, n.Bucket(),
		addPart(n+1, n, 1),
		sees(n, 1, n+1),
		inOrder(addPart(n+2, n, 2), func(*store.Tx) error { return failed }),
		sees(n, 1, n+1),
		inOrder(sees(n, 1, n+1), addPart(n+3, n, 3)),
		inOrder(movePart(n+1, n+5, 1), sees(n, 3, n+3)),
		sees(n+5, 1, n+1),
	)
	for i, err := range errs {
		if (i == 2) != errors.Is(err, failed) || (i != 2 && err != nil) {
			t.Errorf("function %d: %v", i, err)
		}
	}
	e.write(t, n, inOrder(sees(n, 3, n+3), sees(n+5, 1, n+1)))
}

// errTaken is what a careful function answers where a name is taken.
var errTaken = errors.New("taken")

// claim adds a name after having looked for it.
func claim(n id.ID, s string) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		_, found, err := byName.Find(tx, nameKey{s})
		switch {
		case err != nil:
			return err
		case found:
			return errTaken
		}
		names.Add(tx, name{keyOf(n), s})
		return nil
	}
}

// grab adds a name without looking.
func grab(n id.ID, s string) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		names.Add(tx, name{keyOf(n), s})
		return nil
	}
}

func rename(n id.ID, s string) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		r, _, err := names.Get(tx, keyOf(n))
		if err == nil {
			r.Name = s
			names.Put(tx, r)
		}
		return err
	}
}

func named(s string, want id.ID) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		for _, find := range []func(*store.Tx, nameKey) (name, bool, error){byName.Find, byName.FindRead} {
			r, found, err := find(tx, nameKey{s})
			if err != nil {
				return err
			}
			if found != (want != 0) || r.ID != want {
				return fmt.Errorf("%q is %d (%v), want %d", s, r.ID, found, want)
			}
		}
		return nil
	}
}

func testAlternates(t *testing.T, e env) {
	n := fresh()
	s := fmt.Sprint("alternate", n)
	e.write(t, n, inOrder(named(s, 0), claim(n, s), named(s, n)))
	e.write(t, n, named(s, n))
	errs := together(t, e.Store, n.Bucket(), claim(n+1, s), claim(n+2, s+"2"), claim(n+3, s+"2"))
	if !errors.Is(errs[0], errTaken) || errs[1] != nil || !errors.Is(errs[2], errTaken) {
		t.Fatalf("three claims: %v", errs)
	}
	e.write(t, n, inOrder(rename(n, s+"3"), named(s, 0), named(s+"3", n)))
	e.write(t, n, inOrder(claim(n+4, s), named(s, n+4)))
}

// testRenames moves unique names around within a batch. The order in which
// the database hears of it differs from the functions' order.
func testRenames(t *testing.T, e env) {
	n := fresh()
	s := func(i int) string { return fmt.Sprintf("rename%d-%d", n, i) }
	e.write(t, n, inOrder(grab(n, s(0)), grab(n+1, s(1)), grab(n+2, s(2))))
	noErrors(t, together(t, e.Store, n.Bucket(),
		rename(n+2, s(3)), // touched first, and takes a name last
		rename(n, s(4)),
		rename(n+2, s(0)),
		rename(n+1, s(3)),
		grab(n+3, s(1)),
	))
	e.write(t, n, inOrder(named(s(0), n+2), named(s(1), n+3), named(s(2), 0), named(s(3), n+1), named(s(4), n)))
	// A deletion frees the name for an insert in the same batch.
	noErrors(t, together(t, e.Store, n.Bucket(), func(tx *store.Tx) error {
		_, _, err := names.Get(tx, keyOf(n))
		if err == nil {
			names.Delete(tx, keyOf(n))
		}
		return err
	}, grab(n+4, s(4))))
	e.write(t, n, named(s(4), n+4))
	// Swapping two unique names in one write is refused alike.
	if err := e.Write(t.Context(), n.Bucket(), inOrder(rename(n+1, s(4)), rename(n+4, s(3)))); !errors.Is(err, store.ErrExists) {
		t.Errorf("a swap: %v", err)
	}
	e.write(t, n, inOrder(named(s(3), n+1), named(s(4), n+4)))
}
