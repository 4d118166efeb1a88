package system

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// place is where a secret does not belong. In path, body and headers, X is the
// secret as it is written there.
type place struct {
	front   string // core, loot, card, creator, member, reward, study
	request string // method and path
	body    string
	header  string // "Name: value"
}

// places are those that take a text, or should take something else.
var places = []place{
	{"creator", "POST /auth/login", `{"username":"X","password":"wrong"}`, ""},
	{"creator", "POST /auth/login", `{"username":"nobody","password":"X"}`, ""},
	{"creator", "POST /auth/login", `{"username":["X"],"password":{"X":"X"}}`, ""},
	{"creator", "POST /auth/login?password=X", `{"X":1,"X":2}`, ""},
	{"creator", "POST /auth/login", `{"username":"X`, ""},
	{"creator", "POST /auth/login", `"X"`, ""},
	{"creator", "POST /auth/register", `{"username":"X","email":"X","password":"X"}`, ""},
	{"creator", "POST /auth/register?ref=X", `{"username":"newone","email":"new@example.com","password":"a long password"}`, ""},
	{"creator", "POST /auth/refresh", ``, "Authorization: Bearer X"},
	{"creator", "GET /auth/me?access_token=X", ``, ""},
	{"creator", "GET /credit/balance", ``, "Authorization: Basic X"},
	{"member", "POST /auth/password", `{"old_password":"X","new_password":"X"}`, ""},
	{"creator", "POST /credit/recharge", `{"amount":"X","payment_method":"alipay"}`, ""},
	{"creator", "POST /credit/recharge", `{"amount":10,"payment_method":"X","coupon_code":"X"}`, ""},
	{"creator", "POST /credit/recharge", `{"amount":10,"payment_method":"alipay","coupon_code":"X"}`, ""},
	{"creator", "POST /credit/membership", `{"membership_type":"X","payment_method":"X"}`, ""},
	{"creator", "POST /credit/payment/callback", `{"order_id":"X","payment_method":"X","transaction_id":"X","status":"X"}`, "X-Signature: X"},
	{"creator", "POST /credit/payment/notify/alipay?sign=X", `X`, ""},
	{"creator", "POST /credit/payment/notify/wechat", `{"resource":{"ciphertext":"X"}}`, "Wechatpay-Signature: X"},
	{"creator", "GET /credit/orders/X", ``, ""},
	{"creator", "GET /credit/transactions?page=X&page_size=X", ``, ""},
	{"creator", "GET /creations?type=X", ``, ""},
	{"creator", "POST /writing/X/generate", `{"title":"x"}`, ""},
	{"creator", "POST /writing/wechat_article/generate", `{"title":["X"],"requirements":{"X":1},"keywords":"X","model_id":"X"}`, ""},
	{"creator", "POST /image/generate", `{"prompt":"x","size":"X"}`, ""},
	{"creator", "POST /video/generate", `{"script":"x","duration":"X"}`, ""},
	{"creator", "GET /video/X/status", ``, ""},
	{"creator", "GET /generations/X", ``, ""},
	{"creator", "GET /files/images/X/X.png?expires=9999999999&signature=X", ``, ""},
	{"creator", "GET /ws?token=X", ``, ""},
	{"creator", "POST /publish", `{"creation_id":1,"platforms":["X"],"schedule_time":"X"}`, ""},
	{"creator", "POST /publish", `{"creation_id":"X","platforms":"X"}`, ""},
	{"creator", "POST /publish/platforms/bind", `{"platform":"X","credentials":{"app_id":"X"}}`, ""},
	{"creator", "POST /publish/platforms/bind", `{"platform":"wechat","credentials":{"X":"X","app_id":"a"}}`, ""},
	{"creator", "POST /publish/platforms/bind", `{"platform":"wechat","credentials":{"X":{"X":1}}}`, ""},
	{"creator", "POST /publish/platforms/bind", `{"platform":"wechat","credentials":"X"}`, ""},
	{"creator", "DELETE /publish/platforms/X", ``, ""},
	{"creator", "POST /publish/1/results/X/confirm", `{"url":"X"}`, ""},
	{"creator", "GET /publish/exports/X?expires=9999999999&signature=X", ``, ""},
	{"creator", "POST /publish/callbacks/douyin", `{"X":"X"}`, "X-Douyin-Signature: X"},
	{"creator", "POST /models", `{"name":"x","provider":"no provider X","model_name":"x","api_key":"X","credits_cost":1}`, ""},
	{"creator", "POST /models", `{"name":"x","provider":"openai","model_name":"x","api_key":"k","api_base":"https://X@example.com/?key=X","credits_cost":1}`, ""},
	{"creator", "POST /models", `{"name":"x","provider":"openai","model_name":"x","api_key":{"X":1},"config":{"temperature":"X"},"kinds":["X"]}`, ""},
	{"creator", "GET /models?provider=X&is_active=X", ``, ""},
	{"creator", "POST /operation/coupons", `{"code":"A","name":"x","type":"X","value":"X","valid_from":"X"}`, ""},
	{"creator", "POST /operation/activities", `{"name":"x","type":"X","config":{"X":"X","credits":"X"},"start_time":"X"}`, ""},
	{"creator", "GET /operation/activities?status=X&type=X", ``, ""},
	{"creator", "GET /operation/statistics?start_date=X&end_date=X", ``, ""},
	{"creator", "GET /X/X", ``, ""},
	{"creator", "POST /credit/orders/X/cancel", `{"X":1}`, "Content-Type: X"},

	{"card", "POST /api/card/cards/use/?card_code=X", `{"card_code":"X"}`, ""},
	{"card", "POST /api/card/cards/use/", `{"card_code":{"X":"X"}}`, ""},
	{"card", "GET /api/card/cards/?page_size=1&token=X", ``, ""},
	{"card", "GET /api/card/cards/?is_used=X&batch=X", ``, ""},
	{"card", "GET /api/card/templates/?page_size=1&token=X", ``, ""},
	{"card", "GET /api/card/category/X/", ``, ""},
	{"card", "POST /api/card/batches/", `{"name":"x","template":1,"total_quantity":1,"expiry_date":"X","code_style":"X","batch_code":"X"}`, ""},
	{"card", "GET /c/X", ``, ""},
	{"card", "GET /qr/X.png", ``, ""},
	{"card", "GET /downloads/cards/X/X.zip?signature=X", ``, ""},
	{"card", "GET /cashier/X", ``, ""},
	{"card", "GET /cashier/bank/gateway.do?sign=X&biz_content=X", ``, ""},

	{"core", "GET /v1/me", ``, "Authorization: Bearer X"},
	{"core", "POST /v1/operator/login", `{"username":"X","password":"wrong"}`, ""},
	{"core", "POST /v1/operator/login", `{"username":"nobody","password":"X"}`, ""},
	{"core", "POST /v1/operator/login", `{"username":{"X":1}}`, ""},
	{"core", "POST /v1/transfers?dry_run=X", `{"subject":"ext:a","asset":"X","amount":"X","kind":"X","reason":"x"}`, ""},
	{"core", "POST /v1/transfers", `{"subject":"wallet:key X","asset":"POINT","amount":"1","kind":"grant","reason":"x"}`, ""},
	{"core", "POST /v1/events", `{"id":"e","type":"no type X","subject":"ext:a","data":{"X":"X"}}`, ""},
	{"core", "GET /v1/accounts?subject=X", ``, ""},
	{"core", "GET /v1/transfers?cursor=X&asset=X&kind=X", ``, ""},
	{"core", "GET /v1/cards?token=X", ``, ""},
	{"core", "GET /v1/members?cursor=X&limit=X", ``, ""},
	{"core", "PUT /v1/settings/X", `{"value":"X","version":"X"}`, ""},
	{"core", "PUT /v1/settings/membership.price_monthly", `{"value":"X","version":0}`, ""},
	{"core", "POST /v1/api-keys", `{"name":"x","scopes":["X"]}`, ""},
	{"core", "POST /v1/operators", `{"username":"No Name X","password":"X","role":"X"}`, ""},
	{"core", "GET /v1/X", ``, "Accept-Language: X"},

	{"loot", "POST /get_nonce", `{"wallet_address":"key X"}`, ""},
	{"loot", "POST /verify_signature", `{"wallet_address":"key X","signature":"X","nonce":"X"}`, ""},
	{"loot", "POST /admin/login", `{"username":"X","password":"X"}`, ""},
	{"loot", "GET /api/points/balance?session=X", ``, "Cookie: session=X; X=X"},
	{"loot", "GET /api/lootbox/rewards/X", ``, ""},
	{"loot", "GET /X", ``, ""},

	{"reward", "GET /rewards/details?page=X&token=X", ``, ""},
	{"reward", "POST /rewards/settle", `{"settleCurrency":"X"}`, ""},
	{"reward", "GET /rewards/summary", ``, "Authorization: Token X"},
	{"study", "GET /api/points/records?page=X&token=X", ``, ""},
	{"study", "POST /api/points/exchange", `{"product_id":"X","quantity":"X"}`, ""},
	{"study", "GET /api/X", ``, "Authorization: Bearer X"},
}

// scatter sends every secret to every place, as somebody who may come there.
func (v *vault) scatter() {
	for _, p := range v.all {
		for _, at := range places {
			if !p.alike {
				v.misplace(p, at)
			}
		}
	}
}

func (v *vault) misplace(p planted, at place) {
	v.s.t.Helper()
	base, auth := v.front(at.front)
	method, path, _ := strings.Cut(at.request, " ")
	address := base + strings.ReplaceAll(path, "X", url.QueryEscape(p.text))
	quoted := jsonOf(p.text)
	v.sent++
	headers := []string{"Idempotency-Key", fmt.Sprint("misplaced-", v.sent)}
	if strings.HasPrefix(auth, "Bearer ") {
		headers = append(headers, "Authorization", auth)
	} else {
		headers = append(headers, "Cookie", auth)
	}
	if name, value, ok := strings.Cut(at.header, ": "); ok {
		headers = append(headers, name, strings.ReplaceAll(value, "X", visible(p.text)))
	}
	r := v.header(method, address, strings.ReplaceAll(at.body, "X", quoted[1:len(quoted)-1]), headers...)
	if r.status >= http.StatusInternalServerError {
		v.s.t.Errorf("%s in %s: %d %s", p.name, at.request, r.status, r.body)
	}
}

// front is a front's address, and who may ask most there.
func (v *vault) front(name string) (base, auth string) {
	switch name {
	case "core":
		return "http://" + v.s.core, v.session
	case "loot":
		return "http://" + v.s.loot, "loot_operator=none"
	case "card":
		return "http://" + v.s.creator, "Bearer " + v.admin
	case "reward":
		return "http://" + v.s.reward, "Bearer " + v.admin
	case "member":
		return v.s.api(""), "Bearer " + v.member.token
	case "study":
		return "http://" + v.s.study, "Bearer " + v.admin
	}
	return v.s.api(""), "Bearer " + v.admin
}

// visible is a text as a header can carry it.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}
