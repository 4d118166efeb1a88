package coreapi

import "maps"

// chineseCards are the texts of the card module's faults.
var chineseCards = map[string]string{
	"card.batch_code_invalid":   "批次编码须为 CATEGORY_YYYYMMDD_001 的形式，且类别与模板一致",
	"card.batch_code_taken":     "这个批次编码已被使用",
	"card.batch_full":           "批次已有它可以有的全部卡片",
	"card.batch_invalid":        "批次缺少字段，或字段超出范围",
	"card.batch_not_found":      "没有这个卡片批次",
	"card.batch_shrinks":        "批次数量只能增加",
	"card.batch_used":           "批次中已有卡片被使用，不能删除",
	"card.category_locked":      "模板已有批次，不能修改类别",
	"card.category_unknown":     "类别须为 dance、song、clothing 或 game",
	"card.code_malformed":       "这不是卡片码",
	"card.code_mistyped":        "卡片码输入有误",
	"card.expired":              "卡片已过期",
	"card.expiry_date_invalid":  "过期日期须写作 2023-12-31 的形式",
	"card.expiry_invalid":       "新的过期时间须晚于现在",
	"card.expiry_past":          "过期日期已过",
	"card.filter_invalid":       "筛选条件或时间段超出范围",
	"card.not_active":           "卡片所在批次尚未发布",
	"card.not_found":            "没有这张卡片",
	"card.rarity_unknown":       "稀有度须为 common、rare、epic 或 legendary",
	"card.reason_missing":       "必须填写 1 至 500 字节的原因",
	"card.template_exists":      "相同编号的卡片模板已存在",
	"card.template_has_batches": "卡片模板已有批次，请改为停用",
	"card.template_inactive":    "卡片模板未启用",
	"card.template_invalid":     "卡片模板缺少字段，或字段超出范围",
	"card.template_not_found":   "没有这个卡片模板",
	"card.too_many_attempts":    "卡片码尝试次数过多，请稍后再试",
	"card.used":                 "卡片已被使用",
	"card.used_stays":           "已使用的卡片不能修改",
	"card.voided":               "卡片已作废",
	"blob.name":                 "文件名不合要求",
	"blob.not_found":            "没有这个文件",
	"blob.signature":            "链接无效或已过期",
	"blob.too_large":            "文件过大",

	"job.cancelled":     "任务已取消",
	"job.crashed":       "任务运行时中断",
	"job.exhausted":     "任务重试次数已用完",
	"job.finished":      "任务已结束",
	"job.invalid":       "任务参数不合要求",
	"job.lease_lost":    "任务已由其他进程接手",
	"job.not_found":     "没有这个任务",
	"job.not_retryable": "任务现在不能重试",
	"job.panic":         "任务运行出错",
	"job.timeout":       "任务运行超时",

	"print.card_invalid":     "卡片没有可打印的卡片码",
	"print.content_too_long": "二维码地址为空或超过 250 字节",
	"print.font_invalid":     "字体文件不可用",
	"print.grid_invalid":     "一页可有 1 至 4 列、1 至 10 行",
	"secret.sealed":          "无法解开已加密的数据",
	"secret.unknown_key":     "已加密的数据使用了未配置的密钥",

	"print.too_many_cards": "卡片数量超出一个批次的上限",
}

// joined is one map of several.
func joined(all ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}
