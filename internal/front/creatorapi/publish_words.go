package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/publication"
	"guerdon/internal/platform/httpx"
)

// publishWires are the faults of publishing.
var publishWires = map[string]httpx.Wire{
	"publication.not_found":           {Status: http.StatusNotFound, Text: "资源不存在: 没有这个发布任务"},
	"publication.creation_not_found":  {Status: http.StatusNotFound, Text: "资源不存在: 没有这个作品"},
	"publication.platform_unknown":    {Status: http.StatusBadRequest, Text: "请求参数错误: 平台须为 wechat、xiaohongshu、douyin、kuaishou 或 toutiao"},
	"publication.platforms_invalid":   {Status: http.StatusBadRequest, Text: "请求参数错误: 请选择 1 至 5 个平台"},
	"publication.credentials_invalid": {Status: http.StatusBadRequest, Text: "请求参数错误: 凭据 {field} 缺失或无效"},
	"publication.sandbox_refused":     {Status: http.StatusBadRequest, Text: "请求参数错误: 未开启模拟模式,不接受模拟凭据"},
	"publication.unbound":             {Status: http.StatusBadRequest, Code: codeUnbound, Text: "平台账号未绑定: {platform}"},
	"publication.refused":             {Status: http.StatusBadRequest, Code: codePublish, Text: "发布失败: {platform}: {why}"},
	"publication.under_way":           {Status: http.StatusBadRequest, Code: codePublish, Text: "发布失败: 该作品正在此平台发布"},
	"publication.needs_review":        {Status: http.StatusBadRequest, Code: codePublish, Text: "发布失败: 无法确认是否已发布,请先在平台上查看并确认"},
	"publication.time_past":           {Status: http.StatusBadRequest, Text: "请求参数错误: schedule_time 已过"},
	"publication.time_too_far":        {Status: http.StatusBadRequest, Text: "请求参数错误: schedule_time 须在一年以内"},
	"publication.started":             {Status: http.StatusBadRequest, Text: "发布已开始,无法取消"},
	"publication.state":               {Status: http.StatusBadRequest, Text: "当前状态({state})不支持此操作"},
	"publication.link_invalid":        {Status: http.StatusBadRequest, Text: "请求参数错误: url 须为该平台的 https 作品链接"},
	"creatorapi.signature_invalid":    {Status: http.StatusForbidden, Text: "无权限: 签名无效"},
}

// reasons are the words of results.
var reasons = map[publication.Reason]string{
	publication.KindRefused:    "平台不支持该类型的作品",
	publication.TitleShort:     "标题过短,至少字数",
	publication.TitleLong:      "标题过长,最多字数",
	publication.TextLong:       "正文过长,最多字数",
	publication.TextMissing:    "作品没有正文",
	publication.FileMissing:    "作品没有可用的文件",
	publication.FileLarge:      "文件过大,最多字节数",
	publication.FileType:       "平台不支持该文件格式",
	publication.LinkNotHTTPS:   "平台需要从公网 https 地址获取文件,请为本服务配置公网 https 地址",
	publication.CreationGone:   "作品已被删除",
	publication.Unbound:        "平台账号已解绑或更换",
	publication.Incomplete:     "平台凭据不完整,请补充后重新绑定",
	publication.Unauthorized:   "平台拒绝了凭据,请检查后重新绑定",
	publication.IPNotListed:    "服务器 IP 不在平台的 IP 白名单中,请在公众平台「设置与开发 - 基本配置 - IP白名单」中添加",
	publication.NoPermission:   "该账号没有此接口的权限",
	publication.NotApproved:    "未通过平台审核",
	publication.VendorRefused:  "平台拒绝发布",
	publication.VendorAway:     "平台暂时无法访问,未发布,请稍后重试",
	publication.Removed:        "发布后已被删除或封禁",
	publication.SandboxOff:     "未开启模拟模式,请绑定真实的平台凭据",
	publication.NotConfigured:  "本服务未开通该平台",
	publication.LostAnswer:     "未收到平台的答复,正在查询;请勿重复发布,如已发布请填写链接",
	publication.StillPending:   "平台长时间未给出结果,请在平台上查看",
	publication.ConfirmedByOne: "已由用户确认发布",
	publication.Simulated:      "模拟发布,未真正发送",
	publication.DraftOnly:      "该公众号没有发布权限(个人或未认证账号),已存入草稿箱,请登录公众平台在草稿箱中发布,然后填写文章链接",
	publication.OpenApp:        "请用抖音扫码或在手机上打开链接,在抖音中完成发布",
	publication.CopyAndPost:    "请复制标题与正文、保存文件,在小红书中发布,然后填写笔记链接",
	publication.ImportFile:     "请下载导出包,在头条号后台发布,然后填写文章链接",
	publication.Reported:       "平台已确认发布",
	publication.Waiting:        "平台审核发布中",
}

// reasonText is why a result is as it is, with the platform's own words.
func reasonText(r publication.Reason, detail string) string {
	if detail == "" {
		return reasons[r]
	}
	return reasons[r] + " (" + detail + ")"
}
