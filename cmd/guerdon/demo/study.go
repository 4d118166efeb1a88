package demo

import (
	"context"
	"errors"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
)

// The sample data of the learning points API.
const (
	Notebook     id.ID = 1         // 学习笔记本, 20 points
	StudyDomain  int32 = 13        // with one rule of each kind
	StudySubject       = "student" // a member of it, with 150 points
)

// LoadStudy writes what is missing of the learning points API's sample data.
func LoadStudy(ctx context.Context, s *store.Store, studies *study.Service) error {
	parts := []func(tx *store.Tx) error{studyDomain, stationery, notebook}
	for _, cmd := range studyRules() {
		parts = append(parts, func(tx *store.Tx) error { _, err := study.CreateRule(tx, cmd); return err })
	}
	parts = append(parts, func(tx *store.Tx) error { return student(tx, studies) })
	for _, part := range parts {
		if err := s.Write(ctx, 0, part); err != nil && !studyThere(err) {
			return err
		}
	}
	return nil
}

func studyThere(err error) bool {
	return errors.Is(err, study.ErrStale) || errors.Is(err, study.ErrRuleTaken) || errors.Is(err, exchange.ErrStale)
}

func studyDomain(tx *store.Tx) error {
	_, _, err := study.PutDomain(tx, study.PutDomainCmd{ID: StudyDomain, Name: "示例学习域", Status: study.Active})
	return err
}

func stationery(tx *store.Tx) error {
	_, _, err := exchange.PutCategory(tx, exchange.PutCategoryCmd{Code: "stationery", Name: "文具", SortOrder: 1})
	return err
}

func notebook(tx *store.Tx) error {
	stock := int64(50)
	_, _, err := exchange.Put(tx, exchange.PutCmd{
		ID: Notebook, Name: "学习笔记本", Description: "高质量学习笔记本,A5尺寸", Category: "stationery", Kind: exchange.Physical, Price: 20, Review: true,
		Status: exchange.Available, SortOrder: 1, Stock: &stock,
	})
	return err
}

// studyRules are the document's own rule and one of each other kind.
func studyRules() []study.CreateRuleCmd {
	daily, project, rating, streak := study.Blank(study.StudyDuration), study.Blank(study.ProjectCompletion), study.Blank(study.StudyRating), study.Blank(study.ContinuousStudy)
	daily.Threshold, daily.Award, daily.Points = 30, 5, 5
	project.Award, project.Points = 20, 20
	rating.Excellent, rating.Good, rating.Average, rating.Poor, rating.Points = 20, 15, 10, 5, 20
	streak.Threshold, streak.Award, streak.Points = 7, 10, 10
	return []study.CreateRuleCmd{
		{ID: 1, Domain: StudyDomain, Name: "学习时长奖励", Description: "每日学习时长达到指定时间获得积分奖励", Conditions: daily, SortOrder: 1},
		{ID: 2, Domain: StudyDomain, Name: "项目完成奖励", Description: "完成学习项目获得基础积分奖励", Conditions: project, SortOrder: 2},
		{ID: 3, Domain: StudyDomain, Name: "学习评级奖励", Description: "根据学习时长和项目评级标准获得评级积分奖励", Conditions: rating, SortOrder: 3},
		{ID: 4, Domain: StudyDomain, Name: "连续学习奖励", Description: "连续学习天数达到要求获得额外奖励", Conditions: streak, SortOrder: 4},
	}
}

// student is a member of the sample domain who has unlocked two achievements.
func student(tx *store.Tx, studies *study.Service) error {
	m, created, err := member.Ensure(tx, member.External(StudySubject))
	if err != nil || !created {
		return err
	}
	if _, err := member.SetDomain(tx, m.ID, StudyDomain); err != nil {
		return err
	}
	for _, cmd := range []study.UnlockCmd{
		{Event: "demo-1", Member: m.ID, Achievement: "first_steps", Name: "学习新手", Points: 10, By: actor.OfSystem},
		{Event: "demo-2", Member: m.ID, Achievement: "expert", Name: "学习达人", Points: 140, By: actor.OfSystem},
	} {
		if _, err := studies.Unlock(tx, cmd); err != nil {
			return err
		}
	}
	return nil
}
