package card

import (
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// TemplateState says whether batches can be made of a template.
type TemplateState string

// The states of a template. A deleted one is shown nowhere.
const (
	Active   TemplateState = "active"
	Inactive TemplateState = "inactive"
	removed  TemplateState = "deleted"
)

// AttributesMax bounds a template's attributes, in bytes.
const AttributesMax = 16 << 10

const (
	nameMax        = 200 // bytes
	descriptionMax = 2000
	imageMax       = 2000
	skillMax       = 200
)

type templateKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Grant is what a member gets for a card besides the card itself: points, an
// item of the catalogue, a skill in words. Zero values give nothing.
type Grant struct {
	Asset  ledger.Asset  `db:"grant_asset"` // POINT, STUDY or CREDIT, or none
	Amount amount.Amount `db:"grant_amount"`
	Item   id.ID         `db:"grant_item"`
	Skill  string        `db:"grant_skill"`
}

func (g Grant) valid() bool {
	switch g.Asset {
	case "":
		return g.Amount == 0 && g.Item >= 0 && len(g.Skill) <= skillMax
	case ledger.Point, ledger.Study, ledger.Credit:
		return g.Amount > 0 && g.Amount <= amount.Max && g.Item >= 0 && len(g.Skill) <= skillMax
	}
	return false
}

// Template is a kind of card. Attributes are the text of a JSON object, kept
// as it came. Batches counts those of it that are not deleted.
type Template struct {
	templateKey
	Name        string        `db:"name"`
	Category    Category      `db:"category"`
	Description string        `db:"description"`
	Image       string        `db:"image"`
	Attributes  string        `db:"attributes"`
	Rarity      Rarity        `db:"rarity"`
	State       TemplateState `db:"state"`
	Version     int64         `db:"version"`
	Batches     int64         `db:"batches"`
	Grant
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

type versionKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Template id.ID     `db:"template"`
	Version  int64     `db:"version"`
}

// Face is what a card shows: the template as it was at one version. It never
// changes.
type Face struct {
	versionKey
	Name       string   `db:"name"`
	Category   Category `db:"category"`
	Attributes string   `db:"attributes"`
	Rarity     Rarity   `db:"rarity"`
}

// Face is the template's present face.
func (t Template) Face() Face {
	return Face{versionKey{t.Bucket, t.ID, t.Version}, t.Name, t.Category, t.Attributes, t.Rarity}
}

var (
	templates = store.Define[templateKey, Template]("card_template")
	faces     = store.Define[versionKey, Face]("card_template_version")
)

func templateOf(i id.ID) templateKey { return templateKey{i.Bucket(), i} }

// check holds a template to its bounds; field names the first that is out.
func (t *Template) check() error {
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"name", strings.TrimSpace(t.Name) != "" && len(t.Name) <= nameMax},
		{"description", len(t.Description) <= descriptionMax},
		{"image", len(t.Image) <= imageMax && (t.Image == "" || webAddress(t.Image))},
		{"attributes", isObject(t.Attributes) && len(t.Attributes) <= AttributesMax},
		{"state", t.State == Active || t.State == Inactive},
		{"grant", t.valid()},
	} {
		if !f.ok {
			return ErrTemplateInvalid.With("field", f.name)
		}
	}
	if _, err := ParseCategory(string(t.Category)); err != nil {
		return err
	}
	_, err := ParseRarity(string(t.Rarity))
	return err
}

// isObject is a glance: whoever decoded the attributes knows that they are
// valid JSON.
func isObject(text string) bool {
	return strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}")
}
