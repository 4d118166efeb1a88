package studyapi

import (
	"bytes"
	"encoding/json"
	"strconv"

	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
)

// conditionsRequest is a rule's conditions as they are sent. Which of them
// count is the trigger's to say.
type conditionsRequest struct {
	DailyMinutesRequired httpx.Int `json:"daily_minutes_required"`
	DaysRequired         httpx.Int `json:"days_required"`
	PointsPerDay         httpx.Int `json:"points_per_day"`
	CompletionPoints     httpx.Int `json:"completion_points"`
	Excellent            httpx.Int `json:"excellent"`
	Good                 httpx.Int `json:"good"`
	Average              httpx.Int `json:"average"`
	Poor                 httpx.Int `json:"poor"`
}

// figures are those that were sent.
func (c *conditionsRequest) figures() map[string]int64 {
	out := map[string]int64{}
	for name, sent := range map[string]httpx.Int{
		study.DailyMinutesRequired: c.DailyMinutesRequired, study.DaysRequired: c.DaysRequired,
		study.PointsPerDay: c.PointsPerDay, study.CompletionPoints: c.CompletionPoints,
		string(study.Excellent): c.Excellent, string(study.Good): c.Good, string(study.Average): c.Average, string(study.Poor): c.Poor,
	} {
		if sent.Set {
			out[name] = sent.Value
		}
	}
	return out
}

// conditionsReply shows the figures that a rule was given, in their order.
type conditionsReply study.Conditions

// MarshalJSON writes them as an object.
func (c conditionsReply) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range study.Conditions(c).Figures() {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.WriteString(strconv.FormatInt(f.Value, 10))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
