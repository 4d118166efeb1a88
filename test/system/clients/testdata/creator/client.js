const BASE_URL = 'http://localhost:8000';
let token = '';
// 1. 用户登录
async function login(username, password) {
  const response = await fetch(`${BASE_URL}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password })
    });
  const data = await response.json();
  if (data.code === 200) {
    token = data.data.access_token;
    return token;
  }
  return null;
}
// 2. 生成文章
async function generateArticle(title, keywords) {
  const response = await fetch(
    `${BASE_URL}/api/v1/writing/wechat_article/generate`,
    {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Authorization': `Bearer ${token}`
      },
      body: JSON.stringify({
          title,
          keywords,
          requirements: '字数2000字',
          model_id: 1
        })
    }
  );
  return await response.json();
}
// 3. 获取积分余额
async function getBalance() {
  const response = await fetch(`${BASE_URL}/api/v1/credit/balance`, {
      headers: { 'Authorization': `Bearer ${token}` }
    });
  return await response.json();
}
// 使用示例
(async () => {
    await login('testuser', 'password123');
    const result = await generateArticle('如何提高工作效率', ['时间管理', '效率工具']);
    console.log(result);
  })();
