package coreapi

import (
	"net/http"
	"strconv"
	"strings"
)

// language is the caller's choice between the two that there are: the one of
// higher weight in Accept-Language, the first of equals, else English.
func language(r *http.Request) string {
	header := r.Header.Get("Accept-Language")
	if header == "" {
		return "en"
	}
	best, weight := "en", 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, q, weighted := strings.Cut(strings.TrimSpace(part), ";")
		w := 1.0
		if weighted {
			w, _ = strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		known := map[string]string{"zh": "zh-CN", "en": "en"}[primary]
		if known != "" && w > weight {
			best, weight = known, w
		}
	}
	return best
}
