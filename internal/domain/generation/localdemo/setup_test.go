package localdemo

import (
	"context"
	"testing"
)

func setup(t testing.TB) (*Studio, context.Context) {
	t.Helper()
	s, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return s, t.Context()
}
