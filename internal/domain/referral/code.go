package referral

import (
	"errors"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// letters of a code: no two of them look alike.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

const (
	codeLength = 8
	codeTries  = 10
	codeMin    = 4 // of codes that are asked for
	codeMax    = 16
)

type codeKey struct {
	Bucket id.Bucket `db:"bucket"`
	Code   string    `db:"code"`
}

// code says whose a code is.
type code struct {
	codeKey
	Member id.ID `db:"member"`
}

var codes = store.Define[codeKey, code]("referral_code")

func codeOf(text string) codeKey { return codeKey{id.BucketOf("referral:" + text), text} }

// Code is the member's own code, made where they have none. It never changes.
// contract: S2-33
func (s *Service) Code(tx *store.Tx, member id.ID) (string, error) {
	row, found, err := referrers.Get(tx, keyOf(member))
	if err != nil || found {
		return row.Code, err
	}
	for range codeTries {
		text := newCode(tx)
		_, taken, err := codes.Get(tx, codeOf(text))
		if err != nil {
			return "", err
		}
		if taken {
			continue
		}
		codes.Put(tx, code{codeOf(text), member})
		referrers.Put(tx, referrer{memberKey: keyOf(member), Code: text, CreatedAt: tx.Now()})
		return text, nil
	}
	return "", errors.New("referral: no code is free")
}

func newCode(tx *store.Tx) string {
	var raw [codeLength]byte
	_, _ = tx.Dice().Read(raw[:])
	for i, b := range raw {
		raw[i] = letters[int(b)%len(letters)]
	}
	return string(raw[:])
}

// normalise reads a code as people type it; ok is false for what is none.
func normalise(text string) (code string, ok bool) {
	if len(text) > 4*codeMax {
		return "", false
	}
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) < codeMin || len(text) > codeMax {
		return "", false
	}
	return text, !strings.ContainsFunc(text, func(c rune) bool { return (c < 'A' || c > 'Z') && (c < '0' || c > '9') })
}

// owner is whose a code is. Faults: ErrCode.
func owner(tx *store.Tx, text string) (id.ID, error) {
	text, ok := normalise(text)
	if !ok {
		return 0, ErrCode
	}
	row, found, err := codes.Read(tx, codeOf(text))
	if err == nil && !found {
		err = ErrCode
	}
	return row.Member, err
}
