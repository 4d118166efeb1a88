package reward_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/verify"
)

var _ = sql.Open
var _ = filepath.Join
var _ = verify.All
var _ = reward.Check
var _ = settlement.Check

func TestPlaceholder(t *testing.T) {}
