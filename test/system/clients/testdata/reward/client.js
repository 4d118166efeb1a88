const BASE_URL = 'http://localhost:3000';
const TOKEN = 'your-jwt-token';
// 获取奖励汇总
async function getRewardSummary() {
const response = await fetch(`${BASE_URL}/rewards/summary`, {
headers: {
'Authorization': `Bearer ${TOKEN}`,
},
});
return response.json();
}
// 结算奖励
async function settleRewards(currency) {
const response = await fetch(`${BASE_URL}/rewards/settle`, {
method: 'POST',
headers: {
'Authorization': `Bearer ${TOKEN}`,
'Content-Type': 'application/json',
},
body: JSON.stringify({ settleCurrency: currency }),
});
return response.json();
}
