package prose

import (
	"hash/fnv"
	"strings"
)

// Bullets gives the points of one slide. Points that the heading itself
// brings ("heading: a; b; c") are used as they are; others come from a list
// by the heading's kind.
func Bullets(topic, heading string) (name string, points []string) {
	name, points = ownPoints(heading)
	if len(points) > 0 {
		return name, points
	}
	replace := strings.NewReplacer("{topic}", topic, "{name}", name)
	for _, point := range pointsFor(name) {
		points = append(points, replace.Replace(point))
	}
	return name, points
}

const ownPointsMax = 8

func ownPoints(heading string) (name string, points []string) {
	name, rest, found := strings.Cut(strings.ReplaceAll(heading, "\uff1a", ":"), ":")
	if !found {
		return strings.TrimSpace(heading), nil
	}
	for _, p := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(";\uff1b、\n", r) }) {
		if p = strings.TrimSpace(p); p != "" && len(points) < ownPointsMax {
			points = append(points, p)
		}
	}
	if len(points) == 0 {
		return strings.TrimSpace(strings.TrimRight(heading, ":\uff1a")), nil
	}
	return strings.TrimSpace(name), points
}

func pointsFor(name string) []string {
	if !hasHan(name) {
		return englishPoints()
	}
	for _, kind := range slideKinds() {
		for word := range strings.FieldsSeq(kind.words) {
			if strings.Contains(name, word) {
				return kind.points
			}
		}
	}
	general := generalPoints()
	sum := fnv.New32a()
	sum.Write([]byte(name))
	return general[int(sum.Sum32()%uint32(len(general)))]
}
