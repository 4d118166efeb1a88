package creatorapi

import (
	"context"
	"net/http"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/platform/httpx"
)

// balanceReply is what the caller has. Who was a member sees when that ended.
type balanceReply struct {
	Balance  int64    `json:"credit_balance"`
	IsMember bool     `json:"is_member"`
	Plan     text     `json:"membership_type"`
	EndDate  wireTime `json:"membership_end_date"`
}

// creditBalance is what the caller can spend, and whether they are a member.
// With require_membership it is refused to those who are not.
// contract: S2-08, S2-P5
func (a *API) creditBalance(w http.ResponseWriter, r *http.Request, c caller) error {
	demanded, err := httpx.QueryBool(r.URL.Query(), "require_membership", false)
	if err != nil {
		return err
	}
	m, err := membership.Load(r.Context(), a.Store, c.Member)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	if demanded {
		if err := m.Require(now); err != nil {
			return err
		}
	}
	acc, err := ledger.LoadAccount(r.Context(), a.Store, ledger.Member(c.Member), ledger.Credit)
	if err != nil {
		return err
	}
	out := balanceReply{Balance: int64(acc.Available()), IsMember: m.IsActive(now), EndDate: wireTime(m.EndsAt)}
	if out.IsMember {
		out.Plan = text(m.Plan)
	}
	return reply(w, success, out)
}

// transactionItem is a line of the caller's credits. Balances chain: each is
// the one before it and the amount.
type transactionItem struct {
	ID          int64    `json:"id"`
	Type        string   `json:"type"`
	Amount      int64    `json:"amount"`
	Balance     int64    `json:"balance_after"`
	Description string   `json:"description"`
	CreatedAt   wireTime `json:"created_at"`
}

// listTransactions is a page of the caller's credits, newest first.
// contract: S2-09
func (a *API) listTransactions(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	found, err := ledger.Page(r.Context(), a.Store, ledger.Member(c.Member), ledger.Credit, p)
	if err != nil {
		return err
	}
	orders, err := a.ordersOf(r.Context(), c.Member, found.Items)
	if err != nil {
		return err
	}
	return replyList(w, p, found, func(t ledger.Transfer) transactionItem {
		kind, words := describe(t, orders)
		return transactionItem{int64(t.ID), kind, int64(t.Amount), int64(t.Balance), words, wireTime(t.At)}
	})
}

// ordersOf are the orders that lines are about, by their source.
func (a *API) ordersOf(ctx context.Context, member id.ID, lines []ledger.Transfer) (map[string]order.Order, error) {
	var ids []string
	for _, t := range lines {
		if orderID, ok := strings.CutPrefix(t.Source, "order:"); ok {
			ids = append(ids, orderID)
		}
	}
	found, err := order.LoadMany(ctx, a.Store, member, ids)
	out := make(map[string]order.Order, len(found))
	for _, o := range found {
		out[o.Source()] = o
	}
	return out, err
}

// describe gives a line its documented type, and words.
func describe(t ledger.Transfer, orders map[string]order.Order) (kind, words string) {
	o := orders[t.Source]
	switch t.Reason {
	case order.ReasonRecharge:
		if o.Face > 0 {
			return "recharge", "充值" + o.Face.Format(ledger.CNY.Scale()) + "元"
		}
		return "recharge", "充值"
	case order.ReasonBonus:
		return "bonus", either(t, "充值赠送积分", "退款收回赠送积分")
	case "credit.gift":
		return "gift", either(t, "活动赠送积分", "收回活动赠送积分")
	case "credit.referral":
		return "referral", either(t, "推荐奖励", "推荐订单退款,收回奖励")
	case order.ReasonMembership:
		return "membership", "购买" + o.Subject()
	case order.ReasonRefund:
		return "refund", refundWords(t, o)
	}
	if words, ok := consumed[t.Reason]; ok && t.Kind == ledger.Spend {
		return "consume", words
	}
	return byKind(t)
}

func either(t ledger.Transfer, gained, lost string) string {
	if t.Amount < 0 {
		return lost
	}
	return gained
}

func refundWords(t ledger.Transfer, o order.Order) string {
	switch {
	case t.Kind == ledger.Refund:
		return o.Subject() + "退款,退回积分"
	case t.Amount > 0:
		return "退款未成功,退回积分"
	}
	return "充值退款,收回积分"
}

var consumed = map[string]string{
	"generation.writing": "AI写作", "generation.image": "AI图片生成", "generation.video": "AI视频生成", "generation.ppt": "AI PPT生成",
}

// byKind describes lines of other modules and of operators, whose own words
// are not for the member.
func byKind(t ledger.Transfer) (kind, words string) {
	switch t.Kind {
	case ledger.Buy:
		return "recharge", "充值"
	case ledger.Earn:
		return "gift", "获得积分"
	case ledger.Spend:
		return "consume", "使用积分"
	case ledger.Refund, ledger.Return:
		return "refund", either(t, "退回积分", "退款")
	case ledger.Expire:
		return "expire", "积分过期"
	}
	return "adjust", "系统调整"
}
