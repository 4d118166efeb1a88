package coreapi

// chineseRewards are the texts of the faults of rewards, settlements and
// roles.
var chineseRewards = map[string]string{
	"member.area_taken":     "这个区域已有其他持有人",
	"member.role_invalid":   "角色须为 community、city_team、province_team、city_area 或 province_area（后四种须有区域），或有领域的 domain_admin",
	"member.roles_too_many": "一个会员最多 100 个角色，且不能重复",

	"reward.nothing_settleable": "没有可结算的收益",
	"reward.not_found":          "没有这笔奖励",
	"reward.reason_missing":     "必须填写不超过 500 字节的原因",
	"reward.region_invalid":     "区域代码须为 1 至 20 个字母、数字或横线",
	"reward.state":              "奖励不在可以这样操作的状态",
	"reward.terms_invalid":      "须列出全部六种权益，金额和比例不能为负，领取期限须为 366 天以内的整秒数",
	"reward.terms_not_found":    "没有这个版本的权益金额表",
	"reward.terms_stale":        "权益金额表已被他人修改，请刷新后重试",
	"reward.trees_invalid":      "认种数量须为 1 至 100,000",

	"settlement.address_invalid":  "钱包服务不能向这个地址付款",
	"settlement.case_closed":      "这个差异已处理过",
	"settlement.case_not_found":   "没有这个差异",
	"settlement.currency_paused":  "这个币种已暂停结算",
	"settlement.currency_unknown": "币种须为 BNB、OG、USDT 或 DST",
	"settlement.no_provider":      "没有配置钱包服务",
	"settlement.not_found":        "没有这笔结算",
	"settlement.outcome_invalid":  "结果须为 failed，或有交易和金额的 final",
	"settlement.provider_away":    "钱包服务没有回应",
	"settlement.reason_missing":   "必须填写原因",
	"settlement.state":            "结算不在可以这样操作的状态",
}
