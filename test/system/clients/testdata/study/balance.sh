# 获取积分余额
curl -k -X GET "https://your-server-ip:3001/api/points/balance" \
  -H "Authorization: Bearer YOUR_TOKEN"
