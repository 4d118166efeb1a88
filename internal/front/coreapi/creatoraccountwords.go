package coreapi

// chineseAccounts are the texts of these modules' faults.
var chineseAccounts = map[string]string{
	"account.credentials_invalid": "用户名或密码错误",
	"account.email_invalid":       "邮箱格式不正确",
	"account.email_taken":         "邮箱已被注册",
	"account.locked":              "密码错误次数过多，请稍后重试",
	"account.not_found":           "该成员没有设置密码",
	"account.old_password_wrong":  "原密码错误",
	"account.password_invalid":    "密码须为 8 至 128 个字符，且不能与用户名或邮箱相同",
	"account.role_invalid":        "角色须为 member 或 admin",
	"account.token_invalid":       "刷新令牌无效、已撤销或已过期",
	"account.username_invalid":    "用户名须为 3 至 32 个字母、数字、汉字、点、横线或下划线",
	"account.username_taken":      "用户名已存在",

	"referral.code_unknown": "推荐码无效",
}
