package httpx_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

func TestLogsNameNoSecrets(t *testing.T) {
	b := setup()
	r := post("/thing/CARDCODE?token=HUSH", `{"password":"HUSH"}`)
	r.Header.Set("Authorization", "Bearer HUSH")
	r.Header.Set("Cookie", "session=HUSH")
	b.serve(func(w http.ResponseWriter, r *http.Request) {
		httpx.SetActor(r.Context(), actor.OfMember(100))
		fail(w, r, fault.New(fault.Unavailable, "x.down", "Down.").Because(errors.New("dial refused")))
	}, httpx.Front{}, r)
	log := b.log.String()
	if strings.Contains(log, "HUSH") || strings.Contains(log, "CARDCODE") {
		t.Errorf("log: %s", log)
	}
	for _, want := range []string{"level=ERROR", "route=/thing/{id}", "method=POST", "status=503", "client=192.0.2.1", "actor=member:100", "fault=x.down", `cause="dial refused"`} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in %s", want, log)
		}
	}
}

func TestInternalFaultsRaiseAnAlarm(t *testing.T) {
	b := setup()
	b.serve(func(w http.ResponseWriter, r *http.Request) { fail(w, r, fault.Of(errors.New("db"))) }, httpx.Front{}, get("/thing/1"))
	if len(b.meter.alarms) != 1 || b.meter.alarms[0] != httpx.AlarmInternal || !strings.Contains(b.log.String(), "cause=db") {
		t.Errorf("%v, %s", b.meter.alarms, b.log)
	}
}

func TestAccessLogHasABudget(t *testing.T) {
	b := setup()
	h := func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") == "bad" {
			w.WriteHeader(500)
		}
	}
	for range 150 {
		b.serve(h, httpx.Front{}, get("/thing/1"))
	}
	b.serve(h, httpx.Front{}, get("/thing/bad"))
	if n := strings.Count(b.log.String(), "status=200"); n != 100 {
		t.Errorf("%d lines of 150", n)
	}
	if !strings.Contains(b.log.String(), "status=500") || !strings.Contains(b.log.String(), "not_logged=50") {
		t.Error("a failure has no line of its own, or the others are not counted")
	}
	b.clock.Advance(time.Second)
	b.serve(h, httpx.Front{}, get("/thing/1"))
	if n := strings.Count(b.log.String(), "status=200"); n != 101 {
		t.Errorf("%d lines in the next second", n)
	}
}
