package studyapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// wires is how this front shows faults. The document shows none; the contract
// decides on 400 for what is malformed or refused, 401, 403, 404, and 409 for
// what is there already; 429 and 503 tell when to come again.
var wires = httpx.Map{Codes: codes, Kinds: kinds}

var kinds = map[fault.Kind]httpx.Wire{
	fault.Internal:        {Status: http.StatusInternalServerError, Code: "INTERNAL_ERROR", Text: "服务器内部错误"},
	fault.Invalid:         {Status: http.StatusBadRequest, Code: "INVALID_REQUEST", Text: "请求参数错误"},
	fault.Unauthenticated: {Status: http.StatusUnauthorized, Code: "UNAUTHORIZED", Text: "请先登录"},
	fault.Forbidden:       {Status: http.StatusForbidden, Code: "FORBIDDEN", Text: "权限不足"},
	fault.NotFound:        {Status: http.StatusNotFound, Code: "NOT_FOUND", Text: "资源不存在"},
	fault.Conflict:        {Status: http.StatusConflict, Code: "CONFLICT", Text: "数据已变更,请刷新后重试"},
	fault.Refused:         {Status: http.StatusBadRequest, Code: "REFUSED", Text: "操作无法完成"},
	fault.Limited:         {Status: http.StatusTooManyRequests, Code: "RATE_LIMITED", Text: "请求过于频繁,请稍后重试"},
	fault.Unavailable:     {Status: http.StatusServiceUnavailable, Code: "UNAVAILABLE", Text: "服务暂时不可用,请稍后重试"},
}

var codes = map[string]httpx.Wire{
	// The request itself.
	"studyapi.field_missing": {Code: "FIELD_MISSING", Text: "缺少参数: {field}"},
	"studyapi.sort_order":    {Code: "INVALID_SORT_ORDER", Text: "排序值超出范围"},
	"page.invalid":           {Code: "INVALID_PAGE", Text: "分页参数无效: {field}"},
	"httpx.query":            {Code: "INVALID_QUERY", Text: "查询参数无效: {field}"},
	"httpx.field_type":       {Code: "INVALID_FIELD_TYPE", Text: "参数类型错误: {field}"},
	"httpx.body_empty":       {Code: "BODY_EMPTY", Text: "请求体不能为空"},
	"httpx.body_malformed":   {Code: "BODY_MALFORMED", Text: "请求体不是有效的JSON对象"},
	"httpx.body_too_large":   {Status: http.StatusRequestEntityTooLarge, Code: "BODY_TOO_LARGE", Text: "请求体过大"},
	"httpx.content_type":     {Status: http.StatusUnsupportedMediaType, Code: "CONTENT_TYPE", Text: "请求体必须是JSON格式"},
	"httpx.no_route":         {Code: "NO_ROUTE", Text: "接口不存在"},
	"httpx.method":           {Status: http.StatusMethodNotAllowed, Code: "METHOD_NOT_ALLOWED", Text: "请求方法不支持"},
	"httpx.origin":           {Code: "ORIGIN", Text: "请求来源不被允许"},
	"idem.key_invalid":       {Code: "IDEMPOTENCY_KEY_INVALID", Text: "Idempotency-Key 无效"},
	"idem.key_reused":        {Code: "IDEMPOTENCY_KEY_REUSED", Text: "Idempotency-Key 已用于其他请求"},
	"store.text":             {Code: "INVALID_TEXT", Text: "文本包含无效字符"},

	// Who calls.
	"session.token_invalid":   {Code: "TOKEN_INVALID", Text: "令牌无效或已过期"},
	"member.suspended":        {Code: "MEMBER_SUSPENDED", Text: "账号已被停用"},
	"member.not_found":        {Status: http.StatusUnauthorized, Code: "TOKEN_INVALID", Text: "令牌无效或已过期"},
	"studyapi.admin_required": {Code: "FORBIDDEN", Text: "需要域管理员权限"},
	"studyapi.domain_missing": {Code: "NO_DOMAIN", Text: "当前账号未分配管理域"},

	// Products and exchanges.
	"ledger.insufficient":        {Status: http.StatusBadRequest, Code: "INSUFFICIENT_POINTS", Text: "积分不足"},
	"exchange.product_not_found": {Code: "PRODUCT_NOT_FOUND", Text: "商品不存在"},
	"exchange.product_off":       {Status: http.StatusBadRequest, Code: "PRODUCT_OFF", Text: "商品已下架"},
	"exchange.sold_out":          {Status: http.StatusBadRequest, Code: "SOLD_OUT", Text: "库存不足,剩余 {left} 件"},
	"exchange.member_limit":      {Status: http.StatusBadRequest, Code: "LIMIT_REACHED", Text: "超过每人限兑数量 {limit},已兑换 {taken}"},
	"exchange.quantity_invalid":  {Code: "INVALID_QUANTITY", Text: "数量必须为1到10000的整数"},
	"exchange.notes_invalid":     {Code: "INVALID_NOTES", Text: "备注最多500个字符"},
	"exchange.not_found":         {Code: "EXCHANGE_NOT_FOUND", Text: "兑换记录不存在"},
	"exchange.state":             {Status: http.StatusBadRequest, Code: "INVALID_STATE", Text: "当前状态不允许此操作: {state}"},
	"amount.overflow":            {Code: "INSUFFICIENT_POINTS", Text: "积分不足"},

	// Rules.
	"study.rule_not_found":     {Code: "RULE_NOT_FOUND", Text: "积分规则不存在"},
	"study.rule_name_invalid":  {Code: "INVALID_NAME", Text: "规则名称须为1到100个字符,描述最多500个字符"},
	"study.rule_name_taken":    {Code: "RULE_NAME_EXISTS", Text: "规则名称已存在"},
	"study.rules_too_many":     {Status: http.StatusBadRequest, Code: "TOO_MANY_RULES", Text: "每个管理域最多200条规则"},
	"study.trigger_invalid":    {Code: "INVALID_TRIGGER_TYPE", Text: "触发类型无效"},
	"study.conditions_invalid": {Code: "INVALID_CONDITIONS", Text: "条件参数缺失或超出范围: {field}"},
}
