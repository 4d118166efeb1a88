package creatorapi

import "strings"

const root = "/api/v1"

// routes is every operation, by area.
func (a *API) routes() {
	a.accountRoutes()
	a.creditRoutes()
	a.campaignRoutes()
	a.generateRoutes()
	a.publishRoutes()
}

// add mounts an operation: "GET /credit/balance".
func (a *API) add(pattern string, who audience, h handler) {
	method, path, _ := strings.Cut(pattern, " ")
	a.mux.Handle(method+" "+root+path, a.handle(who, a.rate(method), h))
}

// addRated is add with a rate of its own.
func (a *API) addRated(pattern string, who audience, rate rate, h handler) {
	method, path, _ := strings.Cut(pattern, " ")
	a.mux.Handle(method+" "+root+path, a.handle(who, rate, h))
}
