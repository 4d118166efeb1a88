package bench

import "time"

// Report is everything that one run found.
type Report struct {
	At      time.Time       `json:"at"`
	Machine Machine         `json:"machine"`
	Seconds float64         `json:"seconds"` // of each measurement
	Members int             `json:"members"`
	Disk    *Result         `json:"disk,omitempty"` // durable 8 KiB writes, one after the other
	Engines []*EngineReport `json:"engines"`
}

// EngineReport is what was found on one engine.
type EngineReport struct {
	Engine         Engine   `json:"engine"`
	Version        string   `json:"version"`
	FundingSeconds float64  `json:"funding_seconds,omitempty"`
	VerifyBefore   string   `json:"verify_before,omitempty"`
	VerifyAfter    string   `json:"verify_after,omitempty"`
	Results        []Result `json:"results"`
}

// Result is one measurement. CPU is in percent of one core; Cost is the CPU
// time of one unit of work in the server and the database (for the bare
// driver, in this process and the database), which depends less than the rate
// does on what else the machine does. OfEcho and OfRaw are shares of the
// ceilings, 0 where the ceiling was not measured or says nothing about it.
type Result struct {
	Name         string           `json:"name"`
	Connections  int              `json:"connections"` // or writers
	PerSecond    float64          `json:"per_second"`
	P50          Micros           `json:"p50_us"`
	P99          Micros           `json:"p99_us"`
	Max          Micros           `json:"max_us"`
	Errors       map[string]int64 `json:"errors,omitempty"`
	ServerCPU    float64          `json:"server_cpu_percent"`
	DatabaseCPU  float64          `json:"database_cpu_percent"`
	GeneratorCPU float64          `json:"generator_cpu_percent"`
	OtherCPU     float64          `json:"other_cpu_percent"` // of whatever else ran on the machine
	Cost         Micros           `json:"cost_us"`
	ServerMemory int64            `json:"server_memory_bytes"`
	DBMemory     int64            `json:"database_memory_bytes"`
	OfEcho       float64          `json:"of_echo,omitempty"`
	OfRaw        float64          `json:"of_raw,omitempty"`
}

// Micros is a duration in microseconds.
type Micros float64

func microsOf(d time.Duration) Micros { return Micros(float64(d) / float64(time.Microsecond)) }

// Millis is the duration in milliseconds.
func (m Micros) Millis() float64 { return float64(m) / 1000 }

// add puts an outcome into the report and says so.
func (r *runner) add(name string, connections int, out *outcome) {
	percent := func(u usage) float64 { return 100 * u.cpu.Seconds() / out.took.Seconds() }
	result := Result{
		Name: name, Connections: connections, PerSecond: float64(out.entries) / out.took.Seconds(), Errors: out.errors,
		P50: microsOf(out.latency.quantile(0.50)), P99: microsOf(out.latency.quantile(0.99)), Max: microsOf(out.latency.max),
		ServerCPU: percent(out.used.server), DatabaseCPU: percent(out.used.database), GeneratorCPU: percent(out.used.generator),
		OtherCPU:     percent(out.used.others()),
		ServerMemory: out.used.server.memory, DBMemory: out.used.database.memory,
	}
	result.Cost = out.cost(name == "raw")
	r.report.compare(&result)
	r.report.Results = append(r.report.Results, result)
	r.say("%s, %d: %.0f/s, p50 %.2f ms, p99 %.2f ms%s", name, connections, result.PerSecond, result.P50.Millis(), result.P99.Millis(), errorText(out.errors))
}

// cost is the CPU time of one entry. bare says that this process did the work.
func (o *outcome) cost(bare bool) Micros {
	if o.entries == 0 {
		return 0
	}
	cpu := o.used.server.cpu + o.used.database.cpu
	if bare {
		cpu += o.used.generator.cpu
	}
	return microsOf(cpu / time.Duration(o.entries))
}

// writes are the measurements that commit to the ledger.
var writes = map[string]bool{"spend": true, "spend-keyed": true, "spend-array": true, "draw": true}

// compare sets a result beside the ceilings before it. An array is one
// request, so HTTP's ceiling says nothing about its entries.
func (e *EngineReport) compare(r *Result) {
	if r.Name == "echo" || r.Name == "raw" {
		return
	}
	for _, ceiling := range e.Results {
		switch {
		case ceiling.PerSecond == 0:
		case ceiling.Name == "echo" && ceiling.Connections == r.Connections && r.Name != "spend-array":
			r.OfEcho = r.PerSecond / ceiling.PerSecond
		case ceiling.Name == "raw" && writes[r.Name]:
			share := r.PerSecond / ceiling.PerSecond
			if r.OfRaw == 0 || share < r.OfRaw { // of the better ceiling
				r.OfRaw = share
			}
		}
	}
}
