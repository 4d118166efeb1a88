// The pages that describe the APIs.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, assertFits, assertQuiet, assertReadableInTheDark, shoot } from './lib/checks.mjs';
import { SIZES } from './lib/chromium.mjs';
import { stage } from './lib/stage.mjs';

// What axe finds in Swagger UI itself, which is not ours.
const SWAGGERS = ['color-contrast', 'heading-order', 'nested-interactive', 'region'];

const it = stage();

for (const [size, options] of Object.entries(SIZES)) {
  describe(size, () => {
    test('the native API', async () => {
      const { page, seen, close } = await it.chromium.open(options);
      await page.goto(`${it.server.urls.core}/v1/docs`);
      await page.locator('details').first().waitFor();
      const described = await (await fetch(`${it.server.urls.core}/v1/openapi.json`)).json();
      const count = Object.values(described.paths).flatMap((path) => Object.keys(path).filter((key) => /^(get|post|put|patch|delete)$/.test(key))).length;
      assert.ok(count > 50, `${count} operations`);
      assert.equal(await page.locator('details').count(), count);
      await assertFits(page);
      const shown = page.locator('details:visible').first();
      await page.getByRole('searchbox').fill('no operation says this');
      await shown.waitFor({ state: 'hidden' });
      await page.getByRole('searchbox').fill('lootboxes');
      await shown.locator('summary').click();
      await shown.getByRole('heading', { name: 'Answer 200' }).waitFor();
      await assertFits(page);
      await assertAccessible(page);
      if (size === 'phone') await assertReadableInTheDark(page); // the colours are those of any width
      await shoot(page, `native-${size}`);
      assertQuiet(seen);
      await close();
    });

    // contract: S1-06
    test("rewardapi's Swagger UI", async () => {
      const { page, seen, close } = await it.chromium.open(options);
      await page.goto(`${it.server.urls.reward}/api`);
      await page.locator('.opblock').first().waitFor();
      assert.ok(await page.locator('.opblock').count() >= 5);
      await assertFits(page);
      await assertAccessible(page, SWAGGERS);
      await shoot(page, `swagger-${size}`);
      assertQuiet(seen);
      await close();
    });
  });
}
