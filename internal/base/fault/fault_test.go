package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"guerdon/internal/base/fault"
)

var errSample = fault.New(fault.Refused, "sample.refused", "No.")

func TestFaultsAreTheirCode(t *testing.T) {
	with := errSample.With("left", 3).Because(io.EOF)
	wrapped := fmt.Errorf("outer: %w", with)
	if !errors.Is(wrapped, errSample) || !errors.Is(wrapped, io.EOF) {
		t.Error("the fault or its cause is lost")
	}
	if got := fault.Of(wrapped); got.Code != errSample.Code || got.Params["left"] != 3 || got.Kind != fault.Refused {
		t.Errorf("%+v", got)
	}
	if errSample.Params != nil {
		t.Error("With changed the declared fault")
	}
}

func TestOtherErrorsAreInternal(t *testing.T) {
	if fault.Of(nil) != nil {
		t.Error("nil became a fault")
	}
	if got := fault.Of(io.EOF); got.Kind != fault.Internal || !errors.Is(got, io.EOF) {
		t.Errorf("%+v", got)
	}
	if got := fault.Limited.String(); got != "limited" {
		t.Error(got)
	}
}
