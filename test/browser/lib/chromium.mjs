// Chromium as this machine has it, and pages that are watched while they are
// used: what they log and what they ask for.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const LIMIT_MS = 15_000; // for one step of a page

// SIZES are the windows in which pages are looked at, by who holds them.
export const SIZES = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: {
    viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
    userAgent: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  },
};

export class Chromium {
  #browser;

  static async launch() {
    const it = new Chromium();
    it.#browser = await chromium.launch({
      executablePath: inPath('chromium'),
      args: ['--autoplay-policy=no-user-gesture-required', '--mute-audio'],
    });
    return it;
  }

  async close() {
    await this.#browser.close();
  }

  // open gives a page in a window of its own, without cookies. options are
  // those of Playwright's contexts.
  async open(options = SIZES.desktop) {
    const context = await this.#browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(LIMIT_MS);
    const page = await context.newPage();
    return { page, seen: await watch(context, page), close: () => context.close() };
  }
}

// watch keeps what a careful visitor would complain of. Requests to anywhere
// but this machine are not sent.
async function watch(context, page) {
  const seen = { errors: [], outside: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.errors.push(message.text());
  });
  page.on('pageerror', (error) => seen.errors.push(`${error}`));
  await context.route((url) => /^(https?|wss?):$/.test(url.protocol) && url.hostname !== '127.0.0.1', (route) => {
    seen.outside.push(route.request().url());
    return route.abort();
  });
  return seen;
}

function inPath(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // the next one
    }
  }
  throw new Error(`there is no ${name} in PATH`);
}
