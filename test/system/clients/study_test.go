package clients

import (
	"strconv"
	"strings"
	"testing"
)

type studyBalance struct {
	Success bool `json:"success"`
	Data    struct {
		Balance     int    `json:"balance"`
		TotalEarned int    `json:"total_earned"`
		Level       string `json:"level"`
	} `json:"data"`
}

type studyExchange struct {
	Success bool `json:"success"`
	Data    struct {
		ProductName      string `json:"product_name"`
		RemainingBalance int    `json:"remaining_balance"`
		Status           string `json:"status"`
	} `json:"data"`
}

// The document's own curl commands and JavaScript functions against the built
// program, over HTTP and over TLS with its own certificate.
func TestStudyExamples(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			s := start(t, "GUERDON_STUDY_TLS="+strconv.FormatBool(scheme == "https"))
			s.study = strings.Replace(s.study, "http:", scheme+":", 1)
			token := s.token("student")
			words := []string{"https://your-server-ip:3001", s.study, "https://localhost:3001", s.study, "YOUR_TOKEN", token}
			var balance studyBalance
			s.read(s.shell("study/balance.sh", words...), &balance)
			if !balance.Success || balance.Data.Balance != 150 || balance.Data.TotalEarned != 150 || balance.Data.Level != "bronze" {
				t.Errorf("the balance is %+v", balance)
			}
			var exchange studyExchange
			s.read(s.shell("study/exchange.sh", words...), &exchange)
			if !exchange.Success || exchange.Data.ProductName != "学习笔记本" || exchange.Data.RemainingBalance != 130 || exchange.Data.Status != "pending" {
				t.Errorf("the exchange is %+v", exchange)
			}
			s.studyJavaScript(token)
		})
	}
}

// studyJavaScript runs the document's functions after the commands.
func (s *server) studyJavaScript(token string) {
	s.t.Helper()
	out := s.run([]string{"STUDY_BASE=" + s.study, "STUDY_TOKEN=" + token, "NODE_TLS_REJECT_UNAUTHORIZED=0", "NODE_NO_WARNINGS=1"}, "node", "testdata/study/run.mjs")
	var got struct {
		Before    studyBalance  `json:"before"`
		Exchanged studyExchange `json:"exchanged"`
		After     studyBalance  `json:"after"`
	}
	s.read(out, &got)
	if got.Before.Data.Balance != 130 || got.Exchanged.Data.RemainingBalance != 110 || got.After.Data.Balance != 110 {
		s.t.Errorf("JavaScript got %s", out)
	}
}
