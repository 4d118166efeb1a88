package coreapi

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/setting"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
)

// studyRoutes are there where members study: domains with their rules and
// projects, achievements, levels, products and exchanges. A domain admin
// finds here what is of their own domain, and nothing else.
func (a *API) studyRoutes() {
	if a.Exchange == nil {
		return
	}
	a.domainRoutes()
	a.studyRuleRoutes()
	a.achievementRoutes()
	a.levelRoutes()
	a.productRoutes()
	a.categoryRoutes()
	a.exchangeRoutes()
}

// anyDomain is the scope of callers who see every domain.
const anyDomain int32 = -1

// scope is the one domain that the caller sees, or anyDomain.
func (c caller) scope() int32 {
	if c.operator.Domain > 0 {
		return c.operator.Domain
	}
	return anyDomain
}

// sees reports whether the domain is within the caller's scope.
func (c caller) sees(domain int32) bool { return c.scope() == anyDomain || c.scope() == domain }

// own is scope in the words of verbs that take 0 for any domain.
func (c caller) own() int32 { return max(0, c.scope()) }

// pathDomain is the domain in the address. Faults: errID, and
// study.ErrDomainNotFound for one that the caller does not see.
func pathDomain(r *http.Request, c caller) (int32, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 32)
	switch {
	case err != nil || n <= 0:
		return 0, errID
	case !c.sees(int32(n)):
		return 0, study.ErrDomainNotFound
	}
	return int32(n), nil
}

// pathCode is a code in the address. Faults: store.ErrText.
func pathCode(r *http.Request) (string, error) {
	code := r.PathValue("code")
	if !storable(code) {
		return "", store.ErrText
	}
	return code, nil
}

// domain is the parameter of that name within the caller's scope; absent is
// the whole scope.
func (q *query) domain(c caller) int32 {
	n := q.id("domain")
	if n > 1<<31-1 {
		q.wrong("domain")
	}
	switch {
	case n == 0:
		return c.scope()
	case !c.sees(int32(n)):
		q.keep(study.ErrDomainNotFound)
	}
	return int32(n)
}

// offset is the cursor of lists that are counted off.
func (q *query) offset(kind string) int {
	n := q.cursor(kind, 1)[0]
	if n < 0 || n > offsetMax {
		q.wrong("cursor")
		return 0
	}
	return int(n)
}

const offsetMax = 1_000_000

// counted shows a page of a list that is counted off.
func counted[R, T any](rows []R, limit, offset int, kind string, show func(R) T) list[T] {
	return pageOf(rows, limit, kind, show, func(R) []int64 { return []int64{int64(offset + limit)} })
}

// statusOf is a status, active where it is not said.
func statusOf(text string) study.Status {
	if text == "" {
		return study.Active
	}
	return study.Status(text)
}

// chineseStudy are the texts of these modules' faults.
var chineseStudy = map[string]string{
	study.ErrRuleNotFound.Code:        "没有这个积分规则",
	study.ErrRuleName.Code:            "规则名称须为 1 至 100 个字符，描述最多 500 个字符",
	study.ErrRuleTaken.Code:           "这个域已有同名规则",
	study.ErrRulesMany.Code:           "每个域最多 200 条规则",
	study.ErrTrigger.Code:             "触发类型须为 study_duration、project_completion、study_rating 或 continuous_study",
	study.ErrConditions.Code:          "规则条件缺少数值，或数值超出范围",
	study.ErrStale.Code:               "对象已被他人修改，请刷新后重试",
	study.ErrDomain.Code:              "域编号须为正数",
	study.ErrDomainNotFound.Code:      "没有这个域",
	study.ErrDomainInvalid.Code:       "域须有 1 至 100 个字符的名称、最多 500 个字符的描述和状态",
	study.ErrProjectNotFound.Code:     "没有这个项目",
	study.ErrProjectInvalid.Code:      "项目须有编码、名称，各评级的分钟上限不能递减",
	study.ErrRating.Code:              "评级须为 excellent、good、average 或 poor",
	study.ErrSession.Code:             "学习记录缺少数值，或数值超出范围",
	study.ErrDayFull.Code:             "该成员当天已有 500 条学习记录",
	study.ErrAchievement.Code:         "成就须有编码、名称和 0 至 1,000,000 的积分",
	study.ErrAchievementNotFound.Code: "没有这个成就",
	study.ErrAchievementInactive.Code: "成就目前未启用",
	errLevels.Code:                    "等级须从 0 分开始逐级递增，编码不能重复",
	exchange.ErrProductNotFound.Code:  "没有这个商品",
	exchange.ErrProduct.Code:          "商品的名称、文字、类别、种类、价格、库存、限兑数量或状态不合要求",
	exchange.ErrStale.Code:            "对象已被他人修改，请刷新后重试",
	exchange.ErrCategory.Code:         "类别须有 1 至 50 字节的编码（不能是 all）和名称",
	exchange.ErrCategoryNotFound.Code: "没有这个类别",
	exchange.ErrNotFound.Code:         "没有这个兑换",
	exchange.ErrState.Code:            "兑换的当前状态不允许此操作",
	exchange.ErrQuantity.Code:         "数量须为 1 至 10,000",
	exchange.ErrNotes.Code:            "备注最多 500 个字符",
	exchange.ErrOff.Code:              "商品已下架",
	exchange.ErrSoldOut.Code:          "库存不足",
	exchange.ErrLimit.Code:            "超过每人限兑数量",
}

// errLevels are levels that are no ladder.
var errLevels = fault.New(fault.Invalid, "coreapi.levels_invalid", "Levels begin at 0 points and rise; each has a code and a name of its own.")

var settingFaults = []*fault.Fault{errLevels, setting.ErrValue, setting.ErrVersion}
