package bench

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// WriteText writes the report as people read it.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "Guerdon benchmark, %s\n", r.At.Format("2006-01-02 15:04 UTC"))
	fmt.Fprintf(&b, "%d cores, %s, %.1f GiB, %s %s, %s, databases on %s, load average %s at the start\n",
		m.Cores, m.CPU, float64(m.Memory)/(1<<30), m.OS, m.Kernel, m.Go, m.FileSystem, m.Load)
	fmt.Fprintf(&b, "%g s a measurement, %d members; the load generator runs on the same cores; cpu µs is server and database for one entry;\npercents are of one core; other %% is what the machine did besides, which slows what is measured\n", r.Seconds, r.Members)
	if r.Disk != nil {
		fmt.Fprintf(&b, "durable 8 KiB writes, one after the other: %.0f/s, p50 %.3f ms, p99 %.3f ms\n", r.Disk.PerSecond, r.Disk.P50.Millis(), r.Disk.P99.Millis())
	}
	if m.FileSystem == "tmpfs" {
		b.WriteString("WARNING: the databases are in memory, where nothing is durable; set TMPDIR to a directory on a disk\n")
	}
	for _, e := range r.Engines {
		e.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columns are the table's, right-aligned but for the first.
var columns = []string{"", "conns", "per second", "p50 ms", "p99 ms", "max ms", "errors", "cpu µs", "server %", "db %", "load %", "other %", "server MB", "db MB", "of echo", "of raw"}

func (e *EngineReport) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s\n", e.Version)
	rows := [][]string{columns}
	for i := range e.Results {
		rows = append(rows, e.Results[i].row())
	}
	writeTable(b, rows)
	for _, r := range e.Results {
		if len(r.Errors) > 0 {
			fmt.Fprintf(b, "errors of %s, %d:%s\n", r.Name, r.Connections, strings.TrimPrefix(errorText(r.Errors), ", errors"))
		}
	}
	if e.VerifyBefore != "" {
		fmt.Fprintf(b, "verify before: %s\n", e.VerifyBefore)
	}
	if e.VerifyAfter != "" {
		fmt.Fprintf(b, "verify after:  %s\n", e.VerifyAfter)
	}
}

func (r *Result) row() []string {
	failed := int64(0)
	for _, n := range r.Errors {
		failed += n
	}
	return []string{
		r.Name, fmt.Sprint(r.Connections), fmt.Sprintf("%.0f", r.PerSecond),
		fmt.Sprintf("%.2f", r.P50.Millis()), fmt.Sprintf("%.2f", r.P99.Millis()), fmt.Sprintf("%.1f", r.Max.Millis()),
		fmt.Sprint(failed), fmt.Sprintf("%.1f", float64(r.Cost)), percent(r.ServerCPU), percent(r.DatabaseCPU), percent(r.GeneratorCPU), percent(r.OtherCPU),
		megabytes(r.ServerMemory), megabytes(r.DBMemory), share(r.OfEcho), share(r.OfRaw),
	}
}

func writeTable(b *strings.Builder, rows [][]string) {
	widths := make([]int, len(columns))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		fmt.Fprintf(b, "%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			fmt.Fprintf(b, "  %*s", widths[i+1], cell)
		}
		b.WriteByte('\n')
	}
}

func percent(p float64) string { return fmt.Sprintf("%.0f", p) }

func megabytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", float64(n)/1e6)
}

func share(s float64) string {
	if s == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", s)
}

// errorText lists errors by name, or is empty.
func errorText(errors map[string]int64) string {
	if len(errors) == 0 {
		return ""
	}
	text := ", errors"
	for _, name := range slices.Sorted(maps.Keys(errors)) {
		text += fmt.Sprintf(" %s × %d", name, errors[name])
	}
	return text
}
