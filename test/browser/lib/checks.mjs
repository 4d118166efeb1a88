// What every page has to keep, and pictures of it for whoever wants to look.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';

const SHOTS = fileURLToPath(new URL('../shots/', import.meta.url));

// shoot keeps a picture of the whole page in shots/.
export const shoot = (page, name) => page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });

// assertFits: nothing is wider than the window.
export async function assertFits(page) {
  const { inner, wide } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, wide: document.documentElement.scrollWidth }));
  assert.ok(wide <= inner, `the page is ${wide} wide in a window of ${inner}`);
  assert.equal(inner, page.viewportSize().width, 'the window was zoomed out to fit the page');
}

// assertAccessible: axe finds nothing. ignored are rules that are not looked at.
export async function assertAccessible(page, ignored = []) {
  const rules = Object.fromEntries(ignored.map((id) => [id, { enabled: false }]));
  assert.deepEqual(await violations(page, { rules }), []);
}

// assertReadableInTheDark: nor does it find fault with the dark colours.
export async function assertReadableInTheDark(page) {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => { document.documentElement.style.background = 'Canvas'; }); // which axe takes for white
  assert.deepEqual(await violations(page, { runOnly: ['color-contrast'] }), []);
  await page.evaluate(() => { document.documentElement.style.background = ''; });
  await page.emulateMedia({ colorScheme: 'light' });
}

async function violations(page, options) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe.source);
  const found = await page.evaluate((o) => globalThis.axe.run(document, o), { resultTypes: ['violations'], ...options });
  return found.violations.map(({ id, impact, help, nodes }) => `${id} (${impact}): ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

// assertQuiet: nothing was logged, and nothing asked for from elsewhere.
export const assertQuiet = (seen) => assert.deepEqual(seen, { errors: [], outside: [] });
