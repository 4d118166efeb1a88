import requests

class CardClient:
    def __init__(self, base_url, token):
        self.base_url = base_url
        self.headers = {
            'Authorization': f'Bearer {token}',
            'Content-Type': 'application/json'
        }
    
    def create_template(self, name, category, **kwargs):
        """创建卡片模板"""
        data = {
            'name': name,
            'category': category,
            **kwargs
        }
        response = requests.post(
            f'{self.base_url}/templates/',
            headers=self.headers,
            json=data
        )
        return response.json()
    
    def create_batch(self, template_id, quantity, name):
        """创建卡片批次"""
        data = {
            'template': template_id,
            'total_quantity': quantity,
            'name': name
        }
        response = requests.post(
            f'{self.base_url}/batches/',
            headers=self.headers,
            json=data
        )
        return response.json()
    
    def use_card(self, card_code):
        """使用卡片"""
        data = {'card_code': card_code}
        response = requests.post(
            f'{self.base_url}/cards/use/',
            headers=self.headers,
            json=data
        )
        return response.json()
    
    def get_user_cards(self):
        """获取用户卡片"""
        response = requests.get(
            f'{self.base_url}/user/cards/',
            headers=self.headers
        )
        return response.json()

# 使用示例
client = CardClient('http://localhost:8000/api/card', 'your-token')

# 创建舞蹈卡片模板
template = client.create_template(
    name='爵士舞模板',
    category='dance',
    attributes={
        'difficulty': '中级',
        'style': '爵士舞',
        'duration': '45分钟'
    },
    rarity='rare'
)

# 创建卡片批次
batch = client.create_batch(
    template_id=template['data']['id'],
    quantity=100,
    name='爵士舞卡片第一批'
)

# 使用卡片
result = client.use_card('DANCE_20230101_001_1001')
