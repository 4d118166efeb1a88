package creatorapi

import (
	"maps"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// The document's own error codes.
const (
	codeCredits    = "40001" // 积分不足
	codeExpired    = "40002" // 会员已过期
	codeCoupon     = "40003" // 优惠券无效
	codeOrder      = "40004" // 订单不存在
	codePayment    = "40005" // 支付失败
	codeAI         = "40006" // AI服务调用失败
	codeGeneration = "40007" // 内容生成失败
	codeUnbound    = "40008" // 平台账号未绑定
	codePublish    = "40009" // 发布失败
	codeActivity   = "40010" // 活动已结束
)

// wires is how this front shows faults.
var wires = httpx.Map{Codes: merge(ownWires, accountWires, creditWires, campaignWires, generateWires, publishWires), Kinds: kinds}

var kinds = map[fault.Kind]httpx.Wire{
	fault.Internal:        {Status: http.StatusInternalServerError, Text: "服务器内部错误"},
	fault.Invalid:         {Status: http.StatusBadRequest, Text: "请求参数错误"},
	fault.Unauthenticated: {Status: http.StatusUnauthorized, Text: "未认证"},
	fault.Forbidden:       {Status: http.StatusForbidden, Text: "无权限"},
	fault.NotFound:        {Status: http.StatusNotFound, Text: "资源不存在"},
	fault.Conflict:        {Status: http.StatusBadRequest, Text: "操作与当前状态冲突"},
	fault.Refused:         {Status: http.StatusBadRequest, Text: "操作无法完成"},
	fault.Limited:         {Status: http.StatusTooManyRequests, Text: "请求过于频繁,请稍后重试"},
	fault.Unavailable:     {Status: http.StatusInternalServerError, Text: "服务暂时不可用,请稍后重试"},
}

// ownWires are the faults of the front itself.
var ownWires = map[string]httpx.Wire{
	"creatorapi.token_missing": {Status: http.StatusUnauthorized, Text: "未认证: 请提供访问令牌"},
	"creatorapi.admins_only":   {Status: http.StatusForbidden, Text: "无权限: 仅管理员可操作"},
	"creatorapi.field_missing": {Status: http.StatusBadRequest, Text: "请求参数错误: 缺少 {field}"},
	"creatorapi.field_invalid": {Status: http.StatusBadRequest, Text: "请求参数错误: {field} 无效"},
	"ledger.insufficient":      {Status: http.StatusBadRequest, Code: codeCredits, Text: "积分不足"},
	"member.suspended":         {Status: http.StatusForbidden, Text: "账号已停用"},
	"session.token_invalid":    {Status: http.StatusUnauthorized, Text: "未认证: 访问令牌无效或已过期"},
	"page.invalid":             {Status: http.StatusBadRequest, Text: "请求参数错误: page 或 page_size 无效"},
	"idem.key_reused":          {Status: http.StatusBadRequest, Text: "此 Idempotency-Key 已用于其他请求"},
	"idem.key_invalid":         {Status: http.StatusBadRequest, Text: "Idempotency-Key 无效"},
	"amount.invalid":           {Status: http.StatusBadRequest, Text: "请求参数错误: 金额无效"},
	"amount.overflow":          {Status: http.StatusBadRequest, Text: "请求参数错误: 金额过大"},
}

func merge(list ...map[string]httpx.Wire) map[string]httpx.Wire {
	out := map[string]httpx.Wire{}
	for _, m := range list {
		maps.Copy(out, m)
	}
	return out
}
