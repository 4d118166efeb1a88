package httpx

import (
	"net/http"
	"strings"
)

// Bearer finds the credential in the Authorization header under one of the
// schemes, "Bearer" where none is named. Schemes are compared without case.
func Bearer(r *http.Request, schemes ...string) (credential string, ok bool) {
	header := r.Header.Get("Authorization")
	scheme, credential, found := strings.Cut(header, " ")
	credential = strings.TrimSpace(credential)
	if !found || credential == "" {
		return "", false
	}
	if len(schemes) == 0 {
		return credential, strings.EqualFold(scheme, "Bearer")
	}
	for _, s := range schemes {
		if strings.EqualFold(scheme, s) {
			return credential, true
		}
	}
	return "", false
}
