package prose

import "strings"

// question is the kind of question that a prompt asks.
type question struct {
	chinese string // words that show it, separated by spaces
	english string
	steps   [2]string // how to go about it: Chinese, English
}

func questions() []question {
	return []question{
		{"如何 怎么 怎样 方法 步骤", "how to|how do|how can", [2]string{
			"1. 写清楚想要的结果，以及怎样算做到；\n2. 列出手上的条件和时间，找出最大的一个障碍；\n3. 先做最小的一步，看到效果再决定下一步；\n4. 留一条记录，下次少走弯路。",
			"1. Write down the result you want and how you will know it is reached.\n2. List what you have and name the one biggest obstacle.\n3. Take the smallest useful step, look at the effect, then decide on the next.\n4. Keep a note so that the next time is easier.",
		}},
		{"为什么 为何 原因", "why", [2]string{
			"1. 先确认事情真的如此：有数据或亲眼所见吗；\n2. 区分直接原因、背后条件和巧合；\n3. 问一句“如果没有它，结果会不同吗”；\n4. 找一个反例来检验自己的解释。",
			"1. Make sure that it is so: is there data, or an observation?\n2. Tell the direct cause from conditions and from chance.\n3. Ask whether the result would differ without it.\n4. Look for one counterexample to your explanation.",
		}},
		{"区别 比较 哪个 对比 选择", "compare|difference| or |versus| vs|better", [2]string{
			"1. 定下三到五个真正在意的标准；\n2. 用同一组标准给每个选项打分，写一句理由；\n3. 看差距最大的一项，它常常决定选择；\n4. 想想选错的代价和能否反悔。",
			"1. Settle on three to five criteria that really matter to you.\n2. Judge every option by the same criteria, with one line of reason.\n3. Look at the widest gap; it usually decides.\n4. Consider what a wrong choice costs and whether it can be undone.",
		}},
	}
}

func usualSteps() [2]string {
	return [2]string{
		"1. 它是什么：用一句话下定义，再举一个身边的例子；\n2. 它有什么用：谁在什么场合需要它；\n3. 它的边界：什么情况下不适用；\n4. 可靠的出处：教材、标准、官方文档。",
		"1. What it is: one sentence of definition and one example from daily life.\n2. What it is for: who needs it, and when.\n3. Where it ends: when it does not apply.\n4. Where to read on: a textbook, a standard, official documentation.",
	}
}

func answerChinese(prompt string) string {
	steps := usualSteps()
	for _, q := range questions() {
		if mentionsAny(prompt, strings.Fields(q.chinese)) {
			steps = q.steps
			break
		}
	}
	return "您问的是：“{q}”。\n\n这里是本地演示，没有接入任何语言模型，所以我不能对内容本身作答，也不会编造事实。可以先按下面的思路自己推一遍：\n\n" +
		steps[0] + "\n\n管理员在“模型”里填入服务地址和密钥后，同样的提问会交给真正的模型回答。\n\n【AI生成】" + Label
}

func answerEnglish(prompt string) string {
	steps := usualSteps()
	for _, q := range questions() {
		if mentionsAny(strings.ToLower(prompt), strings.Split(q.english, "|")) {
			steps = q.steps
			break
		}
	}
	return "You asked: “{q}”.\n\nThis is a local demo without any language model, so I cannot answer the substance and I will not invent facts. A way to work on it yourself:\n\n" +
		steps[1] + "\n\nOnce an administrator adds a model's address and key, the same question goes to a real model.\n\n[AI-generated label] Local demo, not written by an AI model (" + Label + ")"
}

func answerJapanese() string {
	return "ご質問：「{q}」\n\nこれはローカルのデモで、言語モデルには接続していません。そのため内容そのものにはお答えできず、事実を作ることもしません。まず次の順で考えてみてください。\n\n" +
		"1. 何を知りたいのかを一文で書く。\n2. すでに分かっていることと、分からないことを分ける。\n3. 分からないことを一つ選び、信頼できる資料で調べる。\n4. 分かったことを自分の言葉でまとめる。\n\n" +
		"管理者がモデルの接続先とキーを設定すると、同じ質問に本物のモデルが答えます。\n\n【AI生成】ローカルデモであり、AI モデルの出力ではありません（" + Label + "）"
}

func answerKorean() string {
	return "질문: “{q}”\n\n이것은 로컬 데모이며 언어 모델에 연결되어 있지 않습니다. 그래서 내용 자체에는 답할 수 없고, 사실을 지어내지도 않습니다. 다음 순서로 생각해 보세요.\n\n" +
		"1. 알고 싶은 것을 한 문장으로 적습니다.\n2. 이미 아는 것과 모르는 것을 나눕니다.\n3. 모르는 것 하나를 골라 믿을 만한 자료에서 찾습니다.\n4. 알게 된 것을 자신의 말로 정리합니다.\n\n" +
		"관리자가 모델의 주소와 키를 등록하면 같은 질문에 실제 모델이 답합니다.\n\n[AI生成] 로컬 데모이며 AI 모델의 출력이 아닙니다 (" + Label + ")"
}

func answerRussian() string {
	return "Ваш вопрос: «{q}».\n\nЭто локальная демонстрация без языковой модели, поэтому по существу я ответить не могу и выдумывать факты не буду. Попробуйте идти так:\n\n" +
		"1. Запишите одной фразой, что именно вы хотите узнать.\n2. Отделите известное от неизвестного.\n3. Выберите один неизвестный пункт и найдите его в надёжном источнике.\n4. Изложите найденное своими словами.\n\n" +
		"Когда администратор укажет адрес и ключ модели, на тот же вопрос ответит настоящая модель.\n\n[AI生成] Локальная демонстрация, текст не создан моделью ИИ (" + Label + ")"
}

func mentionsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
