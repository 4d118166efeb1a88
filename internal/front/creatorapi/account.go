package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/referral"
	"guerdon/internal/platform/httpx"
)

// AccountDeps are what the area stands on.
type AccountDeps struct {
	Accounts  *account.Service
	Referrals *referral.Service
	// ReferralBase is the address before /register?ref=CODE, without a slash
	// at its end: that of the pages where people register.
	ReferralBase string
}

// accountRoutes are the accounts. The documented rate of authentication
// counts addresses; that of a change of password counts members.
func (a *API) accountRoutes() {
	auth := limited(a.Limits.Auth)
	a.addRated("POST /auth/register", public, auth, a.register)
	a.addRated("POST /auth/login", public, auth, a.login)
	a.addRated("POST /auth/refresh", public, auth, a.refreshTokens)
	a.addRated("POST /auth/logout", public, auth, a.logout)
	a.addRated("POST /auth/password", users, auth, a.changePassword)
	a.add("GET /auth/me", users, a.me)
	a.referralRoutes()
}

var accountWires = map[string]httpx.Wire{
	"account.username_invalid":    {Status: http.StatusBadRequest, Text: "请求参数错误: 用户名须为3至32个字母、数字、汉字或 _ - ."},
	"account.email_invalid":       {Status: http.StatusBadRequest, Text: "请求参数错误: 邮箱格式不正确"},
	"account.password_invalid":    {Status: http.StatusBadRequest, Text: "请求参数错误: 密码须为8至128个字符,且不能与用户名或邮箱相同"},
	"account.username_taken":      {Status: http.StatusBadRequest, Text: "用户名已存在"},
	"account.email_taken":         {Status: http.StatusBadRequest, Text: "邮箱已被注册"},
	"account.credentials_invalid": {Status: http.StatusUnauthorized, Text: "用户名或密码错误"},
	"account.token_invalid":       {Status: http.StatusUnauthorized, Text: "未认证: 刷新令牌无效或已过期"},
	"account.locked":              {Status: http.StatusTooManyRequests, Text: "密码错误次数过多,请稍后重试"},
	"account.old_password_wrong":  {Status: http.StatusBadRequest, Text: "原密码错误"},
	"account.not_found":           {Status: http.StatusNotFound, Text: "该账号没有设置密码"},
	"creatorapi.refresh_missing":  {Status: http.StatusUnauthorized, Text: "未认证: 请提供刷新令牌"},
	"referral.code_unknown":       {Status: http.StatusBadRequest, Text: "推荐码无效"},
}
