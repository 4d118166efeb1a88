package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/httpx"
)

// CampaignDeps are what the area stands on.
type CampaignDeps struct {
	Coupons    *coupon.Service
	Activities *activity.Service
}

func (a *API) campaignRoutes() {
	a.add("POST /operation/activities", admins, a.createActivity)
	a.add("GET /operation/activities", users, a.listActivities)
	a.add("PUT /operation/activities/{activity_id}", admins, a.editActivity)
	a.add("DELETE /operation/activities/{activity_id}", admins, a.deleteActivity)
	a.add("POST /operation/activities/{activity_id}/participate", users, a.joinActivity)

	a.add("POST /operation/coupons", admins, a.createCoupon)
	a.add("GET /operation/coupons", users, a.listCoupons)
	a.add("PUT /operation/coupons/{coupon_id}", admins, a.editCoupon)
	a.add("DELETE /operation/coupons/{coupon_id}", admins, a.deleteCoupon)
	a.add("POST /operation/coupons/{coupon_id}/claim", users, a.claimCoupon)
	a.add("GET /operation/my-coupons", users, a.listMyCoupons)

	a.add("GET /operation/statistics", admins, a.getStatistics)
}

var campaignWires = map[string]httpx.Wire{
	"activity.not_found":         {Status: http.StatusNotFound, Text: "活动不存在"},
	"activity.field_invalid":     {Status: http.StatusBadRequest, Text: "请求参数错误: {field} 无效"},
	"activity.limit_below_spent": {Status: http.StatusBadRequest, Text: "新的上限低于已发放的数量"},
	"activity.joined":            {Status: http.StatusBadRequest, Text: "您已参与过该活动"},
	"activity.not_eligible":      {Status: http.StatusBadRequest, Text: "您不符合活动的参与条件"},
	"activity.ended":             {Status: http.StatusBadRequest, Code: codeActivity, Text: "活动已结束"},
	"activity.not_started":       {Status: http.StatusBadRequest, Code: codeActivity, Text: "活动尚未开始"},
	"activity.paused":            {Status: http.StatusBadRequest, Code: codeActivity, Text: "活动已暂停"},
	"activity.full":              {Status: http.StatusBadRequest, Code: codeActivity, Text: "活动名额已满"},
	"activity.budget_spent":      {Status: http.StatusBadRequest, Code: codeActivity, Text: "活动奖励已发完"},

	"coupon.not_found":           {Status: http.StatusNotFound, Text: "优惠券不存在"},
	"coupon.field_invalid":       {Status: http.StatusBadRequest, Text: "请求参数错误: {field} 无效"},
	"coupon.code_taken":          {Status: http.StatusBadRequest, Text: "优惠券代码已存在"},
	"coupon.limit_below_claimed": {Status: http.StatusBadRequest, Text: "已有 {claimed} 人领取,max_usage 不能更低"},
	"coupon.invalid":             {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效"},
	"coupon.not_started":         {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 尚未到有效期"},
	"coupon.expired":             {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 已过期"},
	"coupon.paused":              {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 已暂停使用"},
	"coupon.exhausted":           {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 已被领完"},
	"coupon.below_minimum":       {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 金额须满 {min_amount} 元"},
	"coupon.claimed":             {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 您已领取过该优惠券"},
	"coupon.used":                {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效: 已使用,或已用于未支付的订单"},
}
