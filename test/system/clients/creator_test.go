package clients

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// creatorAnswer is the envelope, with what the clients read of its data.
type creatorAnswer struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    struct {
		ID         int64   `json:"id"`
		Token      string  `json:"access_token"`
		Content    string  `json:"content"`
		Used       int64   `json:"credits_used"`
		Balance    int64   `json:"credit_balance"`
		OrderID    string  `json:"order_id"`
		Amount     float64 `json:"amount"`
		Credits    int64   `json:"credits"`
		PaymentURL string  `json:"payment_url"`
	} `json:"data"`
}

// creator sends a request as a member, and expects a success.
func (s *server) creator(method, path, token string, body any) (got creatorAnswer) {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.creatorURL+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || got.Code != http.StatusOK {
		s.t.Fatalf("%s %s: %s %+v %v", method, path, resp.Status, got, err)
	}
	return got
}

// newcomer registers the document's user and takes the gift of the sample
// activity.
func (s *server) newcomer() (token string) {
	s.t.Helper()
	who := map[string]string{"username": "testuser", "email": "test@example.com", "password": "password123"}
	s.creator("POST", "/auth/register", "", who)
	token = s.creator("POST", "/auth/login", "", who).Data.Token
	if got := s.creator("POST", "/operation/activities/1/participate", token, map[string]any{}); got.Data.Balance != 100 {
		s.t.Fatalf("the gift made the balance %d", got.Data.Balance)
	}
	return token
}

func checkArticle(t *testing.T, got creatorAnswer) {
	t.Helper()
	if got.Code != http.StatusOK || got.Message != "生成成功" || got.Data.Used != 10 || !strings.Contains(got.Data.Content, "如何提高工作效率") {
		t.Errorf("the article: %+v", got)
	}
}

// The document's own Python against the built program.
func TestCreatorPython(t *testing.T) {
	s := start(t)
	s.newcomer()
	var got struct{ Generated, Recharged creatorAnswer }
	s.read(s.run([]string{"CREATOR_BASE=" + s.creatorURL, "PYTHONDONTWRITEBYTECODE=1"}, "python3", "testdata/creator/run.py"), &got)
	checkArticle(t, got.Generated)
	order := got.Recharged.Data
	if got.Recharged.Message != "订单创建成功" || order.Amount != 10 || order.Credits != 100 || !strings.HasPrefix(order.OrderID, "R") || order.PaymentURL == "" {
		t.Errorf("the order: %+v", got.Recharged)
	}
}

// The document's own JavaScript against the built program.
func TestCreatorJavaScript(t *testing.T) {
	s := start(t)
	s.newcomer()
	var got struct{ Generated, Balance creatorAnswer }
	s.read(s.run([]string{"CREATOR_BASE=" + s.creatorURL}, "node", "testdata/creator/run.mjs"), &got)
	checkArticle(t, got.Generated)
	if got.Balance.Data.Balance != 90 {
		t.Errorf("the balance is %+v", got.Balance)
	}
}
