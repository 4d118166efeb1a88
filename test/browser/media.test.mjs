// What the studio makes, in a browser: films play, pictures and letters are
// there, sounds sound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, shoot } from './lib/checks.mjs';
import { Member } from './lib/creator.mjs';
import { signedIn } from './lib/loot.mjs';
import { player } from './lib/player.mjs';
import { stage } from './lib/stage.mjs';

const LABEL = ['本地演示,非 AI 模型生成', '本地演示,是 AI 绘图模型', '非演示本地,生成 AI 模型'];
const MARK = ['AI生成', 'AI绘图', '生成AI'];
const TWO_SLIDES = '夜空里有许多星星,它们照着安静的海面,也照着远处的小城和归来的船,照着船上的人。清晨来了,海边的人们开始一天的工作,孩子们跑向学校,鸟飞过天空,风也停了下来。';

// The night's colours, of which both films are.
const MOON = [0xf4, 0xf1, 0xdc];
const SKY = [0x0a, 0x11, 0x30];

// Where things are in a film of 640 x 360.
const WHOLE = [0, 0, 640, 360];
const FOOT = [80, 326, 480, 32];
const CORNER = [540, 4, 96, 46];
const COUNTER = [0, 0, 110, 50];
const SLIDE = [60, 60, 460, 262];
const LINE = [100, 236, 440, 60]; // of a slide with one
const BAR = 323; // the row of the progress bar

const it = stage();

const near = (colour, other) => colour.every((c, i) => Math.abs(c - other[i]) <= 12);

// assertReads: an area's letters look like the first text, and less so like
// the others.
async function assertReads(shown, area, [right, ...wrong]) {
  const [most, ...others] = await shown.call((source, at, texts) => texts.map((text) => tools.likeness(source, at, text)), area, [right, ...wrong]);
  assert.ok(most > 0.6, `${most} for ${right}`);
  others.forEach((other, i) => assert.ok(most - other > 0.08, `${most} for ${right}, ${other} for ${wrong[i]}`));
}

// opened gives a film that can be played, and asserts its measures.
async function opened(origin, url, seconds) {
  const film = await player(it.chromium, origin, `<video muted src="${url.replaceAll('&', '&amp;')}"></video>`);
  const measures = await film.call(async (video) => {
    await tools.loaded(video);
    return [video.videoWidth, video.videoHeight, video.duration];
  });
  assert.deepEqual(measures, [640, 360, seconds]);
  return film;
}

// The progress bar is the moon's colour up to where the film is.
async function assertAt(film, seconds, duration) {
  await film.call((video, t) => tools.seek(video, t), seconds);
  const done = Math.floor((Math.floor(seconds * 10) + 1) * 640 / (duration * 10));
  const [before, after, sky, colours] = await film.call((video, x, row, whole) => [
    tools.mean(video, [Math.max(x - 12, 0), row, 4, 1]), tools.mean(video, [Math.min(x + 8, 636), row, 4, 1]), tools.mean(video, [2, 0, 8, 2]), tools.colours(video, whole),
  ], done, BAR, WHOLE);
  assert.ok(near(before, MOON), `${before} where the film has been, at ${seconds} s`);
  assert.equal(near(after, MOON), false, `${after} where the film has yet to be, at ${seconds} s`);
  assert.ok(near(sky, SKY), `a sky of ${sky}`);
  assert.ok(colours > 1000, `${colours} colours`);
}

// assertPlays: it plays by itself to its end, in two seconds.
async function assertPlays(film, duration) {
  const { times, at, ended } = await film.call(async (video, rate) => {
    await tools.seek(video, 0);
    const times = [];
    video.addEventListener('timeupdate', () => times.push(video.currentTime));
    const end = tools.next(video, 'ended');
    video.playbackRate = rate;
    await Promise.all([tools.next(video, 'playing'), video.play()]);
    await end;
    return { times, at: video.currentTime, ended: video.ended };
  }, duration / 2);
  assert.deepEqual([at, ended], [duration, true]);
  const between = times.filter((t) => t > 0 && t < duration);
  assert.ok(between.length >= 3, `it was seen at ${times}`);
  assert.deepEqual(between, between.toSorted((a, b) => a - b));
}

// contract: S2-15, S2-16
test("creatorapi's film plays", async () => {
  const creator = it.server.urls.creator;
  const member = await Member.join(creator);
  const url = await member.film(TWO_SLIDES, 4);
  assert.equal((await fetch(url.split('?')[0])).ok, false, 'without its signature it is nobody\'s');
  const film = await opened(creator, url, 4);

  await assertAt(film, 0.55, 4);
  await assertReads(film, COUNTER, ['1 / 2', '2 / 2']);
  await assertReads(film, FOOT, LABEL);
  await assertReads(film, CORNER, MARK);
  await shoot(film.page, 'film-first-slide');
  await film.call((video, area) => { tools.kept = tools.grab(video, area); }, SLIDE);
  const changes = () => film.call((video, area) => tools.changed(video, area, tools.kept), SLIDE);
  await assertAt(film, 1.85, 4);
  assert.equal(await changes(), 0, 'a slide stands still');
  await assertAt(film, 2.55, 4);
  assert.ok(await changes() > 0.02, 'the second slide is another one');
  await assertReads(film, COUNTER, ['2 / 2', '1 / 2']);
  await shoot(film.page, 'film-second-slide');

  await assertPlays(film, 4);
  assertQuiet(film.seen);
  await film.close();
});

// contract: S0-22
test("lootapi's film plays", async () => {
  const loot = it.server.urls.loot;
  const { post } = await signedIn(loot);
  const { video_url: url } = await post('/generate_video', { prompt: '夜空里有许多星星' });
  const film = await opened(loot, url, 6);
  for (const seconds of [0.05, 2.95, 5.05]) await assertAt(film, seconds, 6);
  await assertReads(film, LINE, ['夜空里有许多星星', '夜海里有许多小船', '星星有许多里夜空']);
  await assertReads(film, FOOT, LABEL);
  await shoot(film.page, 'film-loot');
  await assertPlays(film, 6);
  assertQuiet(film.seen);
  await film.close();
});

// contract: S2-14
test("creatorapi's pictures have their size and their words", async () => {
  const creator = it.server.urls.creator;
  const member = await Member.join(creator);
  const prompts = ['星夜山水', '花园清晨'];
  for (const [i, prompt] of prompts.entries()) {
    const { image_url: url } = await member.post('/image/generate', { prompt, size: '768x512' });
    const picture = await player(it.chromium, creator, `<img src="${url.replaceAll('&', '&amp;')}">`);
    const { size, different } = await picture.call(async (img) => {
      await img.decode();
      return { size: [img.naturalWidth, img.naturalHeight], different: tools.colours(img, [0, 0, 768, 512]) };
    });
    assert.deepEqual(size, [768, 512]);
    assert.ok(different > 1000, `${different} colours`);
    await assertReads(picture, [100, 362, 568, 70], [prompt, prompts[1 - i], [...prompt].reverse().join('')]);
    await assertReads(picture, [150, 465, 468, 45], LABEL);
    await assertReads(picture, [640, 10, 128, 60], MARK);
    await shoot(picture.page, `picture-${i + 1}`);
    assertQuiet(picture.seen);
    await picture.close();
  }
});

// contract: S0-23
test("lootapi's sound plays", async () => {
  const loot = it.server.urls.loot;
  const { post } = await signedIn(loot);
  const { audio_url: url } = await post('/generate_chat_audio', { prompt: '你好' });
  const sound = await player(it.chromium, loot, `<audio src="${url}"></audio>`);
  const { duration, size, peaks, pitch } = await sound.call(async (audio) => {
    await tools.loaded(audio);
    const bytes = await (await fetch(audio.src)).arrayBuffer();
    return { duration: audio.duration, size: bytes.byteLength, ...await tools.heard(bytes) };
  });
  assert.ok(duration > 2 && duration <= 60, `${duration} s`);
  assert.ok(Math.abs(duration - size / 32_000) < 0.1, `${duration} s in ${size} bytes`);
  // The rhythm that marks what is generated: short long, short short.
  assert.deepEqual(peaks.map((peak) => peak > 0.1), [...'101110000101000'].map((beat) => beat === '1'), `${peaks}`);
  assert.ok(Math.abs(pitch - 880) < 30, `${pitch} Hz`);
  const at = await sound.call(async (audio) => {
    await audio.play();
    while (audio.currentTime < 0.3) await tools.next(audio, 'timeupdate');
    return audio.currentTime;
  });
  assert.ok(at < duration);
  assertQuiet(sound.seen);
  await sound.close();
});
