package transcript

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Step is one request and what its answer must look like.
type Step struct {
	Title  string
	Line   int // of the title, from 1
	Method string
	Path   string

	directives []directive
	headers    []header
	body       string
	status     int
	wantHeader []header
	wantBody   string
}

type directive struct{ name, args string }

type header struct{ name, value string }

var (
	requestLine = regexp.MustCompile(`^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\S.*)$`)
	answerLine  = regexp.MustCompile(`^-> (\d{3})$`)
	headerLine  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):(?: (.*))?$`)
)

// Parse reads a transcript.
func Parse(text string) ([]Step, error) {
	p := parser{}
	for i, line := range strings.Split(text, "\n") {
		if err := p.line(i+1, strings.TrimRight(line, "\r")); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	return p.steps, nil
}

// The parts of a step, in order.
const (
	inNothing = iota
	inStart   // after the title
	inHeaders
	inBody
	inWantHeaders
	inWantBody
)

type parser struct {
	steps []Step
	part  int
}

func (p *parser) line(number int, line string) error {
	if title, ok := strings.CutPrefix(line, "## "); ok {
		if err := p.end(); err != nil {
			return err
		}
		p.steps = append(p.steps, Step{Title: strings.TrimSpace(title), Line: number})
		p.part = inStart
		return nil
	}
	if strings.HasPrefix(line, "#") {
		return nil
	}
	if p.part == inNothing {
		if strings.TrimSpace(line) != "" {
			return fmt.Errorf("%q stands before the first step", line)
		}
		return nil
	}
	return p.step(&p.steps[len(p.steps)-1], line)
}

// step takes one line of a step.
func (p *parser) step(s *Step, line string) error {
	if m := answerLine.FindStringSubmatch(line); m != nil && p.part >= inHeaders && p.part <= inBody {
		s.status, _ = strconv.Atoi(m[1]) // three digits
		p.part = inWantHeaders
		return nil
	}
	switch p.part {
	case inStart:
		return p.start(s, line)
	case inHeaders:
		p.headers(&s.headers, &s.body, line)
	case inWantHeaders:
		p.headers(&s.wantHeader, &s.wantBody, line)
	case inBody:
		s.body += line + "\n"
	case inWantBody:
		s.wantBody += line + "\n"
	}
	return nil
}

// start takes directives and the request line.
func (p *parser) start(s *Step, line string) error {
	if name, ok := strings.CutPrefix(line, "@"); ok {
		name, args, _ := strings.Cut(name, " ")
		s.directives = append(s.directives, directive{name, strings.TrimSpace(args)})
		return nil
	}
	if m := requestLine.FindStringSubmatch(line); m != nil {
		s.Method, s.Path, p.part = m[1], m[2], inHeaders
		return nil
	}
	if strings.TrimSpace(line) != "" {
		return fmt.Errorf("%q is neither a directive nor a request", line)
	}
	return nil
}

// headers takes header lines until a blank line or the body.
func (p *parser) headers(list *[]header, body *string, line string) {
	if m := headerLine.FindStringSubmatch(line); m != nil {
		*list = append(*list, header{http.CanonicalHeaderKey(m[1]), m[2]})
		return
	}
	p.part++ // to the body
	if line != "" {
		*body = line + "\n"
	}
}

// end finishes a step.
func (p *parser) end() error {
	if len(p.steps) == 0 {
		return nil
	}
	s := &p.steps[len(p.steps)-1]
	s.body, s.wantBody = strings.TrimSpace(s.body), strings.TrimSpace(s.wantBody)
	if s.Method == "" || s.status == 0 {
		return fmt.Errorf("the step of line %d has no request or no answer", s.Line)
	}
	return nil
}
