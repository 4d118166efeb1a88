// What the vendors' SDKs sign pays an order at the routes that vendors notify,
// once; everything else changes nothing; and each gets the answer that its
// vendor expects.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import Pay from 'wechatpay-node-v3';
// The SDK's own signing primitive; it is not exported by name.
import { signatureV3 } from './node_modules/alipay-sdk/dist/esm/util.js';
import { startGuerdon } from './lib/guerdon.js';
import { apiKey, keyPair } from './lib/keys.js';

const ALIPAY_APP = '9021000000000000';
const SELLER = '2088000000000000';
const WECHAT_APP = 'wx0000000000000000';
const MCH = '1900000000';
const SERIAL = '5A4E44424F5800000000000000000000000000AA';
const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000000002026010100000000000000';

const merchant = keyPair();
const vendor = keyPair();
const strangers = keyPair();
const key = apiKey();
const sdkWith = keys => new Pay({
  appid: WECHAT_APP, mchid: MCH, serial_no: SERIAL, publicKey: Buffer.from(merchant.public), privateKey: Buffer.from(keys.pkcs8), key,
});

let guerdon, base;
before(async () => {
  guerdon = startGuerdon();
  await guerdon.call('alipay', {
    AppID: ALIPAY_APP, SellerID: SELLER, PrivateKey: merchant.pkcs8, PublicKey: vendor.public, Gateway: 'http://127.0.0.1:1/gateway.do',
  });
  await guerdon.call('wechatpay', {
    AppID: WECHAT_APP, MchID: MCH, Serial: SERIAL, PrivateKey: merchant.pkcs8, APIv3Key: key, Base: 'http://127.0.0.1:1',
    Keys: [{ ID: PUBLIC_KEY_ID, Text: vendor.public }],
  });
  ({ Base: base } = await guerdon.call('shop'));
});
after(() => guerdon.stop());

const post = async (method, body, headers) => {
  const response = await fetch(`${base}/api/v1/credit/payment/notify/${method}`, { method: 'POST', body, headers });
  return [response.status, await response.text()];
};

/** A notification of Alipay's, signed as Alipay does. */
function alipayNotice(order, change = {}, keys = vendor) {
  const params = {
    notify_time: '2026-01-22 10:30:05', notify_type: 'trade_status_sync', notify_id: 'N1', charset: 'utf-8', version: '1.0',
    app_id: ALIPAY_APP, seller_id: SELLER, out_trade_no: order, trade_no: `T${order}`, trade_status: 'TRADE_SUCCESS',
    total_amount: '10.00', gmt_payment: '2026-01-22 10:30:00', subject: '充值100积分', body: '', ...change,
  };
  const content = Object.keys(params).sort().map(name => `${name}=${params[name]}`).join('&');
  const sign = signatureV3(content, keys.pkcs8);
  return { body: new URLSearchParams({ ...params, sign_type: 'RSA2', sign }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' } };
}

/** A notification of WeChat Pay's, signed by the SDK as the platform. */
function wechatNotice(order, change = {}, keys = vendor) {
  const transaction = {
    appid: WECHAT_APP, mchid: MCH, out_trade_no: order, transaction_id: `T${order}`, trade_state: 'SUCCESS',
    success_time: '2026-01-22T10:30:00+08:00', amount: { total: 1000, currency: 'CNY' }, ...change,
  };
  const sealNonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', key, sealNonce).setAAD(Buffer.from('transaction'));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(transaction)), cipher.final(), cipher.getAuthTag()]);
  const body = JSON.stringify({
    id: 'N1', event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource',
    resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), associated_data: 'transaction', nonce: sealNonce },
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    body,
    headers: {
      'Content-Type': 'application/json', 'Wechatpay-Timestamp': timestamp, 'Wechatpay-Nonce': nonce, 'Wechatpay-Serial': PUBLIC_KEY_ID,
      'Wechatpay-Signature': sdkWith(keys).sha256WithRsa(`${timestamp}\n${nonce}\n${body}\n`),
    },
  };
}

const vendors = {
  alipay: {
    notice: alipayNotice, acknowledged: [200, 'success'], refused: ([status, text]) => status === 200 && text === 'fail',
    otherAmount: { total_amount: '0.01' }, otherMerchant: { seller_id: '2088999' },
  },
  wechat: {
    notice: wechatNotice, acknowledged: [204, ''], refused: ([status, text]) => status >= 400 && JSON.parse(text).code === 'FAIL',
    otherAmount: { amount: { total: 1, currency: 'CNY' } }, otherMerchant: { mchid: '1' },
  },
};

for (const [method, v] of Object.entries(vendors)) {
  describe(`${method} notifies`, () => {
    const buy = () => guerdon.call('buy', { Method: method, Amount: 1000 });
    const state = async order => (await guerdon.call('bought', { OrderID: order })).State;

    it('a payment, twenty times: it is credited once', async () => {
      const { OrderID, Credits } = await buy();
      const { body, headers } = v.notice(OrderID);
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(method, body, headers)));
      for (const answer of answers) assert.deepEqual(answer, v.acknowledged);
      const after = await guerdon.call('bought', { OrderID });
      assert.deepEqual([after.State, after.Credits - Credits], ['paid', 100]);
    });

    it('what is altered, unsigned, or a stranger\'s: refused, and nothing changes', async () => {
      const { OrderID } = await buy();
      const good = v.notice(OrderID);
      const foreign = v.notice(OrderID, {}, strangers);
      for (const [body, headers] of [
        [good.body.replace('N1', 'N2'), good.headers], [foreign.body, foreign.headers], ['', good.headers],
        [good.body.replace(/sign=[^&]*/, ''), { 'Content-Type': good.headers['Content-Type'] }],
      ]) {
        const answer = await post(method, body, headers);
        assert.ok(v.refused(answer), String(answer));
      }
      assert.equal(await state(OrderID), 'pending');
    });

    it('another amount: acknowledged, kept for review, and nothing is credited', async () => {
      const { OrderID, Reviews } = await buy();
      const { body, headers } = v.notice(OrderID, v.otherAmount);
      for (let i = 0; i < 2; i++) assert.deepEqual(await post(method, body, headers), v.acknowledged);
      const after = await guerdon.call('bought', { OrderID });
      assert.deepEqual([after.State, after.Reviews - Reviews], ['pending', 1]);
    });

    it('another merchant: refused, and kept for review', async () => {
      const { OrderID, Reviews } = await buy();
      const { body, headers } = v.notice(OrderID, v.otherMerchant);
      const answer = await post(method, body, headers);
      assert.ok(v.refused(answer), String(answer));
      const after = await guerdon.call('bought', { OrderID });
      assert.deepEqual([after.State, after.Reviews - Reviews], ['pending', 1]);
    });
  });
}
