# 兑换商品
curl -k -X POST https://localhost:3001/api/points/exchange \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer YOUR_TOKEN" \
  -d '{
    "product_id": 1,
    "quantity": 1
  }'
