package lootapi

// routes is every operation of the front: its address and who may call it.
func (a *API) routes() {
	a.signIn("POST /get_nonce", a.handleNonce)
	a.signIn("POST /verify_signature", a.handleVerifySignature)
	a.signIn("POST /admin/login", a.handleAdminLogin)

	a.public("GET /check_auth", a.handleCheckAuth)
	a.public("POST /logout", a.handleLogout)
	a.public("POST /admin/logout", a.handleAdminLogout)
	a.public("GET /api/points/leaderboard", a.handleLeaderboard)
	a.public("GET /api/lootbox/list", a.handleBoxes)
	a.public("GET /api/lootbox/rewards/{loot_box_id}", a.handleOdds)
	a.public("GET /api/solana/blockhash", a.handleBlockhash)
	a.public("GET /api/sol-pool/daily-stats", a.handlePoolDays)

	a.members("GET /api/points/balance", a.handleBalance)
	a.members("GET /api/points/history", a.handlePointsHistory)
	a.members("POST /api/lootbox/draw", a.handleDraw)
	a.members("GET /api/lootbox/history", a.handleDrawHistory)
	a.members("GET /api/inventory", a.handleInventory)
	a.members("GET /api/inventory/stats", a.handleInventoryStats)
	a.members("GET /api/inventory/{item_id}", a.handleItem)
	a.members("POST /api/virtual-item/redeem", a.handleRedeem)
	a.members("POST /api/sol-pool/participate", a.handleParticipate)
	a.members("GET /api/sol-pool/status", a.handlePoolStatus)

	a.operatorsOnly("GET /admin/virtual-items/pending-redemptions", toRead, a.handlePendingRedemptions)
	a.operatorsOnly("PUT /admin/virtual-items/complete-redemption/{inventory_id}", toManage, a.handleCompleteRedemption)
	a.operatorsOnly("PUT /admin/virtual-items/cancel-redemption/{inventory_id}", toManage, a.handleCancelRedemption)
	a.operatorsOnly("GET /admin/virtual-items/redemption-stats", toRead, a.handleRedemptionStats)
	a.operatorsOnly("GET /admin/physical-items", toRead, a.handleCatalogue)
	a.operatorsOnly("GET /admin/users", toRead, a.handleUsers)
}
