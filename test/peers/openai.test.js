// OpenAI's own client calls the stand-in that Guerdon's model adapters are
// tested against: what it reads there is what the adapters read.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, it } from 'node:test';
import OpenAI from 'openai';
import { startGuerdon } from './lib/guerdon.js';

const apiKey = `sk-${randomBytes(12).toString('hex')}`;
const TEXT = '清晨先做最重要的一件事,再处理零碎的事务。';
const COUNTED = { prompt_tokens: 21, completion_tokens: 34, total_tokens: 55 };
const question = { model: 'stand-in', messages: [{ role: 'user', content: '早上先做什么?' }] };
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

let guerdon;
let baseURL;
let client;
before(async () => {
  guerdon = startGuerdon();
  baseURL = (await guerdon.call('models', { Key: apiKey, Text: TEXT })).Base;
  client = new OpenAI({ apiKey, baseURL, maxRetries: 2, timeout: 5000 });
});
after(() => guerdon.stop());

const fail = (Path, Kind, more = {}) => guerdon.call('failModel', { Path, Kind, ...more });
const calls = async Path => (await guerdon.call('modelCalls', { Path })).length;
/** The rejection of a call, with the number of requests that it took. */
async function rejection(path, call) {
  const earlier = await calls(path);
  const error = await call().then(() => assert.fail('it succeeded'), e => e);
  return { error, requests: (await calls(path)) - earlier };
}

/** Reads a stream to its end. */
async function read(options) {
  const stream = await client.chat.completions.create({ ...question, stream: true, ...options });
  const seen = { text: '', finish: null, usage: null };
  for await (const part of stream) {
    seen.text += part.choices[0]?.delta?.content ?? '';
    seen.finish = part.choices[0]?.finish_reason ?? seen.finish;
    seen.usage = part.usage ?? seen.usage;
  }
  return seen;
}

it('answers in one piece', async () => {
  const answer = await client.chat.completions.create(question);
  assert.equal(answer.choices[0].message.content, TEXT);
  assert.equal(answer.choices[0].finish_reason, 'stop');
  assert.deepEqual(answer.usage, COUNTED);
});

it('streams, and counts where it is asked to', async () => {
  assert.deepEqual(await read({ stream_options: { include_usage: true } }), { text: TEXT, finish: 'stop', usage: COUNTED });
  assert.deepEqual(await read({}), { text: TEXT, finish: 'stop', usage: null });
  await fail('/chat/completions', 'no_usage');
  assert.deepEqual(await read({ stream_options: { include_usage: true } }), { text: TEXT, finish: 'stop', usage: null });
});

it('cuts a stream so that the client notices', async () => {
  await fail('/chat/completions', 'cut');
  await assert.rejects(read({}));
});

it('draws, as base64 and as a link', async () => {
  const drawing = { model: 'stand-in', prompt: '海上日落', size: '1024x1024' };
  const inline = await client.images.generate({ ...drawing, response_format: 'b64_json' });
  assert.deepEqual(Buffer.from(inline.data[0].b64_json, 'base64').subarray(0, 8), PNG);
  const linked = await client.images.generate({ ...drawing, response_format: 'url' });
  const file = await fetch(linked.data[0].url);
  assert.equal(file.status, 200);
  assert.deepEqual(Buffer.from(await file.arrayBuffer()).subarray(0, 3), Buffer.from([0xff, 0xd8, 0xff]));
});

it('speaks', async () => {
  const spoken = format => client.audio.speech.create({ model: 'stand-in', voice: 'alloy', input: TEXT, response_format: format });
  assert.equal(Buffer.from(await (await spoken('wav')).arrayBuffer()).toString('latin1', 0, 4), 'RIFF');
  assert.equal(Buffer.from(await (await spoken('mp3')).arrayBuffer())[0], 0xff);
});

it('is asked again after 429 and 500, as it says', async () => {
  for (const kind of ['overloaded', 'broken', 'lost_before']) {
    const earlier = await calls('/chat/completions');
    await fail('/chat/completions', kind, { Seconds: 0 });
    const answer = await client.chat.completions.create(question);
    assert.equal(answer.choices[0].message.content, TEXT);
    assert.equal(await calls('/chat/completions'), earlier + 2, kind);
  }
});

it('tells the client of Retry-After once it gives up', async () => {
  const once = client.withOptions({ maxRetries: 0 });
  await fail('/chat/completions', 'overloaded', { Seconds: 17 });
  const { error, requests } = await rejection('/chat/completions', () => once.chat.completions.create(question));
  assert.ok(error instanceof OpenAI.RateLimitError);
  assert.equal(error.headers.get('retry-after'), '17');
  assert.equal(requests, 1);
});

it('refuses what it does not take, and that is final', async () => {
  await fail('/images/generations', 'moderated');
  const { error, requests } = await rejection('/images/generations', () => client.images.generate({ model: 'stand-in', prompt: 'x' }));
  assert.ok(error instanceof OpenAI.BadRequestError);
  assert.equal(error.code, 'content_policy_violation');
  assert.equal(requests, 1);
  const empty = await rejection('/chat/completions', () => client.chat.completions.create({ ...question, messages: [] }));
  assert.equal(empty.error.param, 'messages');
  const stranger = new OpenAI({ apiKey: 'sk-wrong', baseURL });
  const unknown = await rejection('/chat/completions', () => stranger.chat.completions.create(question));
  assert.ok(unknown.error instanceof OpenAI.AuthenticationError);
});

it('says the same to Guerdon', async () => {
  const mine = { Base: baseURL, Key: apiKey, Prompt: '如何提高工作效率', Tool: 'wechat_article' };
  const article = await guerdon.call('generate', { ...mine, Kind: 'article' });
  assert.ok(article.Text.startsWith(TEXT) && article.Text.includes('AI生成'));
  assert.deepEqual([article.TokensIn, article.TokensOut], [COUNTED.prompt_tokens, COUNTED.completion_tokens]);
  assert.equal((await guerdon.call('generate', { ...mine, Kind: 'image' })).Format, 'png');
  await fail('/chat/completions', 'overloaded', { Seconds: 1 });
  await assert.rejects(guerdon.call('generate', { ...mine, Kind: 'article' }), { code: 'generation.vendor_failed' });
  await fail('/chat/completions', 'moderated');
  await assert.rejects(guerdon.call('generate', { ...mine, Kind: 'article' }), { code: 'generation.refused' });
});
