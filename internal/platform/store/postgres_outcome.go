package store

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// postgresOutcome classifies an error from before the commit was sent:
// nothing happened in any case. broken says that the connection is no more.
func postgresOutcome(err error, broken bool) error {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		if broken {
			return errors.Join(errTransient, err)
		}
		return err
	}
	switch {
	case pe.Code == "23505":
		return errors.Join(errUnique, err)
	case pe.Code == "55P03":
		return errors.Join(errConflict, errLocked, err)
	case strings.HasPrefix(pe.Code, "40"):
		return errors.Join(errConflict, err)
	case broken || away(pe.Code):
		return errors.Join(errTransient, err)
	}
	return err
}

// away lists the states of a server that another attempt, on a new
// connection, may find better: connections (08), resources (53), going down
// or coming up (57P0), demoted to a standby (25006).
func away(code string) bool {
	for _, class := range []string{"08", "53", "57P0", "25006"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// commitOutcome classifies an error from after the commit may have been sent.
// It tells a refusal, after which nothing happened, from doubt.
func commitOutcome(err error) error {
	if pgconn.SafeToRetry(err) {
		return errors.Join(errTransient, err)
	}
	var pe *pgconn.PgError
	if !errors.As(err, &pe) || pe.SeverityUnlocalized != "ERROR" {
		return errors.Join(errUnknown, err)
	}
	for _, class := range []string{"40003", "XX", "08", "57P0"} {
		if strings.HasPrefix(pe.Code, class) {
			return errors.Join(errUnknown, err)
		}
	}
	return postgresOutcome(err, false)
}
