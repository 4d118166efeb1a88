// The SDK for WeChat Pay v3 verifies what Guerdon signs, and signs what
// Guerdon verifies.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import Pay from 'wechatpay-node-v3';
import { startGuerdon } from './lib/guerdon.js';
import { apiKey, keyPair } from './lib/keys.js';
import { startVendor } from './lib/vendor.js';

const APP = 'wx0000000000000000';
const MCH = '1900000000';
const MERCHANT_SERIAL = '5A4E44424F5800000000000000000000000000AA';
const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000000002026010100000000000000';
const PLATFORM_SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const ORDER = 'R202601221000001';
const provider = 'wechat';

const merchant = keyPair();
const platform = keyPair();
const oldPlatform = keyPair();
const strangers = keyPair();
const key = apiKey();
const fault = code => error => error.code === code;
const seconds = () => Math.floor(Date.now() / 1000);

const sdkWith = privateKey => new Pay({
  appid: APP, mchid: MCH, serial_no: MERCHANT_SERIAL, publicKey: Buffer.from(merchant.public),
  privateKey: Buffer.from(privateKey), key,
});
const asMerchant = sdkWith(merchant.pkcs8);
const asPlatform = sdkWith(platform.pkcs8);
Pay.certificates[PUBLIC_KEY_ID] = platform.public;
Pay.certificates[MERCHANT_SERIAL] = merchant.public; // lets the SDK verify requests too

/** Verifies a reply or notification with the SDK. */
const believes = (headers, body) => asMerchant.verifySign({
  timestamp: headers['wechatpay-timestamp'], nonce: headers['wechatpay-nonce'], serial: headers['wechatpay-serial'],
  signature: headers['wechatpay-signature'], body,
});

/** Signs a reply or notification with the SDK, as the platform. */
function signed(body, { by = asPlatform, serial = PUBLIC_KEY_ID, timestamp = seconds() } = {}) {
  const nonce = randomBytes(16).toString('hex');
  return {
    'wechatpay-timestamp': String(timestamp), 'wechatpay-nonce': nonce, 'wechatpay-serial': serial,
    'wechatpay-signature': by.sha256WithRsa(`${timestamp}\n${nonce}\n${body}\n`),
  };
}

/** Reads the parts of an Authorization header. */
const authority = text => Object.fromEntries([...text.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));

let guerdon;
before(() => { guerdon = startGuerdon(); });
after(() => guerdon.stop());

const useProvider = async (Base, Keys = [{ ID: PUBLIC_KEY_ID, Text: platform.public }]) => guerdon.call('wechatpay', {
  AppID: APP, MchID: MCH, Serial: MERCHANT_SERIAL, PrivateKey: merchant.pkcs8, APIv3Key: key, Base, Keys,
});

describe('Guerdon and a platform played by the SDK', () => {
  let vendor;
  const args = {
    provider, OrderID: ORDER, RefundID: 'F1', Amount: 1050, Total: 1050, Subject: '充值 <100> & 积分',
    NotifyURL: 'https://shop.example/notify', ExpiresInSeconds: 1800,
  };
  before(async () => {
    vendor = await startVendor();
    await useProvider(vendor.base);
  });
  after(() => vendor.stop());

  it('the SDK verifies each request', async () => {
    vendor.reply = () => ({ status: 500 });
    const calls = {
      place: ['POST', '/v3/pay/transactions/native'],
      query: ['GET', `/v3/pay/transactions/out-trade-no/${ORDER}?mchid=${MCH}`],
      refund: ['POST', '/v3/refund/domestic/refunds'],
      queryRefund: ['GET', '/v3/refund/domestic/refunds/F1'],
      close: ['POST', `/v3/pay/transactions/out-trade-no/${ORDER}/close`],
    };
    for (const [op, [method, uri]] of Object.entries(calls)) {
      await assert.rejects(guerdon.call(op, args), fault('payment.unknown'));
      const request = vendor.last();
      assert.deepEqual([request.method, request.uri], [method, uri]);
      assert.equal(request.headers['wechatpay-serial'], PUBLIC_KEY_ID);
      assert.match(request.headers.authorization, /^WECHATPAY2-SHA256-RSA2048 /);
      const { mchid, nonce_str, timestamp, serial_no, signature } = authority(request.headers.authorization);
      assert.deepEqual([mchid, serial_no], [MCH, MERCHANT_SERIAL]);
      // The same request signed by the SDK has the same signature.
      assert.equal(asMerchant.getSignature(method, nonce_str, timestamp, uri, request.body), signature, op);
      // verifySign joins its parts with line breaks, so a request's first
      // lines may stand in for the timestamp.
      const verify = (body, path = uri) => asMerchant.verifySign({
        timestamp: `${method}\n${path}\n${timestamp}`, nonce: nonce_str, body, serial: serial_no, signature,
      });
      assert.equal(await verify(request.body), true, op);
      assert.equal(await verify(`${request.body} `), false, op);
      assert.equal(await verify(request.body, `${uri}x`), false, op);
    }
  });

  it('Guerdon believes replies that the SDK signed', async () => {
    const body = JSON.stringify({ code_url: 'weixin://wxpay/bizpayurl?pr=中文' });
    vendor.reply = () => ({ body, headers: signed(body) });
    const placed = await guerdon.call('place', args);
    assert.deepEqual([placed.PayURL, placed.Use], ['weixin://wxpay/bizpayurl?pr=中文', 'scan']);
    vendor.reply = () => ({ status: 204, headers: signed('') });
    assert.equal(await guerdon.call('close', args), true);
  });

  it('tampered, unsigned, late and foreign replies leave the outcome unknown', async () => {
    const body = JSON.stringify({ code_url: 'weixin://wxpay/bizpayurl?pr=1' });
    for (const reply of [
      { body: body.replace('pr=1', 'pr=2'), headers: signed(body) },
      { body },
      { body, headers: signed(body, { timestamp: seconds() - 400 }) },
      { body, headers: signed(body, { by: sdkWith(strangers.pkcs8) }) },
      { body, headers: signed(body, { serial: 'PUB_KEY_ID_1' }) },
      { body, headers: { ...signed(body), 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' } },
    ]) {
      vendor.reply = () => reply;
      await assert.rejects(guerdon.call('place', args), fault('payment.unknown'));
    }
  });
});

describe('the platform signs notifications, Guerdon verifies them', () => {
  const transaction = {
    mchid: MCH, appid: APP, out_trade_no: ORDER, transaction_id: 'T1', trade_state: 'SUCCESS',
    success_time: '2026-01-22T10:30:00+08:00', amount: { total: 1050, payer_total: 1050, currency: 'CNY' },
  };
  const notification = (change = {}, sealedWith = key) => {
    const nonce = randomBytes(6).toString('hex');
    const cipher = createCipheriv('aes-256-gcm', sealedWith, nonce).setAAD(Buffer.from('transaction'));
    const sealed = Buffer.concat([cipher.update(JSON.stringify({ ...transaction, ...change })), cipher.final(), cipher.getAuthTag()]);
    return JSON.stringify({
      id: 'N1', create_time: '2026-01-22T10:30:00+08:00', resource_type: 'encrypt-resource', event_type: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), associated_data: 'transaction', nonce },
    });
  };
  const parse = (body, headers, Due = { OrderID: ORDER, Amount: 1050 }) => guerdon.call('parse', {
    provider, Body: body, Due,
    Headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  });
  let certificate;
  before(async () => {
    certificate = await guerdon.call('certificate', { PrivateKey: oldPlatform.pkcs8, Serial: PLATFORM_SERIAL });
    await useProvider('http://127.0.0.1:1', [{ Text: certificate }, { ID: PUBLIC_KEY_ID, Text: platform.public }]);
  });

  it('as it should be, also replayed', async () => {
    const body = notification();
    const headers = signed(body);
    assert.equal(await believes(headers, body), true);
    const { resource } = JSON.parse(body);
    assert.deepEqual(asMerchant.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce, key), transaction);
    const first = await parse(body, headers);
    assert.deepEqual([first.State, first.Amount, first.TransactionID], ['paid', 1050, 'T1']);
    assert.deepEqual(await parse(body, headers), first, 'a replay names the same transaction');
  });

  it('during the switch, with certificate or public key by its serial', async () => {
    assert.equal(asMerchant.getSN(certificate).toUpperCase(), PLATFORM_SERIAL, 'the SDK reads the same serial');
    const body = notification();
    const byCertificate = sdkWith(oldPlatform.pkcs8);
    assert.equal((await parse(body, signed(body, { by: byCertificate, serial: PLATFORM_SERIAL }))).State, 'paid');
    assert.equal((await parse(body, signed(body))).State, 'paid');
    await assert.rejects(parse(body, signed(body, { by: byCertificate })), fault('payment.signature'));
    await assert.rejects(parse(body, signed(body, { serial: PLATFORM_SERIAL })), fault('payment.signature'));
  });

  it('tampered, unsigned and foreign ones are refused by both', async () => {
    const body = notification();
    const headers = signed(body);
    const cases = [
      [body.replace('N1', 'N2'), headers],
      [body, { ...headers, 'wechatpay-nonce': 'x' }],
      [body, { ...headers, 'wechatpay-timestamp': String(Number(headers['wechatpay-timestamp']) + 1) }],
      [body, signed(body, { by: sdkWith(strangers.pkcs8) })],
      [body, signed(body, { by: asMerchant })],
      [body, { ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` }],
      [body, { ...headers, 'wechatpay-signature': '' }],
    ];
    for (const [text, sent] of cases) {
      assert.equal(await believes(sent, text), false);
      await assert.rejects(parse(text, sent), fault('payment.signature'));
    }
    const { 'wechatpay-signature': _, ...unsigned } = headers;
    await assert.rejects(parse(body, unsigned), fault('payment.signature'));
  });

  it('late and early ones are refused, though truly signed', async () => {
    const body = notification();
    for (const timestamp of [seconds() - 310, seconds() + 310]) {
      const headers = signed(body, { timestamp });
      assert.equal(await believes(headers, body), true);
      await assert.rejects(parse(body, headers), fault('payment.stale'));
    }
    const headers = signed(body);
    await guerdon.call('clock', { OffsetSeconds: 320 });
    await assert.rejects(parse(body, headers), fault('payment.stale'), 'replayed after five minutes');
    await guerdon.call('clock', { OffsetSeconds: 0 });
    assert.equal((await parse(body, headers)).State, 'paid');
  });

  it('truly signed, but not ours or not what is due', async () => {
    for (const [change, code] of [
      [{ mchid: '1' }, 'payment.wrong_merchant'], [{ appid: 'wx1' }, 'payment.wrong_merchant'],
      [{ amount: { total: 1049, currency: 'CNY' } }, 'payment.wrong_amount'],
      [{ amount: { total: 1050, currency: 'USD' } }, 'payment.notification'],
      [{ out_trade_no: 'R202601221000002' }, 'payment.wrong_order'], [{ trade_state: 'NOTPAY' }, 'payment.not_paid'],
    ]) {
      const body = notification(change);
      await assert.rejects(parse(body, signed(body)), fault(code));
    }
    const sealedElsewhere = notification({}, apiKey());
    await assert.rejects(parse(sealedElsewhere, signed(sealedElsewhere)), fault('payment.notification'));
  });
});

describe('the SDK pays at the sandbox bank', () => {
  let base;
  /** Carries the SDK's requests to the bank and verifies each reply. */
  const toBank = () => {
    const send = async (method, url, params, headers) => {
      const response = await fetch(url.replace('https://api.mch.weixin.qq.com', base), {
        method, headers, body: params && JSON.stringify(params),
      });
      const body = await response.text();
      assert.equal(await believes(Object.fromEntries(response.headers), body), true, `${url}: reply not signed`);
      return { status: response.status, data: body && JSON.parse(body) };
    };
    return { post: (url, params, headers) => send('POST', url, params, headers), get: (url, headers) => send('GET', url, undefined, headers) };
  };
  const order = {
    description: '充值', out_trade_no: ORDER, notify_url: 'https://shop.example/notify', amount: { total: 1050, currency: 'CNY' },
  };
  before(async () => {
    const alipay = keyPair();
    ({ Base: base } = await guerdon.call('bank', {
      AlipayMerchant: alipay.pkcs8, AlipayVendor: alipay.pkcs8,
      WechatMerchant: merchant.pkcs8, WechatPlatform: platform.pkcs8, WechatAPIv3Key: key,
    }));
    asMerchant.createHttp(toBank());
  });

  it('places, pays, refunds; every reply of the bank is verified by the SDK', async () => {
    assert.equal((await asMerchant.query({ out_trade_no: ORDER })).data.code, 'ORDER_NOT_EXIST');
    const placed = await asMerchant.transactions_native(order);
    assert.match(placed.data.code_url, /\/cashier\/R202601221000001-[0-9a-f]{32}$/);
    const phone = await asMerchant.transactions_h5({ ...order, scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } } });
    assert.equal(phone.data.h5_url, placed.data.code_url);
    assert.equal((await asMerchant.query({ out_trade_no: ORDER })).data.trade_state, 'NOTPAY');
    await guerdon.call('pay', { provider, OrderID: ORDER });
    const paid = (await asMerchant.query({ out_trade_no: ORDER })).data;
    assert.deepEqual([paid.trade_state, paid.amount.total], ['SUCCESS', 1050]);
    assert.equal((await asMerchant.close(ORDER)).data.code, 'ORDER_PAID');
    const refund = { out_trade_no: ORDER, out_refund_no: 'F1', amount: { refund: 50, total: 1050, currency: 'CNY' } };
    assert.equal((await asMerchant.refunds(refund)).data.status, 'SUCCESS');
    const found = (await asMerchant.find_refunds('F1')).data;
    assert.deepEqual([found.status, found.amount.refund], ['SUCCESS', 50]);
  });

  it('closes', async () => {
    await asMerchant.transactions_native({ ...order, out_trade_no: 'R202601221000002' });
    assert.equal((await asMerchant.close('R202601221000002')).status, 204);
    assert.equal((await asMerchant.query({ out_trade_no: 'R202601221000002' })).data.trade_state, 'CLOSED');
  });

  it('the bank refuses what the merchant did not sign', async () => {
    const stranger = sdkWith(strangers.pkcs8);
    stranger.createHttp(toBank());
    const reply = await stranger.transactions_native({ ...order, out_trade_no: 'R202601221000003' });
    assert.deepEqual([reply.status, reply.data.code], [401, 'SIGN_ERROR']);
  });

  it('the SDK verifies and opens the notifications of the bank', async () => {
    for (const [cmd, total] of [[{}, 1050], [{ Amount: 1 }, 1], [{ Kind: 'refund', RefundID: 'F1' }, 1050]]) {
      const notice = await guerdon.call('notice', { provider, OrderID: ORDER, ...cmd });
      const headers = Object.fromEntries(Object.entries(notice.Headers).map(([name, [value]]) => [name.toLowerCase(), value]));
      assert.equal(await believes(headers, notice.Body), true);
      assert.equal(await believes(headers, `${notice.Body} `), false);
      const { resource } = JSON.parse(notice.Body);
      const plain = asMerchant.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce, key);
      assert.deepEqual([plain.mchid, plain.out_trade_no, plain.amount.total], [MCH, ORDER, total]);
    }
  });
});
