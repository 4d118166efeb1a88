package coreapi

// chinesePublications are the texts of the publication module's faults.
var chinesePublications = map[string]string{
	"publication.creation_not_found":  "没有这个作品",
	"publication.credentials_invalid": "平台凭据缺少字段，或字段超出范围",
	"publication.link_invalid":        "链接须为该平台的 https 作品地址",
	"publication.lost":                "这个结果已由其他进程处理",
	"publication.needs_review":        "无法确认是否已发布，请先在平台上查看",
	"publication.not_found":           "没有这个发布任务",
	"publication.platform_unknown":    "平台须为 wechat、xiaohongshu、douyin、kuaishou 或 toutiao",
	"publication.platforms_invalid":   "请选择 1 至 5 个平台",
	"publication.reason_missing":      "必须填写 1 至 500 字节的原因",
	"publication.refused":             "作品不符合平台的规则",
	"publication.sandbox_refused":     "未开启模拟模式，不接受模拟凭据",
	"publication.started":             "发布已开始，不能取消",
	"publication.state":               "当前状态不能进行此操作",
	"publication.time_past":           "发布时间已过",
	"publication.time_too_far":        "发布时间须在一年以内",
	"publication.unbound":             "平台账号未绑定",
	"publication.under_way":           "这个作品正在该平台发布",
}
