// The sandbox's cashier as a payer meets it: every button, on a desk and in a
// hand, with scripts and without.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertAccessible, assertFits, assertQuiet, assertReadableInTheDark, shoot } from './lib/checks.mjs';
import { SIZES } from './lib/chromium.mjs';
import { Member } from './lib/creator.mjs';
import { stage } from './lib/stage.mjs';

const NOTICE = '模拟支付,不产生真实扣款';
const BOUGHT = 100; // credits for 10 CNY
const [PENDING, PAID, CLOSED] = ['待支付', '已支付', '已关闭'];
const SILENCE = '支付平台此时不发送通知';

// METHODS: what the cashier calls them, by which addresses their orders are
// paid, and what the shop answers to their notices.
const METHODS = {
  alipay: { label: '支付宝(沙箱)', path: /^\/cashier\/bank\/gateway\.do$/, answer: 'HTTP 200 success', fails: 'HTTP 200 success' },
  wechat: { label: '微信支付(沙箱)', path: /^\/cashier\/R\d{8}[0-9A-Z]+-[0-9a-f]{32}$/, answer: 'HTTP 204', fails: SILENCE },
};

const it = stage();

// Payer is a member in front of a window.
class Payer {
  static async come(options) {
    const payer = new Payer();
    payer.options = options;
    payer.member = await Member.join(it.server.urls.creator);
    Object.assign(payer, await it.chromium.open(options)); // page, seen, close
    return payer;
  }

  // order shows the cashier for a new order.
  async order(method) {
    this.before = await this.member.balance();
    const order = await this.member.post('/credit/recharge', { amount: 10, payment_method: method }, this.options);
    this.number = order.order_id;
    assert.match(new URL(order.payment_url).pathname, METHODS[method].path);
    const answer = await this.page.goto(order.payment_url);
    assert.equal(answer.status(), 200);
    assert.match(this.page.url(), new RegExp(`/cashier/${this.number}-[0-9a-f]{32}$`));
  }

  press(button) {
    return this.page.getByRole('button', { name: button, exact: true }).click();
  }

  // sees asserts what the page says of the order, and what it brought.
  async sees(state, credits) {
    assert.equal(await this.page.locator('#state').innerText(), state);
    assert.equal(await this.member.balance() - this.before, credits);
    assert.equal(await this.page.getByText(NOTICE).isVisible(), true);
    await assertFits(this.page);
    assertQuiet(this.seen);
  }

  // reads asserts what the page says after a button.
  async reads(button, ...answers) {
    const result = this.page.getByRole('status');
    assert.equal(await result.getByRole('heading').innerText(), button);
    const lines = await result.locator('li, p').allInnerTexts();
    assert.equal(lines.length, answers.length, lines.join('\n'));
    lines.forEach((line, i) => assert.ok(line.includes(answers[i]), `${line} lacks ${answers[i]}`));
  }
}

for (const [size, options] of Object.entries(SIZES)) {
  for (const [method, { label, answer, fails }] of Object.entries(METHODS)) {
    describe(`${method}, ${size}`, () => {
      let payer;
      before(async () => {
        payer = await Payer.come(options);
      });
      after(() => payer?.close());
      beforeEach(() => payer.order(method));

      test('says that nothing is paid, and what for', async () => {
        const { page, number } = payer;
        await payer.sees(PENDING, 0);
        assert.deepEqual((await page.locator('dd').allInnerTexts()).slice(0, 3), [number, label, PENDING]);
        assert.equal(await page.locator('.amount').innerText(), '10.00 CNY');
        assert.deepEqual(await page.getByRole('button').allInnerTexts(), ['支付成功', '支付失败', '过期后支付', '重复通知', '金额不符']);
        await assertAccessible(page);
        await shoot(page, `cashier-${method}-${size}`);
      });

      test('支付成功 credits once, whatever comes after', async () => {
        const { page } = payer;
        await payer.press('支付成功');
        await payer.reads('支付成功', answer);
        await payer.sees(PAID, BOUGHT);
        await payer.press('重复通知');
        await payer.reads('重复通知', answer, answer);
        await payer.sees(PAID, BOUGHT);
        await assertAccessible(page);
        await shoot(page, `cashier-${method}-${size}-paid`);
        for (const again of ['金额不符', '过期后支付', '支付成功']) {
          await payer.press(again);
          await payer.reads(again, answer);
          await payer.sees(PAID, BOUGHT);
        }
      });

      test('支付失败 credits nothing, and 过期后支付 then credits', async () => {
        await payer.press('支付失败');
        await payer.reads('支付失败', fails);
        await payer.sees(CLOSED, 0);
        await payer.press('过期后支付');
        await payer.reads('过期后支付', answer);
        await payer.sees(PAID, BOUGHT);
      });

      test('重复通知 credits once', async () => {
        await payer.press('重复通知');
        await payer.reads('重复通知', answer, answer);
        await payer.sees(PAID, BOUGHT);
      });

      test('金额不符 credits nothing', async () => {
        const { page } = payer;
        const address = page.url();
        await payer.press('金额不符');
        await payer.reads('金额不符', answer);
        await payer.sees(PENDING, 0);
        await page.goto(address);
        await payer.sees(PENDING, 0);
      });
    });
  }
}

test('without scripts', async () => {
  const payer = await Payer.come({ ...SIZES.phone, javaScriptEnabled: false });
  for (const method of Object.keys(METHODS)) {
    await payer.order(method);
    await payer.sees(PENDING, 0);
    await payer.press('金额不符');
    await payer.sees(PENDING, 0);
    await payer.press('支付成功');
    await payer.sees(PAID, BOUGHT);
  }
  await payer.close();
});

test('with the keyboard alone', async () => {
  const payer = await Payer.come(SIZES.desktop);
  const { page } = payer;
  await payer.order('wechat');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.innerText), '支付成功');
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();
  await payer.reads('支付成功', 'HTTP 204');
  await payer.sees(PAID, BOUGHT);
  await assertReadableInTheDark(page);
  await payer.close();
});

test('what cannot be done is said', async () => {
  const payer = await Payer.come(SIZES.phone);
  const { page } = payer;
  const says = async (text) => {
    assert.equal(await page.getByRole('alert').innerText(), text);
    assert.equal(await page.getByRole('button').count(), 0);
    await assertFits(page);
  };
  await payer.order('alipay');
  await payer.press('支付成功');
  await payer.sees(PAID, BOUGHT);
  await payer.press('支付失败');
  await says('交易状态不允许此操作');
  await assertAccessible(page);
  await shoot(page, 'cashier-refused-phone');
  await page.getByRole('link', { name: '返回收银台' }).click();
  assert.match(payer.seen.errors.splice(0).join('\n'), /^[^\n]*409[^\n]*$/); // the browser's own word on it
  await payer.sees(PAID, BOUGHT);
  const answer = await page.goto(`${it.server.urls.creator}/cashier/R20260101NOBODY-${'0'.repeat(32)}`);
  assert.equal(answer.status(), 404);
  await says('订单不存在');
  await payer.close();
});
