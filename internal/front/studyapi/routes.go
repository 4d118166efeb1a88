package studyapi

// rulesPath is where domain admins find their rules.
const rulesPath = "/api/points-exchange/admin/points-rules"

// routes is every operation of the front: its address and who may call it.
func (a *API) routes() {
	a.members("GET /api/points/balance", a.handleBalance)
	a.members("GET /api/points/records", a.handleRecords)
	a.members("GET /api/points/products", a.handleProducts)
	a.members("POST /api/points/exchange", a.handleExchange)
	a.members("POST /api/points/exchange/{id}/cancel", a.handleCancel)
	a.members("GET /api/points/exchange-records", a.handleExchangeRecords)

	a.admins("GET "+rulesPath, a.handleRules)
	a.admins("POST "+rulesPath, a.handleCreateRule)
	a.admins("PUT "+rulesPath+"/{id}", a.handleChangeRule)
	a.admins("DELETE "+rulesPath+"/{id}", a.handleDeleteRule)
}
