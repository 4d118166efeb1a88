package cardapi

import "strings"

const root = "/api/card"

// routes is every operation: its address and who may call it.
func (a *API) routes() {
	a.add("GET /templates", anybody, a.listTemplates)
	a.add("POST /templates", admins, a.createTemplate)
	a.add("GET /templates/{id}", anybody, a.getTemplate)
	a.add("PUT /templates/{id}", admins, a.editTemplate)
	a.add("DELETE /templates/{id}", admins, a.removeTemplate)
	a.add("GET /batches", admins, a.listBatches)
	a.add("POST /batches", admins, a.createBatch)
	a.add("GET /batches/{id}", admins, a.getBatch)
	a.add("PUT /batches/{id}", admins, a.editBatch)
	a.add("DELETE /batches/{id}", admins, a.removeBatch)
	a.add("POST /batches/{id}/generate_qrcodes", admins, a.generateQRCodes)
	a.add("GET /cards", anybody, a.listCards)
	a.add("POST /cards", admins, a.issueCards)
	a.add("POST /cards/use", anybody, a.useCard)
	a.add("GET /cards/{id}", anybody, a.getCard)
	a.add("PUT /cards/{id}", admins, a.editCard)
	a.add("DELETE /cards/{id}", admins, a.voidCard)
	a.add("GET /user/cards", anybody, a.listOwnCards)
	a.add("GET /category/{category}", anybody, a.getCategory)
	a.add("GET /statistics", admins, a.getStatistics)
}

// add mounts an operation: "GET /templates".
func (a *API) add(pattern string, who audience, h handler) {
	method, path, _ := strings.Cut(pattern, " ")
	a.mux.Handle(method+" "+root+path, a.handle(who, h))
}
