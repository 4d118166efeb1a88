package system

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/platform/pgtest"
)

// TestNewcomer is the first day of a member of the creation platform, with
// everything as it comes: no key is configured, and rates are limited.
func TestNewcomer(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { newcomer(t, "") })
	t.Run("postgres", func(t *testing.T) { newcomer(t, pgtest.URL(t)) })
}

func newcomer(t *testing.T, db string) {
	s := newServer(t, db)
	s.settings = []string{"GUERDON_RATE_LIMITS=on"}
	s.start()
	host := s.register("host", "a password of the host", "")
	guest := s.register("guest", "a password of the guest", host.code)
	if got := ask[struct {
		Balance int `json:"credit_balance"`
	}](s, "POST", "/operation/activities/1/participate", guest.token, "{}"); got.Balance != 100 {
		t.Errorf("the gift made the balance %d", got.Balance)
	}
	guest.buyCredits()
	guest.subscribe()
	guest.create()
	checkReferral(host)
	checkStatistics(s)
	var kinds []string
	for _, l := range guest.lines() {
		kinds = append(kinds, fmt.Sprintf("%s %+d", l.Type, l.Amount))
	}
	if want := []string{"gift +100", "recharge +1000", "recharge +1000", "consume -10", "membership -99"}; !slices.Equal(kinds, want) {
		t.Errorf("the lines are %q", kinds)
	}
	s.kill()
	t.Log(s.tool("verify"))
}

// buyCredits places two orders, and pays them after the server was killed and
// started again.
func (a *account) buyCredits() {
	a.s.t.Helper()
	var addresses []string
	for _, method := range []string{"alipay", "wechat"} {
		placed := ask[struct {
			Credits int    `json:"credits"`
			URL     string `json:"payment_url"`
		}](a.s, "POST", "/credit/recharge", a.token, jsonOf(map[string]any{"amount": 100, "payment_method": method}))
		if placed.Credits != 1000 {
			a.s.t.Errorf("100 yuan are %d credits", placed.Credits)
		}
		addresses = append(addresses, placed.URL)
	}
	a.s.kill()
	a.s.start()
	for i, address := range addresses {
		if !a.s.pay(address) {
			a.s.t.Fatalf("%s was not paid", address)
		}
		if got, want := a.balance(), 100+1000*(i+1); got != want {
			a.s.t.Errorf("paid, the balance is %d, not %d", got, want)
		}
	}
	orders := pages[struct {
		Status string `json:"status"`
	}](a, "/credit/recharge/orders")
	if len(orders) != 2 || orders[0].Status != "paid" || orders[1].Status != "paid" {
		a.s.t.Errorf("the orders are %+v", orders)
	}
}

// subscribe pays an article, then a membership, with credits.
func (a *account) subscribe() {
	a.s.t.Helper()
	if got := a.article("wechat_article", "第一篇"); got.Used != 10 {
		a.s.t.Errorf("an article cost %d", got.Used)
	}
	order := ask[struct {
		URL *string `json:"payment_url"`
	}](a.s, "POST", "/credit/membership", a.token, `{"membership_type":"monthly","payment_method":"balance"}`)
	me := ask[struct {
		IsMember bool   `json:"is_member"`
		Type     string `json:"membership_type"`
		Balance  int    `json:"credit_balance"`
	}](a.s, "GET", "/auth/me", a.token, "")
	if order.URL != nil || !me.IsMember || me.Type != "monthly" || me.Balance != 2100-10-99 {
		a.s.t.Errorf("the membership: %v, %+v", order.URL, me)
	}
}

type article struct {
	ID      int64  `json:"creation_id"`
	Content string `json:"content"`
	Used    int    `json:"credits_used"`
}

func (a *account) article(tool, title string) article {
	a.s.t.Helper()
	return ask[article](a.s, "POST", "/writing/"+tool+"/generate", a.token, jsonOf(map[string]any{"title": title, "keywords": []string{"效率"}, "requirements": "简短"}))
}

// create makes one of each kind, free for members, looks at the files, and
// publishes.
func (a *account) create() {
	t := a.s.t
	t.Helper()
	text := a.article("xiaohongshu_note", "如何提高工作效率")
	if text.Used != 0 || !strings.Contains(text.Content, "如何提高工作效率") {
		t.Errorf("the article: %+v", text)
	}
	picture := ask[struct {
		URL  string `json:"image_url"`
		Used int    `json:"credits_used"`
	}](a.s, "POST", "/image/generate", a.token, `{"prompt":"一只猫","size":"512x512"}`)
	a.s.checkFile(picture.URL, "image/png", 0, "\x89PNG\r\n\x1a\n")
	slides := ask[struct {
		URL  string `json:"download_url"`
		Used int    `json:"credits_used"`
	}](a.s, "POST", "/ppt/generate", a.token, `{"topic":"季度总结","outline":["成绩","计划"]}`)
	a.s.checkFile(slides.URL, "application/vnd.openxmlformats-officedocument.presentationml.presentation", 0, "PK\x03\x04")
	film := a.film()
	a.s.checkFile(film.URL, "video/mp4", 4, "ftyp")
	if picture.Used != 0 || slides.Used != 0 || film.Used != 0 {
		t.Errorf("a member paid %d, %d, %d", picture.Used, slides.Used, film.Used)
	}
	films := pages[struct {
		ID int64 `json:"id"`
	}](a, "/creations")
	if len(films) != 5 {
		t.Fatalf("%d creations", len(films))
	}
	a.publish(text.ID, films[0].ID)
}

type film struct {
	Status string `json:"status"`
	URL    string `json:"video_url"`
	Used   int    `json:"credits_used"`
}

// film starts a film and waits for it.
func (a *account) film() (got film) {
	a.s.t.Helper()
	task := ask[struct {
		ID string `json:"task_id"`
	}](a.s, "POST", "/video/generate", a.token, `{"script":"日出","duration":2}`).ID
	until(a.s.t, time.Minute, "a film", func() bool {
		got = ask[film](a.s, "GET", "/video/"+task+"/status", a.token, "")
		return got.Status != "processing"
	})
	if got.Status != "completed" {
		a.s.t.Fatalf("the film: %+v", got)
	}
	return got
}

// checkFile downloads a file whole and in part. Some way into it there is its
// mark.
func (s *server) checkFile(address, kind string, at int, mark string) {
	s.t.Helper()
	header, whole := s.download(address, "", http.StatusOK)
	if header.Get("Content-Type") != kind || header.Get("Accept-Ranges") != "bytes" || !strings.HasPrefix(whole[min(at, len(whole)):], mark) {
		s.t.Errorf("%s: %v, %q", kind, header, whole[:min(16, len(whole))])
	}
	for asked, want := range map[string]string{"bytes=0-9": whole[:10], "bytes=10-": whole[10:], "bytes=-7": whole[len(whole)-7:]} {
		header, part := s.download(address, asked, http.StatusPartialContent)
		if part != want || !strings.HasSuffix(header.Get("Content-Range"), fmt.Sprintf("/%d", len(whole))) {
			s.t.Errorf("%s of %s: %d bytes, %q", asked, kind, len(part), header.Get("Content-Range"))
		}
	}
	s.download(address, fmt.Sprintf("bytes=%d-", len(whole)), http.StatusRequestedRangeNotSatisfiable)
	s.download(address[:len(address)-1], "", http.StatusForbidden)
}

func (s *server) download(address, part string, status int) (http.Header, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	if part != "" {
		req.Header.Set("Range", part)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		s.t.Fatalf("%q of %s: %s %v", part, address, resp.Status, err)
	}
	return resp.Header, string(body)
}

// publication is one with what became of it on each platform.
type publication struct {
	ID      int64  `json:"publish_id"`
	Status  string `json:"status"`
	Results []struct {
		Platform  string  `json:"platform"`
		Status    string  `json:"status"`
		Simulated bool    `json:"simulated"`
		URL       *string `json:"url"`
		Message   *string `json:"message"`
	} `json:"results"`
}

var platforms = []string{"wechat", "xiaohongshu", "douyin", "kuaishou", "toutiao"}

// bind binds every platform with the credentials of the document.
func (a *account) bind() {
	a.s.t.Helper()
	for _, p := range platforms {
		bound := ask[struct {
			Bound bool `json:"bound"`
		}](a.s, "POST", "/publish/platforms/bind", a.token, `{"platform":"`+p+`","credentials":{"app_id":"xxx","app_secret":"xxx"}}`)
		if !bound.Bound {
			a.s.t.Errorf("%s is not bound", p)
		}
	}
}

// publish publishes an article and a film everywhere, each where it fits.
func (a *account) publish(text, film int64) {
	t := a.s.t
	t.Helper()
	a.bind()
	fits := map[int64][]string{}
	for creation, where := range map[int64][]string{text: {"wechat", "xiaohongshu", "toutiao"}, film: {"xiaohongshu", "douyin", "kuaishou", "toutiao"}} {
		made := ask[publication](a.s, "POST", "/publish", a.token, jsonOf(map[string]any{"creation_id": creation, "platforms": platforms}))
		if made.Status != "pending" {
			t.Errorf("the publication is %s", made.Status)
		}
		fits[made.ID] = where
	}
	var history []publication
	until(t, time.Minute, "published", func() bool {
		history = pages[publication](a, "/publish/history")
		return !slices.ContainsFunc(history, func(p publication) bool { return p.Status == "pending" || p.Status == "publishing" })
	})
	for _, p := range history {
		if p.Status != "partly" || len(p.Results) != len(platforms) {
			t.Errorf("the publication is %s: %+v", p.Status, p.Results)
		}
		for _, r := range p.Results {
			switch fit := slices.Contains(fits[p.ID], r.Platform); {
			case r.URL != nil || r.Message == nil:
				t.Errorf("%s: %+v", r.Platform, r)
			case fit && (r.Status != "published" || !r.Simulated || *r.Message != "模拟发布,未真正发送"):
				t.Errorf("%s is %s, simulated %v: %s", r.Platform, r.Status, r.Simulated, *r.Message)
			case !fit && (r.Status != "failed" || r.Simulated):
				t.Errorf("%s is %s: %s", r.Platform, r.Status, *r.Message)
			}
		}
	}
	if len(history) != 2 {
		t.Errorf("%d publications", len(history))
	}
}

// checkReferral is what the one sees who brought the newcomer.
func checkReferral(a *account) {
	a.s.t.Helper()
	records := pages[struct {
		Reward int    `json:"reward_amount"`
		Status string `json:"status"`
	}](a, "/operation/referral/records")
	if len(records) != 1 || records[0].Reward != 50 || records[0].Status != "completed" || a.balance() != 50 {
		a.s.t.Errorf("the referral: %+v, %d credits", records, a.balance())
	}
}

// checkStatistics holds the figures to there having been no real money.
func checkStatistics(s *server) {
	s.t.Helper()
	today := time.Now().In(time.FixedZone("UTC+8", 8*60*60))
	got := ask[struct {
		New     int     `json:"new_users"`
		Revenue float64 `json:"total_revenue"`
		Sold    int     `json:"total_credits_sold"`
		Members int     `json:"active_members"`
		Payers  float64 `json:"conversion_rate"`
	}](s, "GET", "/operation/statistics?start_date="+today.AddDate(0, 0, -1).Format(time.DateOnly)+"&end_date="+today.Format(time.DateOnly), s.tool("token", "--subject", "chief", "--role", "admin"), "")
	if got.New < 2 || got.Revenue != 0 || got.Sold != 0 || got.Members != 1 || got.Payers != 0 {
		s.t.Errorf("the statistics are %+v", got)
	}
}
