package cashier

import (
	"bytes"
	"crypto/hmac"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
)

//go:embed page
var files embed.FS

var pageTemplate = template.Must(template.ParseFS(files, "page/cashier.html"))

// view is what the page shows.
type view struct {
	Title   string
	Problem string // alone, where there is no order
	Back    string // the reference of the order that a problem leads back to
	Order   *orderView
	Buttons []button
	Token   string
	Result  *result
}

type orderView struct {
	ID, Ref, Subject, Amount, Method, State, ExpiresAt, ReturnURL string
	Note                                                          string
}

// button is one ending.
type button struct {
	Act         payment.Act
	Label, Help string
}

var buttons = map[payment.Act]button{
	payment.ActPay:         {payment.ActPay, "支付成功", "付款并发送一次通知"},
	payment.ActFail:        {payment.ActFail, "支付失败", "付款未完成"},
	payment.ActPayLate:     {payment.ActPayLate, "过期后支付", "订单关闭或过期后才到账"},
	payment.ActNotifyTwice: {payment.ActNotifyTwice, "重复通知", "付款一次,同一通知发送两次"},
	payment.ActWrongAmount: {payment.ActWrongAmount, "金额不符", "通知中的金额比订单多0.01元"},
}

// result is what a button did.
type result struct {
	Label   string
	Replies []reply
}

type reply struct {
	N            int
	Text         string
	Acknowledged bool
}

var (
	methodNames = map[string]string{payment.Alipay: "支付宝", payment.Wechat: "微信支付"}
	stateNames  = map[order.State]string{order.Pending: "待支付", order.Paid: "已支付", order.Failed: "已关闭", order.Expired: "已过期", order.Refunded: "已退款"}
)

// show is the page of a trade.
func (c *Cashier) show(w http.ResponseWriter, r *http.Request) error {
	ref := r.PathValue("ref")
	o, err := c.order(r, ref)
	if err != nil {
		return err
	}
	known, err := c.knows(ref)
	if err != nil {
		return err
	}
	if !known && o.StateAt(c.Clock.Now()) == order.Pending {
		payURL, err := c.Orders.Reopen(r.Context(), o.ID)
		if err != nil {
			return err
		}
		if known, err = c.knows(ref); err != nil {
			return err
		}
		if !known { // this vendor learns of an order when its address is opened
			http.Redirect(w, r, payURL, http.StatusSeeOther)
			return nil
		}
	}
	return render(w, http.StatusOK, c.view(ref, o, known))
}

// act is a button.
func (c *Cashier) act(w http.ResponseWriter, r *http.Request) error {
	ref, act := r.PathValue("ref"), payment.Act(r.PathValue("act"))
	if !slices.Contains(payment.Acts(), act) {
		return order.ErrNotFound
	}
	if !hmac.Equal([]byte(r.PostFormValue("token")), []byte(c.token(ref))) {
		return errToken
	}
	o, err := c.order(r, ref)
	if err != nil {
		return err
	}
	told, err := c.Till.Do(r.Context(), ref, act)
	if err != nil {
		return err
	}
	if o, err = c.Orders.Refresh(r.Context(), o.ID); err != nil {
		return err
	}
	page := c.view(ref, o, true)
	page.Result = &result{Label: buttons[act].Label}
	for i, a := range told.Replies {
		page.Result.Replies = append(page.Result.Replies, reply{i + 1, answerText(a), a.Acknowledged})
	}
	return render(w, http.StatusOK, page)
}

const answerMax = 200 // bytes shown of an answer

func answerText(a payment.NoticeReply) string {
	if a.Status == 0 {
		return "没有应答"
	}
	text := "HTTP " + strconv.Itoa(a.Status)
	if a.Body != "" {
		text += " " + a.Body[:min(len(a.Body), answerMax)]
	}
	return text
}

// order is the order of a reference, as its row has it.
func (c *Cashier) order(r *http.Request, ref string) (order.Order, error) {
	orderID, ok := c.Till.Order(ref)
	if !ok {
		return order.Order{}, order.ErrNotFound
	}
	return order.Load(r.Context(), c.Store, orderID)
}

// knows reports whether the sandbox knows the trade of a reference.
func (c *Cashier) knows(ref string) (bool, error) {
	_, err := c.Till.Trade(ref)
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

func (c *Cashier) view(ref string, o order.Order, known bool) view {
	now := c.Clock.Now()
	v := view{Title: "模拟收银台 " + o.Subject(), Token: c.token(ref), Order: &orderView{
		ID: o.ID, Ref: ref, Subject: o.Subject(), Amount: yuan(o), Method: methodNames[o.Method], State: stateNames[o.StateAt(now)],
		ExpiresAt: clockText(o.ExpiresAt), ReturnURL: c.ReturnURL,
	}}
	if !known {
		v.Order.Note = "沙箱已重启,不再保留这笔交易。"
		return v
	}
	for _, a := range payment.Acts() {
		v.Buttons = append(v.Buttons, buttons[a])
	}
	return v
}

func yuan(o order.Order) string {
	whole, cents := o.Payable/100, o.Payable%100
	return whole.Format(0) + "." + (cents + 100).Format(0)[1:] + " " + string(ledger.CNY)
}

func clockText(at instant.Instant) string {
	return at.Time().In(time.FixedZone("UTC+8", 8*60*60)).Format(time.DateTime)
}

// render writes a page.
func render(w http.ResponseWriter, status int, v view) error {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Referrer-Policy", "no-referrer") // the address is the right to pay
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // an error is a client that went away
	return nil
}

// style serves the page's style.
func (c *Cashier) style(w http.ResponseWriter, _ *http.Request) error {
	body, err := files.ReadFile("page/cashier.css")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(body) // an error is a client that went away
	return nil
}
