package lootapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// Texts of the document that several faults share.
const (
	textConnect   = "请先连接钱包"
	textForbidden = "权限不足"
	textItem      = "物品不存在或已兑换"
	textSignature = "签名验证失败"
	textTransfer  = "交易验证失败"
)

// textGeneration is what a member hears of a task that came to nothing.
const textGeneration = "生成失败,未发放积分"

// wires is how this front shows faults. The document knows 400, 401 (also
// for missing rights), 404 and 500; beside them 202 means that a transaction
// is not final, 409 that an Idempotency-Key was used for something else, 429
// that a caller must wait, and 503 that nothing could be done now.
var wires = httpx.Map{Codes: codes, Kinds: kinds}

var kinds = map[fault.Kind]httpx.Wire{
	fault.Internal:        {Status: http.StatusInternalServerError, Text: "服务器内部错误"},
	fault.Invalid:         {Status: http.StatusBadRequest, Text: "请求参数错误"},
	fault.Unauthenticated: {Status: http.StatusUnauthorized, Text: textConnect},
	fault.Forbidden:       {Status: http.StatusUnauthorized, Text: textForbidden},
	fault.NotFound:        {Status: http.StatusNotFound, Text: "资源不存在"},
	fault.Conflict:        {Status: http.StatusConflict, Text: "数据已变更,请刷新后重试"},
	fault.Refused:         {Status: http.StatusBadRequest, Text: "操作无法完成"},
	fault.Limited:         {Status: http.StatusTooManyRequests, Text: "请求过于频繁,请稍后重试"},
	fault.Unavailable:     {Status: http.StatusServiceUnavailable, Text: "服务暂时不可用,请稍后重试"},
}

var codes = map[string]httpx.Wire{
	// The request itself.
	"lootapi.field_missing":     {Status: http.StatusBadRequest, Text: "缺少参数: {field}"},
	"lootapi.item_type_invalid": {Status: http.StatusBadRequest, Text: "物品类型只能是 virtual_item 或 points"},
	"report.order_invalid":      {Status: http.StatusBadRequest, Text: "排序方式只能是 total、daily 或 weekly"},
	"page.invalid":              {Status: http.StatusBadRequest, Text: "分页参数无效: {field}"},
	"httpx.query":               {Status: http.StatusBadRequest, Text: "查询参数无效: {field}"},
	"httpx.field_type":          {Status: http.StatusBadRequest, Text: "参数类型错误: {field}"},
	"httpx.body_empty":          {Status: http.StatusBadRequest, Text: "请求体不能为空"},
	"httpx.body_malformed":      {Status: http.StatusBadRequest, Text: "请求体不是有效的JSON对象"},
	"httpx.body_too_large":      {Status: http.StatusRequestEntityTooLarge, Text: "请求体过大"},
	"httpx.content_type":        {Status: http.StatusBadRequest, Text: "请求体必须是JSON格式"},
	"httpx.no_route":            {Status: http.StatusNotFound, Text: "接口不存在"},
	"httpx.method":              {Status: http.StatusMethodNotAllowed, Text: "请求方法不支持"},
	"httpx.origin":              {Status: http.StatusUnauthorized, Text: "请求来源不被允许"},
	"idem.key_invalid":          {Status: http.StatusBadRequest, Text: "Idempotency-Key 无效"},
	"idem.key_reused":           {Status: http.StatusConflict, Text: "Idempotency-Key 已用于其他请求"},

	// Who calls.
	"session.none":                 {Status: http.StatusUnauthorized, Text: textConnect},
	"session.signature_invalid":    {Status: http.StatusUnauthorized, Text: textSignature},
	"chain.signature_format":       {Status: http.StatusUnauthorized, Text: textSignature},
	"chain.signature_invalid":      {Status: http.StatusUnauthorized, Text: textSignature},
	"chain.address_invalid":        {Status: http.StatusBadRequest, Text: "钱包地址无效"},
	"chain.key_unsafe":             {Status: http.StatusBadRequest, Text: "钱包地址无效"},
	"member.suspended":             {Status: http.StatusUnauthorized, Text: "账号已被停用"},
	"lootapi.operator_required":    {Status: http.StatusUnauthorized, Text: textForbidden},
	"operator.forbidden":           {Status: http.StatusUnauthorized, Text: textForbidden},
	"operator.credentials_invalid": {Status: http.StatusUnauthorized, Text: "用户名或密码错误"},
	"operator.locked":              {Status: http.StatusTooManyRequests, Text: "密码错误次数过多,请稍后再试"},

	// Points, boxes and items.
	"ledger.insufficient":       {Status: http.StatusBadRequest, Text: "积分不足"},
	"lootbox.not_found":         {Status: http.StatusNotFound, Text: "盲盒不存在"},
	"lootbox.closed":            {Status: http.StatusBadRequest, Text: "盲盒已下架"},
	"lootbox.sold_out":          {Status: http.StatusBadRequest, Text: "奖品已抽完"},
	"lootbox.sol_priced":        {Status: http.StatusBadRequest, Text: "该盲盒不支持积分抽奖"},
	"inventory.item_not_found":  {Status: http.StatusNotFound, Text: textItem},
	"redemption.not_redeemable": {Status: http.StatusBadRequest, Text: textItem},
	"redemption.not_pending":    {Status: http.StatusBadRequest, Text: "该物品没有待处理的兑换请求"},
	"redemption.proof_invalid":  {Status: http.StatusBadRequest, Text: "该交易不能证明兑付: 未找到向会员钱包支付足额的已成功交易"},
	"redemption.notes_invalid":  {Status: http.StatusBadRequest, Text: "备注或交易哈希过长"},

	// The chain and the pool.
	"chain.transfer_invalid": {Status: http.StatusBadRequest, Text: textTransfer},
	"pool.transaction_used":  {Status: http.StatusBadRequest, Text: textTransfer},
	"pool.closed":            {Status: http.StatusBadRequest, Text: "当前无法参与SOL池子"},
	"chain.not_final":        {Status: http.StatusAccepted, Text: "交易确认中"},
	"chain.unavailable":      {Status: http.StatusServiceUnavailable, Text: "区块链节点暂时不可用,请稍后重试"},
	"chain.wrong_network":    {Status: http.StatusServiceUnavailable, Text: "区块链节点属于其他网络"},
	"chain.not_configured":   {Status: http.StatusServiceUnavailable, Text: "未配置区块链节点 (chain_not_configured)"},

	// Generated media.
	"generation.prompt_invalid":  {Status: http.StatusBadRequest, Text: "提示词长度必须为1到2000个字符"},
	"generation.kind_unknown":    {Status: http.StatusBadRequest, Text: "不支持的生成类型"},
	"generation.product_unknown": {Status: http.StatusBadRequest, Text: "不支持的产品类型"},
	"generation.refused":         {Status: http.StatusBadRequest, Text: "提示词未被生成服务接受"},
	"generation.failed":          {Status: http.StatusBadRequest, Text: textGeneration},
	"generation.submit_unknown":  {Status: http.StatusBadRequest, Text: textGeneration},
	"generation.vendor_failed":   {Status: http.StatusBadRequest, Text: textGeneration},
	"generation.timeout":         {Status: http.StatusBadRequest, Text: textGeneration},
	"generation.not_found":       {Status: http.StatusNotFound, Text: "任务不存在"},
	"generation.member_busy":     {Status: http.StatusTooManyRequests, Text: "进行中的任务过多,请等待完成后再试"},
	"generation.queue_full":      {Status: http.StatusServiceUnavailable, Text: "排队的任务过多,请稍后重试"},
	"generation.no_provider":     {Status: http.StatusServiceUnavailable, Text: "未配置生成服务"},
	"blob.not_found":             {Status: http.StatusNotFound, Text: "文件不存在"},
}
