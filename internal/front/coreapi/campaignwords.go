package coreapi

// chineseCampaigns are the texts of the faults of coupons, activities and
// revenue.
var chineseCampaigns = map[string]string{
	"activity.budget_spent":      "活动预算已用完",
	"activity.ended":             "活动已结束",
	"activity.exists":            "相同编号的活动已存在",
	"activity.field_invalid":     "活动缺少字段，或字段超出范围",
	"activity.full":              "活动名额已满",
	"activity.joined":            "会员已参与过这个活动",
	"activity.limit_below_spent": "新的上限低于已发放的数量",
	"activity.not_eligible":      "会员不符合活动的参与条件",
	"activity.not_found":         "没有这个活动",
	"activity.not_started":       "活动尚未开始",
	"activity.paused":            "活动已暂停",

	"coupon.below_minimum":       "金额低于优惠券的最低金额",
	"coupon.claimed":             "会员已有这张优惠券",
	"coupon.code_taken":          "这个优惠券代码已被使用",
	"coupon.exhausted":           "优惠券已被领完",
	"coupon.expired":             "优惠券已过期",
	"coupon.field_invalid":       "优惠券缺少字段，或字段超出范围",
	"coupon.invalid":             "没有这个代码的优惠券",
	"coupon.limit_below_claimed": "新的上限低于已领取的人数",
	"coupon.not_found":           "没有这张优惠券",
	"coupon.not_started":         "优惠券尚未生效",
	"coupon.paused":              "优惠券已暂停",
	"coupon.used":                "会员已使用这张优惠券，或它已用于待支付的订单",

	"revenue.entry_invalid": "收入记录的类型或金额不合要求，或退款多于已收款",
}
