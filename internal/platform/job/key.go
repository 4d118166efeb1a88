package job

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// naturalKey holds a natural key for the unfinished job that it names.
type naturalKey struct {
	Bucket id.Bucket `db:"bucket"`
	Kind   string    `db:"kind"`
	Key    string    `db:"key"`
}

type keyRow struct {
	naturalKey
	JobID id.ID `db:"job_id"`
}

var keys = store.Define[naturalKey, keyRow]("job_key")

func (j *Job) naturalKey() naturalKey { return naturalKey{j.Bucket, j.Kind, j.Key} }

// takeKey reserves the job's key, or returns the other job that has it.
func takeKey(tx *store.Tx, j Job) (holder id.ID, err error) {
	if j.Key == "" {
		return j.ID, nil
	}
	row, found, err := keys.Get(tx, j.naturalKey())
	if err != nil || found {
		return row.JobID, err
	}
	keys.Put(tx, keyRow{j.naturalKey(), j.ID})
	return j.ID, nil
}

// freeKey lets the next job have the key.
func freeKey(tx *store.Tx, j Job) error {
	if j.Key == "" {
		return nil
	}
	row, found, err := keys.Get(tx, j.naturalKey())
	if err == nil && found && row.JobID == j.ID {
		keys.Delete(tx, j.naturalKey())
	}
	return err
}
