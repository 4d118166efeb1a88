package coreapi

// chinese are the texts of faults for callers who read Chinese. The English
// ones stand with the faults; a test holds that none is missing here, and
// that none is of a fault that no longer exists.
var chinese = joined(map[string]string{
	"internal": "服务内部出错",

	"amount.invalid":  "金额不是位数合适的十进制数",
	"amount.overflow": "金额过大",
	"page.invalid":    "页码或每页条数超出范围",

	"apikey.name_invalid":  "密钥名称须为 1 至 100 个字符",
	"apikey.not_found":     "没有这个 API 密钥",
	"apikey.scope_invalid": "权限范围须为 read、write 或 events",
	"apikey.unknown":       "API 密钥无效",

	"catalog.item_invalid":   "物品须有名称、稀有度，兑付数量不能为负",
	"catalog.item_not_found": "没有这个物品",
	"catalog.version_stale":  "物品已被他人修改，请刷新后重试",

	"chain.address_invalid":   "钱包地址格式不正确",
	"chain.key_unsafe":        "这个公钥不安全，不能使用",
	"chain.not_configured":    "没有配置区块链节点",
	"chain.not_final":         "链上交易尚未最终确认",
	"chain.signature_format":  "签名格式不正确",
	"chain.signature_invalid": "签名验证失败",
	"chain.text_invalid":      "登录文本的字段不合要求",
	"chain.transfer_invalid":  "链上交易不是所要求的转账",
	"chain.unavailable":       "暂时无法访问区块链节点",
	"chain.wrong_network":     "区块链节点属于另一个网络",

	"coreapi.credentials_missing":  "请先登录，或提供 API 密钥",
	"coreapi.id_invalid":           "地址中的编号须为正整数",
	"coreapi.item_not_offered":     "物品已停用，不能赠送",
	"coreapi.kind_invalid":         "类型须为 grant、spend 或 adjust",
	"coreapi.reason_missing":       "必须填写原因",
	"coreapi.redemption_not_found": "没有这个兑换申请",
	"coreapi.scope_missing":        "API 密钥或角色没有这项权限",
	"coreapi.secret_shown":         "密钥已由第一次请求创建并显示过，不能再次显示；请吊销后重新创建",
	"coreapi.subject_is_id":        "新标识不能是编号",
	"coreapi.time_invalid":         "时间须为 RFC 3339 格式，例如 2026-01-31T08:00:00Z",

	"event.data_invalid": "事件数据缺少字段，或字段不合要求",
	"event.id_invalid":   "事件编号须为 1 至 200 个可见字符",
	"event.in_future":    "事件时间在未来",
	"event.too_old":      "事件已超过 400 天",
	"event.type_unknown": "没有这种事件类型",

	"httpx.address_blocked": "不允许访问这个地址",
	"httpx.body_empty":      "请求没有正文",
	"httpx.body_malformed":  "请求正文不是有效的 JSON",
	"httpx.body_read":       "没有收到完整的请求正文",
	"httpx.body_too_large":  "请求正文过大",
	"httpx.client_gone":     "客户端已断开连接",
	"httpx.content_type":    "内容类型须为 application/json",
	"httpx.field_type":      "字段类型不正确",
	"httpx.method":          "这个地址不支持该请求方法",
	"httpx.no_route":        "地址不存在",
	"httpx.origin":          "不接受来自这个网页来源的请求",
	"httpx.query":           "查询参数格式不正确或超出范围",
	"httpx.rate_limited":    "请求过于频繁，请稍后再试",
	"httpx.reply_too_large": "外部服务的回复过大",
	"httpx.timeout":         "请求处理超时",

	"idem.key_invalid": "Idempotency-Key 须为 1 至 255 个可见 ASCII 字符",
	"idem.key_reused":  "这个 Idempotency-Key 已用于另一个请求",

	"inventory.item_not_found": "没有这件物品",

	"ledger.already_reversed":   "这笔转账已经冲正过",
	"ledger.amount_invalid":     "数量须为正数，且不能超出上限",
	"ledger.asset_unknown":      "没有这种资产",
	"ledger.deadline_invalid":   "到期时间须在未来 366 天之内",
	"ledger.hold_finished":      "冻结已被扣款、解除或已过期",
	"ledger.hold_not_found":     "没有这笔冻结",
	"ledger.insufficient":       "余额不足",
	"ledger.not_reversible":     "冲正本身不能再冲正",
	"ledger.text_invalid":       "原因、来源或用途过长",
	"ledger.transfer_not_found": "没有这笔转账",

	"lootbox.closed":        "盲盒未开放",
	"lootbox.invalid":       "盲盒须有名称、不为负的价格和有效的售罄规则",
	"lootbox.not_found":     "没有这个盲盒",
	"lootbox.odds_invalid":  "盲盒须有 1 至 100 个奖品，权重均为正数且合计 1,000,000",
	"lootbox.prize_invalid": "奖品须有名称、稀有度、不小于 -1 的库存，并且是积分或物品之一",
	"lootbox.sol_priced":    "这个盲盒不以积分出售",
	"lootbox.sold_out":      "盲盒奖品已抽完",
	"lootbox.version_stale": "盲盒已被他人修改，请刷新后重试",

	"member.domain_invalid":  "学习领域编号不能为负",
	"member.not_found":       "没有这个会员",
	"member.referrer_cycle":  "会员不能直接或间接推荐自己",
	"member.referrer_set":    "会员已有推荐人",
	"member.status_invalid":  "状态须为 active 或 suspended",
	"member.subject_invalid": "会员标识须为 1 至 200 个可见字符",
	"member.subject_taken":   "这个标识已属于另一个会员",
	"member.suspended":       "会员已被停用",

	"operator.credentials_invalid": "用户名或密码错误",
	"operator.forbidden":           "你的角色没有这项权限",
	"operator.last_admin":          "最后一个有效的管理员不能停用或降级",
	"operator.locked":              "密码错误次数过多，请稍后再试",
	"operator.name_invalid":        "用户名须为 3 至 64 个字符，只含 a-z、0-9、点、横线和下划线",
	"operator.name_taken":          "用户名已被使用",
	"operator.not_found":           "没有这个操作员",
	"operator.role_invalid":        "角色须为 admin、manager、auditor 或 domain_admin（须指定领域）",
	"operator.status_invalid":      "状态须为 active 或 disabled",

	"password.policy": "密码须为 8 至 200 个字符",

	"redemption.not_pending":    "物品没有待处理的兑换申请",
	"redemption.not_redeemable": "物品已兑换或已申请兑换",
	"redemption.notes_invalid":  "备注或交易哈希过长",

	"report.order_invalid": "排序须为 total、daily 或 weekly",

	"rule.inactive":      "规则未启用",
	"rule.invalid":       "规则须有由 a-z、0-9、点、横线和下划线组成的名称、资产、正的数量，次数上限不能为负",
	"rule.not_found":     "没有这个规则",
	"rule.version_stale": "规则已被他人修改，请刷新后重试",

	"session.none":              "请先登录",
	"session.signature_invalid": "签名验证失败",
	"session.token_invalid":     "登录凭证无效",

	"setting.unknown":       "没有这个设置项",
	"setting.value_invalid": "设置值不合要求",
	"setting.version_stale": "设置已被他人修改，请刷新后重试",

	"store.busy":            "服务繁忙，请稍后重试",
	"store.closed":          "服务正在关闭",
	"store.exists":          "相同的对象已存在",
	"store.outcome_unknown": "暂时无法确认操作是否完成，请用同一个 Idempotency-Key 重试",
	"store.panic":           "服务内部出错",
	"store.text":            "文本须为有效的 UTF-8，且不能含有空字符",
	"store.too_many_rounds": "操作依次涉及的对象过多",
	"store.unreachable":     "暂时无法访问数据库，没有任何改动",

	"token.expired": "登录凭证已过期",
	"token.invalid": "登录凭证无效",
}, chineseCards, chineseStudy)
