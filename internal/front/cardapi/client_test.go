package cardapi_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
)

// reply is what the documented client reads of an answer.
type reply struct {
	Status  string `json:"status"`
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    struct {
		Name          string `json:"name"`
		Rarity        string `json:"rarity"`
		TotalQuantity int    `json:"total_quantity"`
		ExpiryDate    string `json:"expiry_date"`
		Message       string `json:"message"`
		Count         int    `json:"count"`
	} `json:"data"`
}

// The document's own Python client, byte for byte. Its batch has no expiry
// date. contract: S4-02, S4-07, S4-16, S4-18
func TestDocumentedClient(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		server := httptest.NewServer(b.handler)
		defer server.Close()
		cmd := exec.CommandContext(t.Context(), "python3", "testdata/client/run.py")
		cmd.Env = append(os.Environ(), "CARD_BASE="+server.URL, "CARD_TOKEN="+b.admin(), "PYTHONDONTWRITEBYTECODE=1")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err, string(out))
		}
		var got struct{ Template, Batch, Result, Mine reply }
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err, string(out))
		}
		if d := got.Template; d.Code != 201 || d.Data.Name != "爵士舞模板" || d.Data.Rarity != "rare" {
			t.Errorf("template: %+v", d)
		}
		if d := got.Batch; d.Code != 201 || d.Data.TotalQuantity != 100 || d.Data.ExpiryDate != "2024-01-01" {
			t.Errorf("batch: %+v", d)
		}
		if d := got.Result; d.Code != 200 || d.Data.Message != "卡片使用成功!您获得了舞蹈技能:现代舞(初级)" {
			t.Errorf("result: %+v", d)
		}
		if d := got.Mine; d.Status != "success" || d.Data.Count != 1 {
			t.Errorf("mine: %+v", d)
		}
	})
}
