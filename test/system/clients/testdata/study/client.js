// 获取积分余额
async function getPointsBalance(token) {
  const response = await fetch('/api/points/balance', {
    headers: {
      'Authorization': `Bearer ${token}`
    }
  });
  return await response.json();
}

// 兑换商品
async function exchangeProduct(token, productId, quantity = 1) {
  const response = await fetch('/api/points/exchange', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Authorization': `Bearer ${token}`
    },
    body: JSON.stringify({
      product_id: productId,
      quantity: quantity
    })
  });
  return await response.json();
}
