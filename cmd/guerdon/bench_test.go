package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guerdon/cmd/guerdon/bench"
)

func TestBenchRefusesWhatItCannotMeasure(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"--only everything", `no measurement "everything"`},
		{"--seconds 0", "seconds must be"},
		{"--members 0", "members must be"},
		{"--members 1000001", "members must be"},
		{"--engine oracle", "oracle"},
	} {
		var out, problems bytes.Buffer
		code := run(t.Context(), append([]string{"bench"}, strings.Fields(c.args)...), &out, &problems)
		if code == 0 || !strings.Contains(problems.String(), c.says) {
			t.Errorf("%s: exit %d, says %q", c.args, code, problems.String())
		}
	}
}

func TestBenchPrintsTextAndJSON(t *testing.T) {
	report := &bench.Report{Members: 7, Engines: []*bench.EngineReport{{Engine: bench.SQLite, Version: "SQLite 0"}}}
	path := filepath.Join(t.TempDir(), "report.json")
	var text, only bytes.Buffer
	if err := (benchMeasureCmd{JSON: path}).print(report, &text); err != nil || !strings.Contains(text.String(), "SQLite 0") {
		t.Errorf("%q, %v", &text, err)
	}
	if err := (benchMeasureCmd{JSON: "-"}).print(report, &only); err != nil {
		t.Error(err)
	}
	written, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(written, only.Bytes()) {
		t.Errorf("%s, %v", written, err)
	}
	var back bench.Report
	if err := json.Unmarshal(written, &back); err != nil || back.Members != 7 {
		t.Errorf("%s, %v", written, err)
	}
}
