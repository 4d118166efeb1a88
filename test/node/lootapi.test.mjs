// Wallets, sign-in and the Solana pool of lootapi, against the program and a
// real Solana runtime.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import nacl from 'tweetnacl';
import { bytesOf, textOf } from './lib/addresses.mjs';
import { Browser } from './lib/browser.mjs';
import { startChain } from './lib/chain.mjs';
import { run } from './lib/document.mjs';
import { Guerdon } from './lib/guerdon.mjs';
import { until } from './lib/until.mjs';
import { FORMS, Wallet } from './lib/wallet.mjs';

const TARGET = '3WL45x5sxzdHjhRksJEvRc3tNkFQxJwyfPctpTYk6Shi';
const FEE = 20_000_000;
const REWARD = 50;
const CREDIT_MS = 120_000; // a job credits, after the node has been given time to recover
const REFUSED = { status: 401, error: '签名验证失败' };

let chain;
let server;
before(async () => {
  chain = await startChain();
  server = await Guerdon.start({ SOLANA_RPC: chain.url, SOLANA_TARGET: TARGET, SOLANA_GENESIS: chain.genesis });
});
after(async () => {
  try {
    await server?.close();
  } finally {
    await chain?.close();
  }
});
afterEach(() => chain?.clearFaults());

const page = (options) => new Browser(server.urls.loot, options);

// nonceOf asks for a nonce: {nonce, message}.
async function nonceOf(browser, wallet) {
  const { status, body } = await browser.post('/get_nonce', { wallet_address: wallet.address });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

const verify = (browser, wallet, signature, nonce) => browser.post('/verify_signature', { wallet_address: wallet.address, signature, nonce });

// signedIn gives a browser with a session of the wallet.
async function signedIn(wallet, browser = page()) {
  const { nonce } = await nonceOf(browser, wallet);
  const { status, body } = await verify(browser, wallet, textOf(await wallet.signMessage(nonce)), nonce);
  assert.deepEqual([status, body], [200, { success: true, message: '钱包连接成功', wallet_address: wallet.address }]);
  return browser;
}

async function whoIs(browser) {
  const { status, body } = await browser.get('/check_auth');
  assert.equal(status, 200);
  return body.authenticated ? body.wallet_address : null;
}

function assertRefused({ status, body }) {
  assert.deepEqual({ status, error: body.error }, REFUSED);
}

async function pointsOf(browser) {
  const { status, body } = await browser.get('/api/points/balance');
  assert.equal(status, 200, JSON.stringify(body));
  return body.data.total_points;
}

async function earned(browser) {
  const { status, body } = await browser.get('/api/points/history?per_page=100');
  assert.equal(status, 200, JSON.stringify(body));
  return body.data.history.filter((line) => line.change_type === 'earn').map((line) => line.points_change);
}

// contract: S0-01, S0-02
describe('wallet sign-in', () => {
  for (const [form, encode] of Object.entries(FORMS)) {
    test(`a signature over the nonce as ${form}`, async () => {
      const [wallet, browser] = [new Wallet(), page()];
      const { nonce } = await nonceOf(browser, wallet);
      assert.ok(nonce.length >= 16, `a nonce of ${nonce.length} characters`);
      const { status, body, headers } = await verify(browser, wallet, encode(await wallet.signMessage(nonce)), nonce);
      assert.deepEqual([status, body], [200, { success: true, message: '钱包连接成功', wallet_address: wallet.address }]);
      const cookie = headers.getSetCookie().join('\n');
      assert.match(cookie, /HttpOnly/i);
      assert.match(cookie, /SameSite=Lax/i);
      assert.equal(await whoIs(browser), wallet.address);
    });
  }

  test('a signature over the sign-in text, bare and as an off-chain message', async () => {
    for (const sign of ['signMessage', 'signOffchain']) {
      const [wallet, browser] = [new Wallet(), page()];
      const { nonce, message } = await nonceOf(browser, wallet);
      assert.ok(message.startsWith(`${new URL(server.urls.loot).host} wants you to sign in with your Solana account:\n${wallet.address}\n`), message);
      assert.ok(message.includes(`\nNonce: ${nonce}`), message);
      assert.match(message, /\nIssued At: \S+Z\nExpiration Time: \S+Z/);
      assert.equal((await verify(browser, wallet, textOf(await wallet[sign](message)), nonce)).status, 200, sign);
      assert.equal(await whoIs(browser), wallet.address);
    }
  });

  test('a bad signature is refused and does not use up the nonce', async () => {
    const [wallet, stranger, browser] = [new Wallet(), new Wallet(), page()];
    const { nonce } = await nonceOf(browser, wallet);
    assertRefused(await verify(page(), wallet, textOf(await stranger.signMessage(nonce)), nonce));
    assertRefused(await verify(page(), wallet, textOf(await wallet.signMessage('something else')), nonce));
    assert.equal(await whoIs(browser), null);
    assert.equal((await verify(browser, wallet, textOf(await wallet.signMessage(nonce)), nonce)).status, 200);
  });

  test('a nonce belongs to its wallet and must have been given out', async () => {
    const [wallet, stranger, browser] = [new Wallet(), new Wallet(), page()];
    const { nonce } = await nonceOf(browser, wallet);
    assertRefused(await verify(browser, stranger, textOf(await stranger.signMessage(nonce)), nonce));
    const invented = 'f'.repeat(32);
    assertRefused(await verify(browser, wallet, textOf(await wallet.signMessage(invented)), invented));
    assert.equal(await whoIs(browser), null);
  });

  test('a nonce used in parallel makes one session', async () => {
    const wallet = new Wallet();
    const { nonce } = await nonceOf(page(), wallet);
    const signature = textOf(await wallet.signMessage(nonce));
    const browsers = Array.from({ length: 20 }, () => page());
    const answers = await Promise.all(browsers.map((browser) => verify(browser, wallet, signature, nonce)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ status }) => status).join(' '));
    answers.filter(({ status }) => status !== 200).forEach(assertRefused);
    const owners = await Promise.all(browsers.map(whoIs));
    assert.deepEqual(owners.filter(Boolean), [wallet.address]);
    assertRefused(await verify(page(), wallet, signature, nonce));
  });

  test('a key of small order cannot sign in, though its signature can be forged', async () => {
    const zero = { address: textOf(new Uint8Array(32)) };
    const browser = page();
    const { status, body } = await browser.post('/get_nonce', { wallet_address: zero.address });
    const nonces = status === 200 ? [body.nonce] : Array.from({ length: 64 }, (_, i) => `nonce-${i}`);
    const forged = new Uint8Array(64);
    forged[0] = 1; // R is the identity, S is 0
    const fits = (nonce) => nacl.sign.detached.verify(new TextEncoder().encode(nonce), forged, bytesOf(zero.address));
    if (status !== 200) {
      assert.equal(status, 400, JSON.stringify(body));
      assert.ok(nonces.some(fits), 'the forgery of this test does not work');
    }
    for (const nonce of nonces) {
      const answer = await verify(browser, zero, textOf(forged), nonce);
      assert.ok(answer.status === 400 || answer.status === 401, `${answer.status} for ${nonce}`);
    }
    assert.equal(await whoIs(browser), null);
  });

  test('what is malformed gets 400', async () => {
    const wallet = new Wallet();
    for (const body of [{}, { wallet_address: '' }, { wallet_address: 7 }, { wallet_address: `${wallet.address}1` }, { wallet_address: '0OIl' }]) {
      assert.equal((await page().post('/get_nonce', body)).status, 400, JSON.stringify(body));
    }
    const { nonce } = await nonceOf(page(), wallet);
    const signature = textOf(await wallet.signMessage(nonce));
    for (const body of [{}, { wallet_address: wallet.address, nonce }, { wallet_address: wallet.address, signature }, { signature, nonce }]) {
      assert.equal((await page().post('/verify_signature', body)).status, 400, JSON.stringify(body));
    }
  });

  test('a session is new with each sign-in and ends with logout', async () => {
    const [wallet, browser] = [new Wallet(), page()];
    await signedIn(wallet, browser);
    assert.deepEqual((await browser.post('/logout', {})).body, { success: true, message: '已成功退出登录' });
    assert.equal(await whoIs(browser), null);
    assert.equal((await browser.get('/api/points/balance')).status, 401);
    await signedIn(wallet, browser);
    assert.equal(await whoIs(browser), wallet.address);
  });

  test("another site's page cannot post", async () => {
    const wallet = new Wallet();
    const { nonce } = await nonceOf(page(), wallet);
    const foreign = page({ origin: 'https://evil.example' });
    const answer = await verify(foreign, wallet, textOf(await wallet.signMessage(nonce)), nonce);
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    assert.equal(await whoIs(foreign), null);
  });
});

// depositor gives a wallet with money, signed in: {wallet, browser, pay}.
async function depositor() {
  const wallet = new Wallet();
  const browser = await signedIn(wallet);
  await chain.fund(wallet.address, 1_000_000_000);
  const pay = async ({ lamports = FEE, to = TARGET, options } = {}) => {
    const { wire, signature } = await wallet.transfer({ to, lamports, blockhash: await chain.blockhash() });
    await chain.send(wire, options);
    return signature;
  };
  return { wallet, browser, pay };
}

const participate = (browser, hash) => browser.post('/api/sol-pool/participate', { transaction_hash: hash });

function assertPending({ status, body }) {
  assert.deepEqual([status, body.success, body.pending, body.error], [202, false, true, '交易确认中']);
}

function assertNoDeposit({ status, body }) {
  assert.deepEqual([status, body.success, body.error], [400, false, '交易验证失败']);
}

// assertTold: what the job credited, the member is told of once, as success,
// when they ask again; after that the transaction is used.
async function assertTold(browser, hash) {
  const { status, body } = await participate(browser, hash);
  assert.deepEqual([status, body.success, body.points_earned], [200, true, REWARD]);
  assertNoDeposit(await participate(browser, hash));
  await credited(browser);
}

// credited waits for the points and makes sure that they came once.
async function credited(browser, points = REWARD) {
  await until(async () => (await pointsOf(browser)) >= points, CREDIT_MS);
  assert.equal(await pointsOf(browser), points);
  assert.deepEqual(await earned(browser), Array(points / REWARD).fill(REWARD));
}

// contract: S0-16, S0-17, S0-18
describe('the Solana pool', () => {
  test('a deposit made with the blockhash that lootapi gives', async () => {
    const { wallet, browser } = await depositor();
    const { body } = await page().get('/api/solana/blockhash');
    assert.deepEqual([body.success, bytesOf(body.blockhash).length], [true, 32]);
    const status = (await browser.get('/api/sol-pool/status')).body.data;
    assert.deepEqual(status, { ...status, can_participate: true, participation_fee: 0.02, points_reward: REWARD, target_address: TARGET });
    const { wire, signature } = await wallet.transfer({ to: status.target_address, lamports: FEE, blockhash: body.blockhash });
    await chain.send(wire);
    await chain.finalize();
    const answer = await participate(browser, signature);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(answer.body, { ...answer.body, success: true, message: 'SOL池子参与成功', points_earned: REWARD, total_points: REWARD });
    await credited(browser);
  });

  test('one deposit claimed 50 times at once is credited once', async () => {
    const { browser, pay } = await depositor();
    const hash = await pay();
    await chain.finalize();
    const answers = await Promise.all(Array.from({ length: 50 }, () => participate(browser, hash)));
    const statuses = answers.map(({ status }) => status);
    assert.ok(statuses.every((status) => [200, 202, 400].includes(status)), statuses.join(' '));
    assert.ok(statuses.filter((status) => status === 200).length <= 1, statuses.join(' '));
    await credited(browser);
    assertNoDeposit(await participate(browser, hash));
    await credited(browser);
  });

  test('two deposits count twice', async () => {
    const { browser, pay } = await depositor();
    for (const [i, hash] of [await pay(), await pay({ lamports: FEE + 1 })].entries()) {
      await chain.finalize();
      const { status, body } = await participate(browser, hash);
      assert.deepEqual([status, body.total_points], [200, REWARD * (i + 1)], JSON.stringify(body));
    }
    await credited(browser, 2 * REWARD);
  });

  test("another member's deposit is refused, and stays claimable by its owner", async () => {
    const [owner, thief] = [await depositor(), await depositor()];
    const hash = await owner.pay();
    assertPending(await participate(thief.browser, hash));
    assertPending(await participate(owner.browser, hash));
    await chain.finalize();
    await credited(owner.browser);
    assertNoDeposit(await participate(thief.browser, hash));

    const second = await owner.pay({ lamports: FEE + 1 });
    await chain.finalize();
    assertNoDeposit(await participate(thief.browser, second));
    assert.equal((await participate(owner.browser, second)).status, 200);
    await credited(owner.browser, 2 * REWARD);
    assert.equal(await pointsOf(thief.browser), 0);
  });

  test('what is no deposit is refused', async () => {
    const { browser, pay } = await depositor();
    const hashes = [
      await pay({ lamports: FEE - 1 }),
      await pay({ to: new Wallet().address }),
      await pay({ lamports: 5_000_000_000, options: { skipPreflight: true } }),
    ];
    await chain.rpc('shim_shift_time', { seconds: -25 * 3600 });
    hashes.push(await pay({ lamports: FEE + 2 }));
    await chain.rpc('shim_shift_time', { seconds: 0 });
    await chain.finalize();
    for (const hash of hashes) assertNoDeposit(await participate(browser, hash));
    for (const hash of ['', 'not a hash', 'abc', hashes[0].slice(0, 60), 7, null, undefined]) {
      assert.equal((await participate(browser, hash)).status, 400, `${hash}`);
    }
    assert.equal(await pointsOf(browser), 0);
  });

  test('without a session nothing is claimed', async () => {
    const { browser, pay } = await depositor();
    const hash = await pay();
    await chain.finalize();
    const { status, body } = await participate(page(), hash);
    assert.deepEqual([status, body.error], [401, '请先连接钱包']);
    assert.equal((await participate(browser, hash)).status, 200);
  });

  test('a transaction on its way is pending, and credited by itself when final', async () => {
    const { browser, pay } = await depositor();
    const hash = await pay();
    assertPending(await participate(browser, hash));
    assertPending(await participate(browser, hash));
    assert.equal(await pointsOf(browser), 0);
    await chain.finalize();
    await credited(browser);
    await assertTold(browser, hash);
  });

  test('a node that does not know the transaction yet makes it pending', async () => {
    const { browser, pay } = await depositor();
    const hash = await pay();
    await chain.finalize();
    for (const method of ['getTransaction', 'getSignatureStatuses']) await chain.fault({ method, kind: 'not_found', times: 2 });
    assertPending(await participate(browser, hash));
    await credited(browser);
  });

  for (const kind of ['lost', 'late', '500', '429', 'garbage']) {
    test(`the node's answer comes as "${kind}": credited once all the same`, async () => {
      const { browser, pay } = await depositor();
      const hash = await pay();
      await chain.finalize();
      await chain.fault({ method: 'getTransaction', kind, times: 4, delay_ms: 500, retry_after: 1 });
      const { status, body } = await participate(browser, hash);
      assert.ok([200, 202, 503].includes(status), `${status} ${JSON.stringify(body)}`);
      await credited(browser);
      await chain.clearFaults();
      if (status === 200) assertNoDeposit(await participate(browser, hash));
      else await assertTold(browser, hash);
      await credited(browser);
    });
  }

  test('a node that hangs: the member is told in time, the claim is kept', async () => {
    const { browser, pay } = await depositor();
    const hash = await pay();
    await chain.finalize();
    await chain.fault({ method: 'getTransaction', kind: 'hang', times: 3 });
    const asked = Date.now();
    const { status } = await participate(browser, hash);
    assert.ok([200, 202, 503].includes(status), `${status}`);
    assert.ok(Date.now() - asked < 30_000, `answered after ${Date.now() - asked} ms`);
    await credited(browser);
  });

  test('kill -9 between claim and credit loses nothing', async () => {
    const { browser, pay } = await depositor();
    const hash = await pay();
    assertPending(await participate(browser, hash));
    await server.kill();
    await chain.finalize();
    await server.resume();
    await credited(browser);
    await assertTold(browser, hash);
  });
});

describe("the document's own client code", () => {
  test('connects a wallet and draws, unchanged', async () => {
    const { wallet, browser, pay } = await depositor();
    const other = page();
    const { verifyResponse } = await run('lootapi-connect.js', {
      fetch: other.fetch, wallet, walletAddress: wallet.address,
    }, ['verifyResponse']);
    assert.equal(verifyResponse.status, 200);
    assert.equal(await whoIs(other), wallet.address);

    for (const hash of [await pay(), await pay({ lamports: FEE + 1 })]) {
      await chain.finalize();
      assert.equal((await participate(browser, hash)).status, 200);
    }
    const shown = [];
    const show = (reward) => shown.push(reward);
    const { result } = await run('lootapi-draw.js', {
      fetch: other.fetch, showVirtualItemReward: show, showPointsReward: show,
    }, ['result']);
    assert.equal(result.success, true, JSON.stringify(result));
    assert.deepEqual(shown, [result.data.reward]);
    assert.deepEqual([result.data.points_spent, result.data.remaining_points], [100, 0]);
  });
});
