package publication

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// ConfirmCmd says where on a platform the member has posted.
type ConfirmCmd struct {
	Member      id.ID
	Publication id.ID
	Platform    string
	URL         string
}

// linkMax bounds what a member may call an address, in bytes.
const linkMax = 500

// Confirm takes the member's word that they have posted what was handed over,
// what stayed a draft, or what could not be found out. The same word again
// changes nothing.
// Faults: ErrNotFound, ErrPlatform, ErrLink, ErrState.
// contract: S2-22
func (s *Service) Confirm(tx *store.Tx, cmd ConfirmCmd) (Publication, error) {
	pub, row, err := ownResult(tx, cmd.Member, cmd.Publication, cmd.Platform)
	if err != nil {
		return Publication{}, err
	}
	link, err := postOn(row.Platform, cmd.URL)
	if err != nil {
		return Publication{}, err
	}
	switch row.State {
	case NeedsUserAction, NeedsReview, DraftCreated, Exported:
	case Published:
		if row.URL == link {
			return pub, nil
		}
		return Publication{}, ErrState.With("state", string(row.State))
	default:
		return Publication{}, ErrState.With("state", string(row.State))
	}
	row.State, row.URL, row.Reason, row.Detail, row.Link, row.LinkEnds = Published, link, ConfirmedByOne, "", "", 0
	_, pub, err = put(tx, pub, row)
	return pub, err
}

// postOn is the address, if it can be that of a post on the platform.
func postOn(p Platform, text string) (string, error) {
	info, err := ParsePlatform(string(p))
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case len(text) > linkMax, !utf8.ValidString(text), err != nil:
	case u.Scheme != "https" || u.User != nil || u.Port() != "" || u.Opaque != "":
	case !info.has(strings.ToLower(u.Hostname())) || u.Path == "" || u.Path == "/":
	default:
		return u.String(), nil
	}
	return "", ErrLink.With("field", "url")
}
