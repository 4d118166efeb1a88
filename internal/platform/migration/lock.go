package migration

import "github.com/pressly/goose/v3/lock"

// postgresLock lets one process migrate at a time.
func postgresLock() (lock.SessionLocker, error) { return lock.NewPostgresSessionLocker() }
