package coreapi_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/operator"
)

// Every example of the documentation works, in its order, and every call has
// one.
func TestTheDocumentsExamples(t *testing.T) {
	page, err := os.ReadFile("../../../docs/coreapi.md")
	if err != nil {
		t.Fatal(err)
	}
	onSQL(t, func(b *bench) {
		b.newOperator(operator.First, "admin", operator.Admin)
		withAccounts(b)
		withCampaigns(b)
		withGenerations(b)
		m := &meanwhile{shop: withOrders(b), publishing: withPublications(b)}
		s := &shell{bench: b, vars: map[string]string{"G": "", "KEY": b.key, "PASSWORD": goodPassword}, called: map[string]bool{}}
		for _, line := range shellLines(string(page)) {
			name, _, _ := strings.Cut(line, "=")
			m.happens(s, name)
			s.run(line)
		}
		b.verifyAccounts()
		b.verifyCampaigns()
		b.verifyGenerations()
		m.verifyOrders()
		m.verifyPublications()
		for _, op := range b.api.OperationsForTest() {
			if !s.called[op.Method+" "+op.Path] {
				b.Errorf("%s %s has no example", op.Method, op.Path)
			}
		}
	})
}

// meanwhile is what members do between the examples.
type meanwhile struct {
	*shop
	publishing *publishing
}

// happens does what the example that sets a variable looks for.
func (m *meanwhile) happens(s *shell, variable string) {
	b := s.bench
	b.Helper()
	switch variable {
	case "QUEUED":
		b.openRedemption("ann")
		b.openRedemption("bob")
	case "ACCOUNT":
		m.buyer = b.registers("alice", "").Member
	case "ORDER":
		b.no(m.pay(m.recharge(1000), 0))
	case "REVIEW":
		if err := m.pay(m.recharge(1000), 1); err == nil {
			b.Error("another amount was taken")
		}
	case "TASK":
		made := b.send("POST", "/v1/models", goodModel, cookie(s.jar)).want(http.StatusCreated, "").json()
		b.buy("username:alice", text(b, made, "id"))
	case "PUBLICATION":
		m.publishing.publish("username:alice", 1, "wx1", 0)
		m.publishing.work()
	case "SCHEDULED":
		m.publishing.publish("username:alice", 2, "sandbox", b.clock.Now().Add(time.Hour))
	}
}

func (m *meanwhile) verifyPublications() { m.publishing.verifyPublications() }

// shellLines are the lines of the sh blocks that call.
func shellLines(page string) (lines []string) {
	inside := false
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```sh"
		case inside && (strings.Contains(line, "api ") || strings.Contains(line, "op ")) && !strings.Contains(line, "()"):
			lines = append(lines, line)
		}
	}
	return lines
}

// shell runs what the examples use of a shell: api and op (curl with a key,
// or with a jar of cookies), variables, and NAME=$(… | jq -r …).
type shell struct {
	*bench
	vars   map[string]string
	jar    *http.Cookie
	called map[string]bool
}

func (s *shell) run(line string) {
	s.Helper()
	name, command, assigns := strings.Cut(line, "=$(")
	if !assigns || strings.ContainsAny(name, " \"'") {
		s.call(line)
		return
	}
	command, filter, _ := strings.Cut(strings.TrimSuffix(command, ")"), " | jq -r ")
	got := any(s.call(command))
	for step := range strings.SplitSeq(strings.Trim(filter, "'."), ".") {
		field, index, indexed := strings.Cut(step, "[")
		got = at(s, got, field)
		if indexed {
			var n int
			_, _ = fmt.Sscanf(index, "%d]", &n)
			got = at(s, got, n)
		}
	}
	s.vars[name] = fmt.Sprint(got)
}

// call sends what curl would, and wants success.
func (s *shell) call(command string) map[string]any {
	s.Helper()
	words := s.words(command)
	method, path, body, how := "", "", "", []with{}
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "-X":
			i++
			method = words[i]
		case "-d":
			i++
			body = words[i]
		case "-H":
			i++
			k, v, _ := strings.Cut(words[i], ": ")
			how = append(how, header(k, v))
		default:
			path = words[i]
		}
	}
	if method == "" {
		method = map[bool]string{true: "GET", false: "POST"}[body == ""]
	}
	if words[0] == "op" {
		how = append(how, as(""))
		if s.jar != nil {
			how = append(how, cookie(s.jar))
		}
	}
	r := s.send(method, path, body, how...)
	if r.status/100 != 2 {
		s.Errorf("%s: %d %s", command, r.status, r.body)
	}
	if c := cookieOf(r); c != nil {
		s.jar = c
	}
	s.note(method, path)
	if len(r.body) == 0 || r.body[0] != '{' {
		return nil
	}
	return r.json()
}

// note remembers which call an address is.
func (s *shell) note(method, path string) {
	path, _, _ = strings.Cut(path, "?")
	for _, op := range s.api.OperationsForTest() {
		want, have := strings.Split(op.Path, "/"), strings.Split(path, "/")
		same := op.Method == method && len(want) == len(have)
		for i := range want {
			same = same && (want[i] == have[i] || strings.HasPrefix(want[i], "{"))
		}
		if same {
			s.called[op.Method+" "+op.Path] = true
		}
	}
}

// words splits a command as a shell does: quotes, escapes, variables.
func (s *shell) words(line string) (words []string) {
	var word strings.Builder
	quote, begun := rune(0), false
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		c := runes[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case c == '\\' && quote == '"':
			i++
			word.WriteRune(runes[i])
		case c == '$' && quote != '\'':
			end := i + 1
			for end < len(runes) && runes[end] >= 'A' && runes[end] <= 'Z' {
				end++
			}
			value, known := s.vars[string(runes[i+1:end])]
			if !known {
				s.Errorf("%s: no variable %s", line, string(runes[i+1:end]))
			}
			word.WriteString(value)
			i, begun = end-1, true
		case c == ' ' && quote == 0:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(c)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}
