package account

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every credential to its member's subjects, and every family to
// a credential and to its seven days.
func Check() verify.Check {
	return verify.Check{
		Name: "account",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM credential")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				if err := checkNames(ctx, v, r); err != nil {
					return err
				}
				return checkFamilies(ctx, v, r)
			})
		},
	}
}

// checkNames counts the subjects that a credential's names are. Letters in
// them are those of ASCII, so that both engines agree on their lower case.
func checkNames(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Member   id.ID  `db:"member"`
		Username string `db:"username"`
		Email    string `db:"email"`
		Role     Role   `db:"role"`
		Known    id.ID  `db:"known"`
		Subjects int64  `db:"subjects"`
	}
	return store.Each(ctx, v, func(c row) error {
		switch {
		case c.Known == 0 || c.Subjects != 2:
			r.Differ(fmt.Sprintf("member %d", c.Member), "signs in as %q and %q, of which %d are their subjects", c.Username, c.Email, c.Subjects)
		case c.Role != Member && c.Role != Admin:
			r.Differ(fmt.Sprintf("member %d", c.Member), "has the role %q", c.Role)
		}
		r.Step(1)
		return nil
	}, `SELECT c.member, c.username, c.email, c.role, coalesce(m.id, 0) AS known, (
			SELECT count(*) FROM identity i WHERE i.member = c.member AND i.subject IN ('username:' || lower(c.username), 'email:' || lower(c.email))
		) AS subjects FROM credential c LEFT JOIN member m ON m.bucket = c.bucket AND m.id = c.member`)
}

func checkFamilies(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID        id.ID           `db:"id"`
		Member    id.ID           `db:"member"`
		Serial    int64           `db:"serial"`
		CreatedAt instant.Instant `db:"created_at"`
		ExpiresAt instant.Instant `db:"expires_at"`
		Owner     id.ID           `db:"owner"`
		Siblings  int64           `db:"siblings"`
	}
	return store.Each(ctx, v, func(f row) error {
		at := fmt.Sprintf("family %d", f.ID)
		switch {
		case f.Owner == 0:
			r.Differ(at, "member %d has no password", f.Member)
		case f.Serial < 1 || f.ExpiresAt.Sub(f.CreatedAt) != RefreshLife:
			r.Differ(at, "token %d, %s from its login to its end", f.Serial, f.ExpiresAt.Sub(f.CreatedAt))
		case f.Siblings > familiesMax:
			r.Differ(fmt.Sprintf("member %d", f.Member), "has %d families", f.Siblings)
		}
		return nil
	}, `SELECT f.id, f.member, f.serial, f.created_at, f.expires_at, coalesce(c.member, 0) AS owner,
			(SELECT count(*) FROM refresh_family o WHERE o.bucket = f.bucket AND o.member = f.member) AS siblings
		FROM refresh_family f LEFT JOIN credential c ON c.bucket = f.bucket AND c.member = f.member`)
}
