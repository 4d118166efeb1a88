// A page with a film, a picture or a sound, at the address that serves it.
import { readFile } from 'node:fs/promises';

const TOOLS = await Promise.all(['pixels.js', 'playing.js'].map((name) => readFile(new URL(`inpage/${name}`, import.meta.url), 'utf8')));

// player shows one element, such as '<video src="/film.mp4">', on a page of
// the given origin, where its pixels may be looked at. call(f, ...args) runs
// f(element, ...args) in the page; f knows nothing of its surroundings here,
// but has the functions of inpage/ there, in tools.
export async function player(chromium, origin, html) {
  const { page, seen, close } = await chromium.open();
  await page.route(`${origin}/a-page-of-the-tests`, (route) => route.fulfill({
    contentType: 'text/html; charset=utf-8', body: `<!doctype html><html lang="zh-CN"><title>player</title>${html}`,
  }));
  await page.goto(`${origin}/a-page-of-the-tests`);
  for (const script of TOOLS) await page.addScriptTag({ content: script });
  const element = await page.$('video, img, audio');
  const call = (f, ...args) => element.evaluate((el, [text, rest]) => (0, eval)(`(${text})`)(el, ...rest), [`${f}`, args]);
  return { page, seen, close, call };
}
