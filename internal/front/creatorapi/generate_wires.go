package creatorapi

import (
	"net/http"

	"guerdon/internal/platform/httpx"
)

// generateWires are the faults of generating, models, creations and files.
var generateWires = map[string]httpx.Wire{
	"generation.prompt_invalid": {Status: http.StatusBadRequest, Text: "请求参数错误: 标题、描述、脚本或主题为空或过长"},
	"generation.input_invalid":  {Status: http.StatusBadRequest, Text: "请求参数错误: {field} 超出范围"},
	"generation.tool_unknown":   {Status: http.StatusNotFound, Text: "资源不存在: 没有这个工具"},
	"generation.tool_inactive":  {Status: http.StatusBadRequest, Text: "该工具暂未开放"},
	"generation.not_found":      {Status: http.StatusNotFound, Text: "资源不存在: 没有这个任务"},
	"generation.member_busy":    {Status: http.StatusTooManyRequests, Text: "进行中的任务过多,请等待其完成"},
	"generation.queue_full":     {Status: http.StatusTooManyRequests, Text: "当前任务较多,请稍后重试"},
	"generation.no_provider":    {Status: http.StatusBadRequest, Code: codeAI, Text: "AI服务调用失败: 没有可用的模型"},
	"generation.vendor_failed":  {Status: http.StatusBadRequest, Code: codeAI, Text: "AI服务调用失败,积分已退还,请稍后重试或更换模型"},
	"generation.timeout":        {Status: http.StatusBadRequest, Code: codeAI, Text: "AI服务调用超时,积分已退还,请稍后重试或更换模型"},
	"generation.submit_unknown": {Status: http.StatusBadRequest, Code: codeAI, Text: "AI服务未确认任务,积分已退还,请稍后重试"},
	"generation.failed":         {Status: http.StatusBadRequest, Code: codeGeneration, Text: "内容生成失败,积分已退还,请重试"},
	"generation.refused":        {Status: http.StatusBadRequest, Code: codeGeneration, Text: "内容生成失败: 输入未被接受,积分已退还,请检查输入参数"},
	"generation.cancelled":      {Status: http.StatusBadRequest, Code: codeGeneration, Text: "内容生成失败: 任务已取消,积分已退还"},
	"model.not_found":           {Status: http.StatusNotFound, Text: "资源不存在: 没有这个模型"},
	"model.inactive":            {Status: http.StatusBadRequest, Text: "模型未启用"},
	"model.kind_mismatch":       {Status: http.StatusBadRequest, Text: "请求参数错误: 该模型不能生成此类内容"},
	"model.field_invalid":       {Status: http.StatusBadRequest, Text: "请求参数错误: {field} 缺失或超出范围"},
	"model.base_invalid":        {Status: http.StatusBadRequest, Text: "请求参数错误: api_base 须为公网 https 地址"},
	"model.key_missing":         {Status: http.StatusBadRequest, Text: "请求参数错误: 更换 api_base 主机时须重新提供 api_key"},
	"creation.not_found":        {Status: http.StatusNotFound, Text: "资源不存在: 没有这个作品"},
	"creation.type_unknown":     {Status: http.StatusBadRequest, Text: "请求参数错误: type 须为 writing、image、video 或 ppt"},
	"creation.field_invalid":    {Status: http.StatusBadRequest, Text: "请求参数错误: {field} 为空或过长"},
	"creation.content_fixed":    {Status: http.StatusBadRequest, Text: "请求参数错误: 只有文章可以修改内容"},
	"blob.not_found":            {Status: http.StatusNotFound, Text: "资源不存在: 没有这个文件"},
	"blob.signature":            {Status: http.StatusForbidden, Text: "无权限: 链接无效或已过期"},
	"creatorapi.streams_full":   {Status: http.StatusTooManyRequests, Text: "通知连接过多,请关闭其他连接后重试"},
	"creatorapi.not_a_socket":   {Status: http.StatusBadRequest, Text: "请求参数错误: 此地址须以 WebSocket 连接"},
}
