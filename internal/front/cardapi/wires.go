package cardapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// The error codes: the document's five, and those that it needs beside them.
const (
	codeNotFound     = "CARD_NOT_FOUND"
	codeExpired      = "CARD_EXPIRED"
	codeUsed         = "CARD_ALREADY_USED"
	codeFull         = "BATCH_FULL"
	codePermission   = "INSUFFICIENT_PERMISSION"
	codeNobody       = "UNAUTHENTICATED"
	codeInvalid      = "VALIDATION_ERROR"
	codeMissing      = "NOT_FOUND"
	codeConflict     = "CONFLICT"
	codeLimited      = "RATE_LIMITED"
	codeNotActive    = "CARD_NOT_ACTIVE"
	codeUnavailable  = "SERVICE_UNAVAILABLE"
	codeInternal     = "INTERNAL_ERROR"
	textNotFound     = "卡片不存在"
	textInvalidField = "参数无效: {field}"
)

// wires is how this front shows faults.
// contract: S4-16
var wires = httpx.Map{Codes: codes, Kinds: kinds}

var kinds = map[fault.Kind]httpx.Wire{
	fault.Internal:        {Status: http.StatusInternalServerError, Code: codeInternal, Text: "服务器内部错误"},
	fault.Invalid:         {Status: http.StatusBadRequest, Code: codeInvalid, Text: "请求参数无效"},
	fault.Unauthenticated: {Status: http.StatusUnauthorized, Code: codeNobody, Text: "请先登录"},
	fault.Forbidden:       {Status: http.StatusForbidden, Code: codePermission, Text: "权限不足"},
	fault.NotFound:        {Status: http.StatusNotFound, Code: codeMissing, Text: "资源不存在"},
	fault.Conflict:        {Status: http.StatusConflict, Code: codeConflict, Text: "操作与当前状态冲突"},
	fault.Refused:         {Status: http.StatusBadRequest, Code: codeConflict, Text: "操作无法完成"},
	fault.Limited:         {Status: http.StatusTooManyRequests, Code: codeLimited, Text: "请求过于频繁,请稍后重试"},
	fault.Unavailable:     {Status: http.StatusServiceUnavailable, Code: codeUnavailable, Text: "服务暂时不可用,请稍后重试"},
}

var codes = map[string]httpx.Wire{
	// Using a card.
	"card.not_found":         {Status: http.StatusNotFound, Code: codeNotFound, Text: textNotFound},
	"card.used":              {Status: http.StatusBadRequest, Code: codeUsed, Text: "卡片已被使用"},
	"card.expired":           {Status: http.StatusBadRequest, Code: codeExpired, Text: "卡片已过期"},
	"card.not_active":        {Status: http.StatusBadRequest, Code: codeNotActive, Text: "卡片尚未启用"},
	"card.voided":            {Status: http.StatusBadRequest, Code: codeNotActive, Text: "卡片已作废"},
	"card.too_many_attempts": {Status: http.StatusTooManyRequests, Code: codeLimited, Text: "尝试次数过多,请在 {retry_after_seconds} 秒后重试"},

	// Templates.
	"card.template_not_found":   {Status: http.StatusNotFound, Code: codeMissing, Text: "卡片模板不存在"},
	"card.template_invalid":     {Status: http.StatusBadRequest, Code: codeInvalid, Text: textInvalidField},
	"card.category_unknown":     {Status: http.StatusBadRequest, Code: codeInvalid, Text: "卡片类别只能是 dance、song、clothing 或 game"},
	"card.rarity_unknown":       {Status: http.StatusBadRequest, Code: codeInvalid, Text: "稀有度只能是 common、rare、epic 或 legendary"},
	"card.template_has_batches": {Status: http.StatusConflict, Code: codeConflict, Text: "模板下已有批次,不能删除,可改为停用"},
	"card.category_locked":      {Status: http.StatusConflict, Code: codeConflict, Text: "模板下已有批次,不能修改类别"},
	"card.template_inactive":    {Status: http.StatusBadRequest, Code: codeInvalid, Text: "卡片模板未激活"},

	// Batches.
	"card.batch_not_found":     {Status: http.StatusNotFound, Code: codeMissing, Text: "卡片批次不存在"},
	"card.batch_invalid":       {Status: http.StatusBadRequest, Code: codeInvalid, Text: textInvalidField},
	"card.batch_code_invalid":  {Status: http.StatusBadRequest, Code: codeInvalid, Text: "批次编码格式应为 {CATEGORY}_{YYYYMMDD}_{001},且类别与模板一致"},
	"card.batch_code_taken":    {Status: http.StatusConflict, Code: codeConflict, Text: "批次编码已存在"},
	"card.batch_used":          {Status: http.StatusConflict, Code: codeConflict, Text: "批次中已有卡片被使用,不能删除"},
	"card.batch_full":          {Status: http.StatusBadRequest, Code: codeFull, Text: "批次已满"},
	"card.batch_shrinks":       {Status: http.StatusConflict, Code: codeConflict, Text: "批次数量只能增加"},
	"card.expiry_date_invalid": {Status: http.StatusBadRequest, Code: codeInvalid, Text: "过期日期格式应为 YYYY-MM-DD"},
	"card.expiry_past":         {Status: http.StatusBadRequest, Code: codeInvalid, Text: "过期日期不能早于今天"},

	// Cards.
	"card.used_stays":     {Status: http.StatusConflict, Code: codeConflict, Text: "已使用的卡片不能修改"},
	"card.expiry_invalid": {Status: http.StatusBadRequest, Code: codeInvalid, Text: "过期时间必须晚于当前时间"},
	"card.filter_invalid": {Status: http.StatusBadRequest, Code: codeInvalid, Text: textInvalidField},

	// The request itself.
	"cardapi.field_missing":   {Status: http.StatusBadRequest, Code: codeInvalid, Text: "缺少参数: {field}"},
	"cardapi.field_invalid":   {Status: http.StatusBadRequest, Code: codeInvalid, Text: textInvalidField},
	"cardapi.field_read_only": {Status: http.StatusBadRequest, Code: codeInvalid, Text: "参数不可修改: {field}"},
	"cardapi.no_category":     {Status: http.StatusNotFound, Code: codeMissing, Text: "卡片类别不存在"},
	"cardapi.token_missing":   {Status: http.StatusUnauthorized, Code: codeNobody, Text: "请先登录"},
	"cardapi.admins_only":     {Status: http.StatusForbidden, Code: codePermission, Text: "权限不足"},
	"session.token_invalid":   {Status: http.StatusUnauthorized, Code: codeNobody, Text: "访问令牌无效或已过期"},
	"member.subject_invalid":  {Status: http.StatusUnauthorized, Code: codeNobody, Text: "访问令牌无效或已过期"},
	"member.not_found":        {Status: http.StatusUnauthorized, Code: codeNobody, Text: "访问令牌无效或已过期"},
	"member.suspended":        {Status: http.StatusForbidden, Code: codePermission, Text: "账号已被停用"},
	"page.invalid":            {Status: http.StatusBadRequest, Code: codeInvalid, Text: "分页参数无效: {field}"},
	"idem.key_invalid":        {Status: http.StatusBadRequest, Code: codeInvalid, Text: "Idempotency-Key 无效"},
	"idem.key_reused":         {Status: http.StatusConflict, Code: codeConflict, Text: "Idempotency-Key 已用于其他请求"},
	"httpx.query":             {Status: http.StatusBadRequest, Code: codeInvalid, Text: "查询参数无效: {field}"},
	"httpx.field_type":        {Status: http.StatusBadRequest, Code: codeInvalid, Text: "参数类型错误: {field}"},
	"httpx.body_empty":        {Status: http.StatusBadRequest, Code: codeInvalid, Text: "请求体不能为空"},
	"httpx.body_malformed":    {Status: http.StatusBadRequest, Code: codeInvalid, Text: "请求体不是有效的JSON对象"},
	"httpx.body_too_large":    {Status: http.StatusRequestEntityTooLarge, Code: codeInvalid, Text: "请求体过大"},
	"httpx.content_type":      {Status: http.StatusUnsupportedMediaType, Code: codeInvalid, Text: "请求体必须是JSON格式"},
	"httpx.method":            {Status: http.StatusMethodNotAllowed, Code: "METHOD_NOT_ALLOWED", Text: "请求方法不支持"},
	"httpx.no_route":          {Status: http.StatusNotFound, Code: codeMissing, Text: "接口不存在"},
}
