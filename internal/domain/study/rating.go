package study

import "guerdon/internal/base/fault"

// Rating is how well a project was done.
type Rating string

// The ratings, best first.
const (
	Excellent Rating = "excellent"
	Good      Rating = "good"
	Average   Rating = "average"
	Poor      Rating = "poor"
)

// ErrRating is a rating that there is none of.
var ErrRating = fault.New(fault.Invalid, "study.rating_invalid", "The rating must be excellent, good, average or poor.")

// ParseRating checks a rating that came from outside; "" is none.
func ParseRating(text string) (Rating, error) {
	switch r := Rating(text); r {
	case "", Excellent, Good, Average, Poor:
		return r, nil
	}
	return "", ErrRating
}

// Limits are the most minutes that a project may take for each rating;
// beyond the last it is poor.
type Limits struct {
	Excellent int32 `db:"excellent_max"`
	Good      int32 `db:"good_max"`
	Average   int32 `db:"average_max"`
}

// StandardLimits are those of a project that has none of its own.
var StandardLimits = Limits{Excellent: 60, Good: 120, Average: 180}

// Rate is the rating of a project that took so many minutes.
func (l Limits) Rate(minutes int32) Rating {
	switch {
	case minutes <= l.Excellent:
		return Excellent
	case minutes <= l.Good:
		return Good
	case minutes <= l.Average:
		return Average
	}
	return Poor
}

func (l Limits) valid() bool {
	return l.Excellent >= 0 && l.Excellent <= l.Good && l.Good <= l.Average && l.Average <= sessionMinutesMax
}
