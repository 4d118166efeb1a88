# 健康检查
curl http://localhost:3000/health
# 获取奖励汇总
curl -H "Authorization: Bearer <token>" \
http://localhost:3000/rewards/summary
# 获取奖励明细 (筛选待领取)
curl -H "Authorization: Bearer <token>" \
"http://localhost:3000/rewards/details?status=PENDING&page=1&pageSize=10"
# 结算奖励
curl -X POST \
-H "Authorization: Bearer <token>" \
-H "Content-Type: application/json" \
-d '{"settleCurrency": "BNB"}' \
http://localhost:3000/rewards/settle
