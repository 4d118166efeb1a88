package pgtest

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// serverLog is the server's log from one start on.
type serverLog struct {
	file *os.File
	from int64
}

func openLog(path string) (*serverLog, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	from, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	return &serverLog{file: file, from: from}, nil
}

func (l *serverLog) close() { _ = l.file.Close() }

// failure explains why the server that writes this log did not start.
func (l *serverLog) failure() error {
	text, err := io.ReadAll(io.NewSectionReader(l.file, l.from, 1<<20))
	if err != nil {
		return err
	}
	if strings.Contains(string(text), "shared memory block") {
		return errBusy
	}
	return fmt.Errorf("pgtest: the server did not start:\n%s", strings.TrimSpace(string(text)))
}
