package clients

import (
	"encoding/json"
	"net/http"
	"testing"
)

// The document's own Python client against the built program: it makes a
// template and a batch, and uses the sample card.
func TestCardClient(t *testing.T) {
	s := start(t)
	out := s.run([]string{"CARD_BASE=" + s.creatorURL, "CARD_TOKEN=" + s.token("card client", "--role", "admin"), "PYTHONDONTWRITEBYTECODE=1"},
		"python3", "../../../internal/front/cardapi/testdata/client/run.py")
	var got map[string]struct {
		Status string `json:"status"`
		Code   int    `json:"code"`
	}
	s.read(out, &got)
	for name, code := range map[string]int{"template": 201, "batch": 201, "result": 200, "mine": 200} {
		if got[name].Status != "success" || got[name].Code != code {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// What the answers point to is served: archives by signed link, pictures, the
// page behind a picture.
func TestCardLinksAreServed(t *testing.T) {
	s := start(t)
	admin := s.token("card client", "--role", "admin")
	var made struct {
		Data struct {
			ZipDownloadURL string `json:"zip_download_url"`
		} `json:"data"`
	}
	s.do("POST", s.creatorURL+"/api/card/batches/1/generate_qrcodes/", admin, &made)
	var card struct {
		Data struct {
			QRCode      string `json:"qr_code"`
			QRCodeImage string `json:"qr_code_image"`
		} `json:"data"`
	}
	s.do("GET", s.creatorURL+"/api/card/cards/1001/", admin, &card)
	for _, link := range []struct{ url, kind string }{
		{made.Data.ZipDownloadURL, "application/zip"}, {card.Data.QRCodeImage, "image/png"}, {card.Data.QRCode, "text/html; charset=utf-8"},
	} {
		if got := s.do("GET", link.url, "", nil); got != link.kind {
			t.Errorf("%s is %q", link.url, got)
		}
	}
}

// do sends a request, reads its JSON into v, and gives its content type.
func (s *server) do(method, url, token string, v any) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Token "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s %s: %s", method, url, resp.Status)
	}
	if v != nil {
		if err := json.NewDecoder(resp.Body).Decode(v); err != nil {
			s.t.Fatal(err)
		}
	}
	return resp.Header.Get("Content-Type")
}
