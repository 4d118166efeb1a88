package cashier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// root is the path under which everything here is.
const root = "/cashier"

// Deps are what the cashier stands on.
type Deps struct {
	Store  *store.Store
	Clock  clock.Clock
	Orders *order.Service
	Till   payment.Till
	// Bank is the sandbox's own gateway, which some payment addresses lead
	// through. Its addresses begin with /cashier/bank.
	Bank   http.Handler
	Secret []byte // of the buttons' tokens, 32 bytes
	// ReturnURL is where a payer goes back to; "" is nowhere.
	ReturnURL string
	// Limit counts pages and acts an address. Nil limits nothing.
	Limit *httpx.Limiter
}

// Cashier is the front.
type Cashier struct {
	Deps
	mux *http.ServeMux
}

// New builds the cashier and its routes.
func New(d Deps) *Cashier {
	c := &Cashier{Deps: d, mux: http.NewServeMux()}
	c.add("GET "+root+"/{ref}", c.show)
	c.add("POST "+root+"/{ref}/{act}", c.act)
	c.add("GET "+root+"/assets/cashier.css", c.style)
	c.add("GET "+root+"/bank/gateway.do", func(w http.ResponseWriter, r *http.Request) error {
		d.Bank.ServeHTTP(w, r)
		return nil
	})
	return c
}

// Prefixes are the paths that are this front's.
func Prefixes() []string { return []string{root} }

// Handler serves them.
func (c *Cashier) Handler() http.Handler { return httpx.TrimSlash(httpx.Routes(c.mux, Fail)) }

type handler func(w http.ResponseWriter, r *http.Request) error

// add mounts a handler behind the rate of an address.
func (c *Cashier) add(pattern string, h handler) {
	c.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		quota := c.Limit.Take(httpx.ByIP(httpx.ClientIP(r.Context())))
		quota.Write(w.Header())
		err := error(httpx.ErrRateLimited)
		if quota.Allowed {
			err = h(w, r)
		}
		if err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// errToken is a button that was not pressed on our page.
var errToken = fault.New(fault.Forbidden, "cashier.token_invalid", "The page is out of date; open it again.")

// token is what a page's buttons send for its reference.
func (c *Cashier) token(ref string) string {
	mac := hmac.New(sha256.New, c.Secret)
	mac.Write([]byte("cashier\x00" + ref))
	return hex.EncodeToString(mac.Sum(nil))
}

// wires is how this front shows faults: in words for who pays.
var wires = httpx.Map{
	Codes: map[string]httpx.Wire{
		"cashier.token_invalid":     {Status: http.StatusForbidden, Text: "页面已失效,请重新打开"},
		"order.not_found":           {Status: http.StatusNotFound, Text: "订单不存在"},
		"order.state":               {Status: http.StatusConflict, Text: "订单状态不允许此操作"},
		"order.method_unconfigured": {Status: http.StatusConflict, Text: "该支付方式未配置"},
	},
	Kinds: map[fault.Kind]httpx.Wire{
		fault.Internal:    {Text: "服务器内部错误"},
		fault.Invalid:     {Text: "请求无法识别"},
		fault.Forbidden:   {Text: "不接受此请求"},
		fault.NotFound:    {Text: "页面不存在"},
		fault.Conflict:    {Text: "交易状态不允许此操作"},
		fault.Refused:     {Text: "操作无法完成"},
		fault.Limited:     {Text: "请求过于频繁,请稍后重试"},
		fault.Unavailable: {Text: "服务暂时不可用,请稍后重试"},
	},
}

// Fail writes a fault as a page. That of a button leads back to the order's.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	wire, _ := wires.Of(f)
	v := view{Title: "模拟收银台", Problem: wire.Text}
	if r.Method == http.MethodPost && f.Kind != fault.NotFound {
		v.Back = r.PathValue("ref")
	}
	if err := render(w, wire.Status, v); err != nil {
		http.Error(w, wire.Text, http.StatusInternalServerError)
	}
}
