package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/setting"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) achievementRoutes() {
	a.add(toRead, a.listAchievements, operation{
		Method: http.MethodGet, Path: "/v1/achievements", ID: "N-12", Summary: "The defined achievements, by code.",
		Query: paging(), Out: list[achievementReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.putAchievement, operation{
		Method: http.MethodPut, Path: "/v1/achievements/{code}", ID: "N-12", Summary: "Define an achievement, or edit it; who has it keeps what it gave.",
		In: achievementRequest{}, Out: achievementReply{}, Status: http.StatusOK, Faults: []*fault.Fault{study.ErrAchievement, study.ErrStale, amount.ErrInvalid, amount.ErrOverflow},
	})
	a.add(toManage, a.deleteAchievement, operation{
		Method: http.MethodDelete, Path: "/v1/achievements/{code}", ID: "N-12", Summary: "Forget an achievement's definition; events then say what it is worth.",
		Out: achievementReply{}, Status: http.StatusOK, Faults: []*fault.Fault{study.ErrAchievementNotFound, store.ErrText},
	})
}

// achievementReply is a defined achievement.
type achievementReply struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Points      string   `json:"points"`
	Status      string   `json:"status" enum:"active,inactive"`
	Version     int64    `json:"version"`
	ChangedAt   wireTime `json:"changed_at"`
}

func showAchievement(v study.Achievement) achievementReply {
	return achievementReply{v.Code, v.Name, v.Description, wireAmount(v.Points, ledger.Study), string(v.Status), v.Version, wireTime(v.ChangedAt)}
}

// listAchievements is a page of achievements.
// contract: N-12
func (a *API) listAchievements(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, offset := q.limit(), q.offset("v")
	if q.err != nil {
		return q.err
	}
	rows, err := study.ListAchievements(r.Context(), a.Store, limit+1, offset)
	if err != nil {
		return err
	}
	return answer(w, counted(rows, limit, offset, "v", showAchievement))
}

// achievementRequest is what an achievement is to be.
type achievementRequest struct {
	Version     int64       `json:"version,omitempty" doc:"The version that an edit saw; missing for a new one."`
	Name        string      `json:"name" maxLength:"100"`
	Description string      `json:"description,omitempty" maxLength:"500"`
	Points      httpx.Money `json:"points" doc:"0 to 1,000,000 STUDY points."`
	Status      string      `json:"status,omitempty" enum:"active,inactive" doc:"active where it is not said."`
	Reason      string      `json:"reason,omitempty" doc:"For the audit record."`
}

// putAchievement defines or edits an achievement.
// contract: N-12
func (a *API) putAchievement(w http.ResponseWriter, r *http.Request, c caller) error {
	var req achievementRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	points, err := req.Points.Amount(ledger.Study.Scale())
	if err != nil {
		return err
	}
	code := r.PathValue("code")
	cmd := study.PutAchievementCmd{Code: code, Name: req.Name, Description: req.Description, Points: points, Status: statusOf(req.Status), Version: req.Version}
	return a.write(w, r, c, call{route: study.AchievementBucket(code), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		before, after, err := study.PutAchievement(tx, cmd)
		if err != nil {
			return nil, err
		}
		d := act{action: "achievement.put", object: "achievement:" + code, reason: req.Reason, after: showAchievement(after)}
		if before.Version > 0 {
			d.before = showAchievement(before)
		}
		return d.after, note(tx, c, d)
	})
}

// deleteAchievement forgets a definition.
// contract: N-12
func (a *API) deleteAchievement(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	code, err := pathCode(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: study.AchievementBucket(code), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := study.DeleteAchievement(tx, code)
		if err != nil {
			return nil, err
		}
		return showAchievement(was), note(tx, c, act{action: "achievement.delete", object: "achievement:" + code, before: showAchievement(was)})
	})
}

func (a *API) levelRoutes() {
	a.add(toRead, a.getLevels, operation{
		Method: http.MethodGet, Path: "/v1/levels", ID: "N-12", Summary: "The levels of members by STUDY points earned in all, lowest first.",
		Out: levelsReply{}, Status: http.StatusOK,
	})
	a.add(toManage, a.putLevels, operation{
		Method: http.MethodPut, Path: "/v1/levels", ID: "N-12", Summary: "Replace the levels.",
		In: levelsRequest{}, Out: levelsReply{}, Status: http.StatusOK, Faults: append(settingFaults, amount.ErrInvalid, amount.ErrOverflow),
	})
}

// levelLine is one level.
type levelLine struct {
	Code string      `json:"code" doc:"a-z, 0-9 and underscore."`
	Name string      `json:"name" maxLength:"100"`
	From httpx.Money `json:"from" doc:"The points that reach it; the first begins at 0."`
}

type levelsReply struct {
	Levels  []levelLine `json:"levels"`
	Version int64       `json:"version" doc:"0 while they were never changed."`
}

type levelsRequest struct {
	Levels  []levelLine `json:"levels" minItems:"1" maxItems:"20"`
	Version int64       `json:"version" doc:"The version that was seen."`
	Reason  string      `json:"reason,omitempty" doc:"For the audit record."`
}

func showLevels(text string, version int64) levelsReply {
	rows := study.ParseLevels(text)
	out := levelsReply{Levels: make([]levelLine, len(rows)), Version: version}
	for i, l := range rows {
		out.Levels[i] = levelLine{l.Code, l.Name, httpx.Money(wireAmount(l.From, ledger.Study))}
	}
	return out
}

// getLevels is the levels as they stand.
// contract: N-12
func (a *API) getLevels(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := setting.List(r.Context(), a.Store)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Name == study.Levels.Name {
			return answer(w, showLevels(row.Value, row.Version))
		}
	}
	return answer(w, showLevels(study.Levels.Default, 0))
}

// putLevels replaces the levels.
// contract: N-12
// contract: S3-M8
func (a *API) putLevels(w http.ResponseWriter, r *http.Request, c caller) error {
	var req levelsRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	rows := make([]study.Level, len(req.Levels))
	for i, l := range req.Levels {
		from, err := l.From.Amount(ledger.Study.Scale())
		if err != nil {
			return err
		}
		rows[i] = study.Level{Code: l.Code, Name: l.Name, From: from}
	}
	value := study.FormatLevels(rows)
	if !study.Levels.Check(value) {
		return errLevels
	}
	return a.write(w, r, c, call{route: id.BucketOf(study.Levels.Name), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := study.Levels.Get(tx)
		if err != nil {
			return nil, err
		}
		row, err := setting.Change(tx, setting.ChangeCmd{Spec: study.Levels, Value: value, Version: req.Version, Actor: c.Actor})
		if err != nil {
			return nil, err
		}
		before := showLevels(study.Levels.Default, 0)
		if was.Version > 0 {
			before = showLevels(was.Value, was.Version)
		}
		out := showLevels(row.Value, row.Version)
		return out, note(tx, c, act{"levels.change", "setting:" + study.Levels.Name, req.Reason, before, out})
	})
}
