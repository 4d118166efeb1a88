package bench

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

func newOutcome(entries int64, errors map[string]int64) *outcome {
	out := &outcome{entries: entries, took: 2 * time.Second, errors: errors}
	out.latency.add(time.Millisecond)
	out.used.server.cpu = time.Second
	out.used.generator.cpu = 200 * time.Millisecond
	return out
}

func TestResultsStandBesideTheCeilings(t *testing.T) {
	r := &runner{Options{Progress: io.Discard}, &EngineReport{Engine: SQLite, Version: "SQLite 0"}}
	for _, one := range []struct {
		name        string
		connections int
		entries     int64
		echo, raw   float64
		cost        Micros
	}{
		{"echo", 1, 1000, 0, 0, 1000},
		{"echo", 64, 8000, 0, 0, 125},
		{"raw", 1, 20000, 0, 0, 60}, // this process did the work
		{"raw", 2, 16000, 0, 0, 75},
		{"spend", 64, 4000, 0.5, 0.2, 250},
		{"spend-array", 64, 10000, 0, 0.5, 100},
		{"accounts", 1, 500, 0.5, 0, 2000},
		{"balance", 8, 0, 0, 0, 0},
	} {
		r.add(one.name, one.connections, newOutcome(one.entries, nil))
		got := r.report.Results[len(r.report.Results)-1]
		if got.PerSecond != float64(one.entries)/2 || got.OfEcho != one.echo || got.OfRaw != one.raw || got.Cost != one.cost || got.ServerCPU != 50 || got.GeneratorCPU != 10 {
			t.Errorf("%s, %d: %+v", one.name, one.connections, got)
		}
	}
}

func TestTheTextShowsEveryError(t *testing.T) {
	r := &runner{Options{Progress: io.Discard}, &EngineReport{Engine: SQLite, Version: "SQLite 0", VerifyAfter: "verified 1 rows: no difference"}}
	r.add("spend", 64, newOutcome(10, map[string]int64{"503": 2, "connection reset": 1}))
	report := Report{Machine: Machine{FileSystem: "tmpfs"}, Engines: []*EngineReport{r.report}}
	var text bytes.Buffer
	if err := report.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"errors of spend, 64: 503 × 2 connection reset × 1", "verify after:  verified 1 rows: no difference", "WARNING", "SQLite 0"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, &text)
		}
	}
	var back Report
	encoded, err := json.Marshal(report)
	if err == nil {
		err = json.Unmarshal(encoded, &back)
	}
	if err != nil || back.Engines[0].Results[0].Errors["503"] != 2 {
		t.Errorf("%s %v", encoded, err)
	}
}
