package account

import (
	"strings"
	"testing"

	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// The check finds each row that does not fit the others.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	for want, spoil := range map[string]func(tx *store.Tx, c Credential, f family){
		"subjects":        func(tx *store.Tx, c Credential, _ family) { c.Username = "other"; credentials.Put(tx, c) },
		"role":            func(tx *store.Tx, c Credential, _ family) { c.Role = "king"; credentials.Put(tx, c) },
		"from its login":  func(tx *store.Tx, _ Credential, f family) { f.ExpiresAt++; families.Put(tx, f) },
		"has no password": func(tx *store.Tx, c Credential, _ family) { credentials.Delete(tx, c.memberKey) },
	} {
		t.Run(want, func(t *testing.T) {
			s := storetest.SQLite(t, store.Options{})
			write := func(fn func(tx *store.Tx) error) {
				t.Helper()
				if err := s.Write(t.Context(), 0, fn); err != nil {
					t.Fatal(err)
				}
			}
			var c Credential
			var f family
			write(func(tx *store.Tx) error {
				m, err := member.Create(tx, member.CreateCmd{Subjects: []member.Subject{member.Username("张a"), member.Email("A@example.com")}})
				if err != nil {
					return err
				}
				c = Credential{memberKey: keyOf(m.ID), Username: "张A", Email: "A@example.com", Role: Member}
				credentials.Add(tx, c)
				f, err = begin(tx, m.ID)
				return err
			})
			if found := check(t, s); len(found) != 0 {
				t.Fatal(found)
			}
			write(func(tx *store.Tx) error {
				if _, _, err := families.Get(tx, f.familyKey); err != nil {
					return err
				}
				_, err := get(tx, c.Member)
				if err == nil {
					spoil(tx, c, f)
				}
				return err
			})
			if found := check(t, s); len(found) != 1 || !strings.Contains(found[0].What, want) {
				t.Errorf("%v", found)
			}
		})
	}
}

func check(t *testing.T, s *store.Store) []verify.Difference {
	t.Helper()
	found, err := verify.All(t.Context(), s, nil, Check())
	if err != nil {
		t.Fatal(err)
	}
	return found.First
}
