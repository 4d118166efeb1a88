package bench

import (
	"context"
	"errors"
	"os"
	"time"
)

// diskBlock is what a small commit writes, in bytes.
const diskBlock = 8 << 10

// measureDisk measures how often a second a block reaches the disk, one after
// the other, where the databases are.
func (r *runner) measureDisk(ctx context.Context) (err error) {
	f, err := os.CreateTemp("", "guerdon-bench-disk-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	out := &outcome{took: r.Length, errors: map[string]int64{}}
	block := make([]byte, diskBlock)
	for began, until := time.Now(), time.Now().Add(r.Length); began.Before(until) && ctx.Err() == nil; {
		if _, err := f.WriteAt(block, (out.entries%1024)*diskBlock); err != nil {
			return err
		}
		if err := syncData(f); err != nil {
			return err
		}
		ended := time.Now()
		out.latency.add(ended.Sub(began))
		out.entries++
		began = ended
	}
	r.add("disk", 1, out)
	return ctx.Err()
}
