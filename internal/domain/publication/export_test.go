package publication

import "guerdon/internal/platform/store"

// Spoil changes the rows of a publication as nothing else does.
func Spoil(tx *store.Tx, pub Publication, spoil func(p *Publication, r *Result)) error {
	row, all, err := load(tx, resultKey{pub.Bucket, pub.ID, WeChat})
	if err != nil {
		return err
	}
	spoil(&row, &all)
	publications.Put(tx, row)
	results.Put(tx, all)
	return nil
}

// Forget deletes a result.
func Forget(tx *store.Tx, pub Publication) error {
	_, row, err := load(tx, resultKey{pub.Bucket, pub.ID, WeChat})
	results.Delete(tx, row.resultKey)
	return err
}
