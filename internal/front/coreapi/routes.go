package coreapi

// routes is every operation of the front, by resource.
func (a *API) routes() {
	a.eventRoutes()
	a.memberRoutes()
	a.accountRoutes()
	a.transferRoutes()
	a.holdRoutes()
	a.lootboxRoutes()
	a.itemRoutes()
	a.redemptionRoutes()
	a.ruleRoutes()
	a.statRoutes()
	a.auditRoutes()
	a.operatorRoutes()
	a.apiKeyRoutes()
	a.settingRoutes()
	a.signInRoutes()
	a.creatorAccountRoutes()
	a.cardRoutes()
	a.studyRoutes()
	a.rewardRoutes()
	a.campaignRoutes()
	a.orderRoutes()
	a.publicationRoutes()
	a.generationRoutes()
	a.documentRoutes()
}

// add mounts an operation and describes it.
func (a *API) add(need right, h handler, o operation) {
	o.need = need
	a.mux.Handle(o.Method+" "+o.Path, a.handle(need, h))
	a.doc.add(o)
}
