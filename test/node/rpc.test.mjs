// The Solana node of these tests, held to what a real node does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SYSTEM } from './lib/addresses.mjs';
import { caller, startChain } from './lib/chain.mjs';
import { until } from './lib/until.mjs';
import { Wallet } from './lib/wallet.mjs';

const FULL = { maxSupportedTransactionVersion: 1, encoding: 'json' };
let chain;
before(async () => {
  chain = await startChain();
});
after(() => chain.close());

async function funded() {
  const wallet = new Wallet();
  await chain.fund(wallet.address, 1_000_000_000);
  return wallet;
}

async function paid({ version, lamports = 20_000_000 }) {
  const [wallet, to] = [await funded(), new Wallet().address];
  const { wire, signature } = await wallet.transfer({ to, lamports, version, blockhash: await chain.blockhash() });
  assert.equal(await chain.send(wire), signature);
  return { wallet, to, wire, signature };
}

for (const version of ['legacy', 0, 1]) {
  test(`a transfer of version ${version} executes and is told as a node tells it`, async () => {
    const { wallet, to, signature } = await paid({ version });
    await chain.finalize();
    const told = await chain.rpc('getTransaction', signature, FULL);
    assert.equal(told.version, version);
    assert.equal(told.meta.err, null);
    assert.deepEqual(told.transaction.signatures, [signature]);
    const keys = told.transaction.message.accountKeys;
    assert.deepEqual(keys.slice(0, 3), [wallet.address, to, SYSTEM]);
    assert.equal(told.meta.postBalances[1] - told.meta.preBalances[1], 20_000_000);
    assert.equal(told.meta.preBalances[0] - told.meta.postBalances[0], 20_000_000 + told.meta.fee);
    assert.equal((await chain.rpc('getBalance', to)).value, 20_000_000);
    assert.deepEqual((await chain.rpc('getSignaturesForAddress', to)).map((s) => s.signature), [signature]);
    assert.ok(Math.abs(told.blockTime - Date.now() / 1000) < 60);
  });
}

test('a reader must name the version that it understands', async () => {
  const one = await paid({ version: 1 });
  const zero = await paid({ version: 0 });
  await chain.finalize();
  await assert.rejects(chain.rpc('getTransaction', one.signature, { maxSupportedTransactionVersion: 0 }), { code: -32015 });
  await assert.rejects(chain.rpc('getTransaction', zero.signature, {}), { code: -32015 });
  assert.ok(await chain.rpc('getTransaction', zero.signature, { maxSupportedTransactionVersion: 0 }));
});

test('a transaction goes from unknown over confirmed to finalized', async () => {
  const { signature } = await paid({ version: 1 });
  const stage = async () => (await chain.rpc('getSignatureStatuses', [signature])).value[0]?.confirmationStatus;
  const told = (commitment) => chain.rpc('getTransaction', signature, { ...FULL, commitment });
  assert.deepEqual([await stage(), await told('confirmed'), await told('finalized')], ['processed', null, null]);
  await chain.rpc('shim_advance', { slots: 1 });
  assert.equal(await stage(), 'confirmed');
  assert.ok(await told('confirmed'));
  assert.equal(await told('finalized'), null);
  await chain.rpc('shim_advance', { slots: 31 });
  assert.equal(await stage(), 'finalized');
  assert.ok(await told('finalized'));
});

test('preflight refuses what would fail; without it the failure lands', async () => {
  const wallet = await funded();
  const to = new Wallet().address;
  const { wire, signature } = await wallet.transfer({ to, lamports: 5_000_000_000, blockhash: await chain.blockhash() });
  await assert.rejects(chain.send(wire), ({ code, data }) => code === -32002 && data.err.InstructionError[1].Custom === 1);
  assert.equal(await chain.send(wire, { skipPreflight: true }), signature);
  const status = (await chain.rpc('getSignatureStatuses', [signature])).value[0];
  assert.deepEqual(status.err, { InstructionError: [0, { Custom: 1 }] });
  assert.equal((await chain.rpc('getBalance', to)).value, 0);
});

test('the runtime refuses forged, repeated and outdated transactions', async () => {
  const { wire } = await paid({ version: 0 });
  await assert.rejects(chain.send(wire), { code: -32002 }, 'repeated');
  const wallet = await funded();
  const plan = { to: new Wallet().address, lamports: 1_000_000, blockhash: await chain.blockhash() };
  const forged = Buffer.from((await wallet.transfer({ ...plan, version: 0 })).wire, 'base64');
  forged[5] ^= 1;
  await assert.rejects(chain.send(forged.toString('base64')), { code: -32002 }, 'forged');
  const { wire: late } = await wallet.transfer(plan);
  await chain.rpc('shim_expire_blockhash', {});
  await assert.rejects(chain.send(late), { code: -32002 }, 'outdated');
  await assert.rejects(chain.rpc('getTransaction', 'tooshort', FULL), { code: -32602 });
  await assert.rejects(chain.rpc('noSuchMethod'), { code: -32601 });
});

test('faults come as ordered, as often as ordered', async () => {
  const ask = () => fetch(chain.url, { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"getSlot"}', signal: AbortSignal.timeout(300) });
  await chain.fault({ method: 'getSlot', kind: 500, times: 2 });
  assert.deepEqual([(await ask()).status, (await ask()).status, (await ask()).status], [500, 500, 200]);
  await chain.fault({ kind: 429, retry_after: 7 });
  const limited = await ask();
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7']);
  await chain.fault({ kind: 'lost' });
  await assert.rejects(ask(), TypeError);
  await chain.fault({ kind: 'hang' });
  await assert.rejects(ask(), { name: 'TimeoutError' });
  await chain.fault({ kind: 'garbage' });
  await assert.rejects((await ask()).json(), SyntaxError);
  await chain.fault({ kind: 'cut' });
  await assert.rejects((await ask()).json(), SyntaxError);
  await chain.fault({ kind: 'oversized', bytes: 5_000_000 });
  assert.ok((await (await ask()).text()).length > 5_000_000);
  await chain.fault({ kind: 500, times: 100 });
  await chain.clearFaults();
  assert.equal((await ask()).status, 200);
});

test('a dropped transaction has a signature and never lands', async () => {
  const wallet = await funded();
  const { wire, signature } = await wallet.transfer({ to: new Wallet().address, lamports: 1_000_000, blockhash: await chain.blockhash() });
  await chain.fault({ method: 'sendTransaction', kind: 'dropped' });
  assert.equal(await chain.send(wire), signature);
  await chain.finalize();
  assert.deepEqual((await chain.rpc('getSignatureStatuses', [signature])).value, [null]);
  assert.equal(await chain.send(wire), signature);
  await chain.finalize();
  await chain.fault({ method: 'getTransaction', kind: 'not_found', times: 2 });
  assert.equal(await chain.rpc('getTransaction', signature, FULL), null);
  assert.equal(await chain.rpc('getTransaction', signature, FULL), null);
  assert.ok(await chain.rpc('getTransaction', signature, FULL));
});

test('block times can be moved', async () => {
  await chain.rpc('shim_shift_time', { seconds: -90_000 });
  const { signature } = await paid({ version: 1 });
  await chain.rpc('shim_shift_time', { seconds: 0 });
  await chain.finalize();
  const told = await chain.rpc('getTransaction', signature, FULL);
  assert.ok(Math.abs(Date.now() / 1000 - 90_000 - told.blockTime) < 60);
});

test('it runs on its own, tells its URL, and ends with its parent', async () => {
  const child = spawn(process.execPath, ['litesvm-rpc.mjs', '--until-stdin-closes', '--genesis', SYSTEM], {
    cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const exit = once(child, 'exit');
  const url = await until(() => printed.endsWith('\n') && printed.trim(), 30_000);
  assert.equal(await caller(url)('getGenesisHash'), SYSTEM);
  child.stdin.end();
  assert.deepEqual(await exit, [0, null]);
});
