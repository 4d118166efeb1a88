package coreapi

// chineseGenerations are the texts of the faults of models, tools, tasks and
// creations.
var chineseGenerations = map[string]string{
	"creation.content_fixed": "只有文章可以修改内容",
	"creation.field_invalid": "作品字段为空或过长",
	"creation.not_found":     "没有这个作品",
	"creation.type_unknown":  "作品类型须为 writing、image、video 或 ppt",

	"generation.cancelled":       "任务已取消",
	"generation.ended":           "任务已经结束",
	"generation.failed":          "内容生成失败",
	"generation.input_invalid":   "请求字段缺失或超出范围",
	"generation.kind_unknown":    "不能生成这种内容",
	"generation.member_busy":     "该会员进行中的任务过多",
	"generation.no_provider":     "没有可用于这种内容的模型",
	"generation.not_found":       "没有这个任务",
	"generation.product_unknown": "没有这个产品",
	"generation.prompt_invalid":  "提示内容须为 1 至 2000 个字符",
	"generation.provider_panic":  "生成服务内部出错",
	"generation.queue_full":      "等待的任务过多，请稍后再试",
	"generation.reason_missing":  "必须填写 1 至 500 字节的原因",
	"generation.refused":         "生成服务不接受这个输入",
	"generation.result_invalid":  "生成服务的结果不可用",
	"generation.submit_unknown":  "无法确认生成服务是否接受了任务",
	"generation.timeout":         "内容生成超时",
	"generation.tool_inactive":   "这个工具未开放",
	"generation.tool_invalid":    "工具字段超出范围",
	"generation.tool_stale":      "工具已被他人修改，请刷新后重试",
	"generation.tool_unknown":    "没有这个工具",
	"generation.vendor_failed":   "生成服务不可用",

	"membership.expired":      "会员已过期",
	"membership.plan_unknown": "会员套餐须为 monthly、quarterly 或 yearly",

	"model.base_invalid":  "接口地址须为公网 https 地址，不带凭证、参数和片段",
	"model.exists":        "相同编号的模型已存在",
	"model.field_invalid": "模型字段缺失或超出范围",
	"model.inactive":      "模型未启用",
	"model.key_missing":   "更换主机时须重新提供密钥",
	"model.kind_mismatch": "该模型不能生成此类内容",
	"model.not_found":     "没有这个模型",
	"model.version_stale": "模型已被他人修改，请刷新后重试",
}
