// The page behind a card's QR picture: looking at it uses nothing, its button
// uses the card once.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, assertFits, assertQuiet, assertReadableInTheDark, shoot } from './lib/checks.mjs';
import { SIZES } from './lib/chromium.mjs';
import { stage, tokenOf } from './lib/stage.mjs';

const FIRST = 1001; // the sample batch's first card

const it = stage(async (on) => {
  on.office = await tokenOf(on.server, 'card office', '--role', 'admin');
});

// office asks as the cards' office, and gives the data of a success.
async function office(method, path, body) {
  const response = await fetch(`${it.server.urls.card}/api/card/${path}`, {
    method, headers: { Authorization: `Token ${it.office}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  assert.equal(answer.status, 'success', JSON.stringify(answer));
  return answer.data;
}

const card = (id) => office('GET', `cards/${id}/`);

async function assertUnused(id) {
  const { is_used: used, used_by: by } = await card(id);
  assert.deepEqual([used, by], [false, null]);
}

// shown opens the page of a card, as the QR picture leads to it.
async function shown(id, options) {
  const { qr_code: address, card_code: code } = await card(id);
  const window = await it.chromium.open(options);
  const answer = await window.page.goto(address);
  assert.equal(answer.status(), 200);
  assert.equal(await window.page.getByRole('definition').innerText(), code);
  return { ...window, says: (text) => window.page.getByRole('status').filter({ hasText: text }).waitFor() };
}

for (const [size, options] of Object.entries(SIZES)) {
  describe(`a card, ${size}`, () => {
    test('looking uses nothing', async () => {
      const { page, seen, close } = await shown(FIRST, options);
      await page.reload();
      await assertFits(page);
      await assertAccessible(page);
      await shoot(page, `card-${size}`);
      assertQuiet(seen);
      await close();
      await assertUnused(FIRST);
    });

    test('its button uses nothing for who is not signed in', async () => {
      const { page, seen, says, close } = await shown(FIRST, options);
      await page.getByRole('button', { name: '立即使用' }).click();
      await says('请先登录后再使用卡片。');
      await assertFits(page);
      assertQuiet(seen);
      await close();
      await assertUnused(FIRST);
    });
  });
}

// contract: S4-16
test('its button uses it once for a member', async () => {
  const id = FIRST + 1;
  const { page, seen, says, close } = await shown(id, SIZES.phone);
  const token = await tokenOf(it.server, 'card holder');
  await page.evaluate((value) => sessionStorage.setItem('access_token', value), token);
  await page.getByRole('button').click();
  await says('您获得了舞蹈技能');
  assert.equal(await page.getByRole('button').isDisabled(), true);
  await assertFits(page);
  await assertAccessible(page);
  await assertReadableInTheDark(page);
  await shoot(page, 'card-used-phone');
  assertQuiet(seen);
  assert.equal((await card(id)).is_used, true);

  await page.reload();
  await page.getByRole('button').click();
  await says('卡片已被使用');
  await close();
});

test('a long code is shown to its end', async () => {
  const { id: template } = await office('POST', 'templates/', { name: '服装卡片', category: 'clothing' });
  const { start_id: id } = await office('POST', 'batches/', { name: '第一批服装卡片', template, total_quantity: 1, is_published: true });
  const { page, close } = await shown(id, SIZES.phone);
  assert.match(await page.getByRole('definition').innerText(), /^CLOTHING_\d{8}_\d{3}_\d+_\w{4}-\w{4}-\w{5}$/);
  const { box, text } = await page.getByRole('definition').evaluate((dd) => ({ box: dd.clientWidth, text: dd.scrollWidth }));
  assert.ok(text <= box, `a text of ${text} in a box of ${box}`);
  await assertFits(page);
  await shoot(page, 'card-long-phone');
  await close();
});

test('in English, for who reads that', async () => {
  const { page, close } = await shown(FIRST, { ...SIZES.desktop, locale: 'en-GB' });
  assert.equal(await page.getByRole('heading').innerText(), 'Use this card');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await assertFits(page);
  await shoot(page, 'card-english-desktop');
  await close();
});

test('without scripts it says what it needs', async () => {
  const { page, close } = await shown(FIRST, { ...SIZES.phone, javaScriptEnabled: false });
  assert.equal(await page.locator('noscript p').isVisible(), true);
  assert.equal(await page.locator('noscript p').innerText(), '使用卡片需要启用 JavaScript。');
  assert.equal(await page.getByRole('button').isDisabled(), true);
  await assertFits(page);
  await shoot(page, 'card-scriptless-phone');
  await close();
  await assertUnused(FIRST);
});
