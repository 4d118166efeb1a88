// Alipay's own SDK verifies what Guerdon signs, and signs what Guerdon
// verifies.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AlipaySdk } from 'alipay-sdk';
// The SDK's own signing primitive; it is not exported by name.
import { signatureV3 } from './node_modules/alipay-sdk/dist/esm/util.js';
import { startGuerdon } from './lib/guerdon.js';
import { apiKey, keyPair } from './lib/keys.js';
import { startVendor } from './lib/vendor.js';

const APP = '9021000000000000';
const SELLER = '2088000000000000';
const ORDER = 'R202601221000001';
const provider = 'alipay';

const merchant = keyPair();
const vendorKeys = keyPair();
const strangers = keyPair();
const fault = code => error => error.code === code;

const sdkWith = (privateKey, alipayPublicKey, gateway) =>
  new AlipaySdk({ appId: APP, privateKey, alipayPublicKey, gateway: gateway ?? 'http://127.0.0.1:1/gateway.do' });

// asVendor verifies the merchant's signatures: the merchant's public key
// stands where the vendor's usually does.
const asVendor = sdkWith(vendorKeys.pkcs1, merchant.public);
const asMerchant = sdkWith(merchant.pkcs1, vendorKeys.public);

const paramsOf = text => Object.fromEntries(new URLSearchParams(text));

let guerdon;
before(() => { guerdon = startGuerdon(); });
after(() => guerdon.stop());

describe('Guerdon signs requests, the SDK verifies them', () => {
  let vendor;
  before(async () => {
    vendor = await startVendor();
    await guerdon.call('alipay', {
      AppID: APP, SellerID: SELLER, PrivateKey: merchant.bare, PublicKey: vendorKeys.barePublic,
      Gateway: `${vendor.base}/gateway.do`,
    });
  });
  after(() => vendor.stop());

  for (const [surface, method] of [['', 'alipay.trade.page.pay'], ['mobile', 'alipay.trade.wap.pay']]) {
    it(`the URL of ${method}`, async () => {
      const placed = await guerdon.call('place', {
        provider, OrderID: ORDER, Amount: 1050, Subject: '充值 100% 积分+', NotifyURL: 'https://shop.example/notify?a=1',
        ReturnURL: 'https://shop.example/done', Surface: surface, ExpiresInSeconds: 1800,
      });
      const params = paramsOf(new URL(placed.PayURL).search);
      assert.equal(params.method, method);
      assert.equal(asVendor.checkNotifySignV2(params), true);
      assert.equal(asVendor.checkNotifySignV2({ ...params, biz_content: params.biz_content.replace('10.50', '00.01') }), false);
      assert.equal(asVendor.checkNotifySignV2({ ...params, notify_url: 'https://evil.example/' }), false);
      assert.equal(asVendor.checkNotifySignV2({ ...params, sign: undefined }), false);
      assert.equal(asMerchant.checkNotifySignV2(params), false, 'the vendor did not sign it');
      // The SDK's own signature of the same parameters is the same, byte for byte.
      const { biz_content, sign, method: _, ...rest } = params;
      const own = paramsOf(asMerchant.sdkExecute(method, { ...rest, bizContent: JSON.parse(biz_content) }));
      assert.deepEqual(own, params);
    });
  }

  it('each call to the gateway', async () => {
    vendor.reply = () => ({ status: 500 });
    const args = { provider, OrderID: ORDER, RefundID: 'F1', Amount: 50, Total: 1050, Reason: '不要了' };
    const methods = {
      query: 'alipay.trade.query', refund: 'alipay.trade.refund',
      queryRefund: 'alipay.trade.fastpay.refund.query', close: 'alipay.trade.close',
    };
    for (const [op, method] of Object.entries(methods)) {
      await assert.rejects(guerdon.call(op, args), fault('payment.unknown'));
      const { uri, body } = vendor.last();
      const params = { ...paramsOf(new URL(uri, vendor.base).search), ...paramsOf(body) };
      assert.equal(params.method, method);
      assert.equal(asVendor.checkNotifySignV2(params), true, method);
      assert.equal(asVendor.checkNotifySignV2({ ...params, app_id: '1' }), false, method);
    }
  });
});

describe('the vendor signs replies, Guerdon verifies them', () => {
  let vendor;
  const node = JSON.stringify({
    code: '10000', msg: 'Success', trade_no: '2026012222001400000000000001', out_trade_no: ORDER,
    trade_status: 'TRADE_SUCCESS', total_amount: '10.50', send_pay_date: '2026-01-22 10:30:00',
    store_name: '中文 "sign":"x" }', url: 'https://a.example/b',
  }).replaceAll('/', '\\/');
  const replying = (raw, sign) => {
    vendor.reply = () => ({ body: `{"alipay_trade_query_response":${raw},"sign":"${sign}"}` });
  };
  before(async () => {
    vendor = await startVendor();
    await guerdon.call('alipay', {
      AppID: APP, SellerID: SELLER, PrivateKey: merchant.pkcs8, PublicKey: vendorKeys.public,
      Gateway: `${vendor.base}/gateway.do`,
    });
  });
  after(() => vendor.stop());
  const query = () => guerdon.call('query', { provider, OrderID: ORDER });

  it('the SDK and Guerdon believe the same bytes', async () => {
    const sign = signatureV3(node, vendorKeys.pkcs8);
    replying(node, sign);
    const { body } = vendor.reply();
    asMerchant.checkResponseSign(body, 'alipay_trade_query_response', sign);
    const status = await query();
    assert.deepEqual([status.State, status.Amount, status.TransactionID], ['paid', 1050, '2026012222001400000000000001']);
  });

  it('tampered, foreign and missing signatures leave the outcome unknown', async () => {
    const sign = signatureV3(node, vendorKeys.pkcs8);
    for (const [raw, signature] of [
      [node.replace('10.50', '99.50'), sign], [node.replace(',', ', '), sign],
      [node, signatureV3(node, strangers.pkcs8)], [node, signatureV3(node, merchant.pkcs8)], [node, ''],
    ]) {
      replying(raw, signature);
      await assert.rejects(query(), fault('payment.unknown'));
    }
  });
});

describe('the vendor signs notifications, Guerdon verifies them', () => {
  const good = {
    notify_time: '2026-01-22 10:30:05', notify_type: 'trade_status_sync', notify_id: 'N1', charset: 'utf-8', version: '1.0',
    app_id: APP, seller_id: SELLER, out_trade_no: ORDER, trade_no: 'T1', trade_status: 'TRADE_SUCCESS',
    total_amount: '10.50', gmt_payment: '2026-01-22 10:30:00', subject: '充值 100% a+b=c&d', body: '', passback_params: 'a%3D1',
  };
  /** Signs as the vendor does: sorted, all but sign and sign_type, not encoded. */
  const signed = (change = {}, key = vendorKeys) => {
    const params = { ...good, ...change };
    const content = Object.keys(params).sort().map(name => `${name}=${params[name]}`).join('&');
    return { ...params, sign_type: 'RSA2', sign: signatureV3(content, key.pkcs8) };
  };
  const parse = (params, Due = { OrderID: ORDER, Amount: 1050 }) =>
    guerdon.call('parse', { provider, Body: new URLSearchParams(params).toString(), Headers: {}, Due });
  before(() => guerdon.call('alipay', {
    AppID: APP, SellerID: SELLER, PrivateKey: merchant.pkcs1, PublicKey: vendorKeys.public, Gateway: 'http://127.0.0.1:1/',
  }));

  it('as it should be, also replayed', async () => {
    const params = signed();
    assert.equal(asMerchant.checkNotifySignV2(params), true);
    const first = await parse(params);
    assert.deepEqual([first.State, first.Amount, first.TransactionID, first.OrderID], ['paid', 1050, 'T1', ORDER]);
    assert.deepEqual(await parse(params), first, 'a replay names the same transaction');
  });

  it('finished after success', async () => {
    const n = await parse(signed({ trade_status: 'TRADE_FINISHED' }));
    assert.deepEqual([n.State, n.Detail], ['paid', 'TRADE_FINISHED']);
  });

  it('tampered, unsigned and foreign ones are refused by both', async () => {
    const { sign, ...unsigned } = signed();
    const { body, ...withoutEmpty } = signed();
    for (const params of [
      { ...signed(), total_amount: '0.01' }, { ...signed(), trade_status: 'TRADE_FINISHED' }, { ...signed(), extra: '1' },
      unsigned, withoutEmpty, signed({}, strangers), signed({}, merchant),
    ]) {
      assert.equal(asMerchant.checkNotifySignV2(params), false);
      await assert.rejects(parse(params), fault('payment.signature'));
    }
  });

  it('truly signed, but not ours or not what is due', async () => {
    await assert.rejects(parse(signed({ app_id: '2021' })), fault('payment.wrong_merchant'));
    await assert.rejects(parse(signed({ seller_id: '2088999' })), fault('payment.wrong_merchant'));
    await assert.rejects(parse(signed({ total_amount: '10.49' })), fault('payment.wrong_amount'));
    await assert.rejects(parse(signed({ out_trade_no: 'R202601221000002' })), fault('payment.wrong_order'));
    await assert.rejects(parse(signed({ trade_status: 'WAIT_BUYER_PAY' })), fault('payment.not_paid'));
  });
});

describe('the SDK pays at the sandbox bank', () => {
  let sdk, stranger, base;
  const biz = { out_trade_no: ORDER, total_amount: '10.50', subject: '充值', product_code: 'FAST_INSTANT_TRADE_PAY' };
  const exec = (method, bizContent) => sdk.exec(method, { bizContent }, { validateSign: true });
  before(async () => {
    const wechat = keyPair();
    ({ Base: base } = await guerdon.call('bank', {
      AlipayMerchant: merchant.pkcs8, AlipayVendor: vendorKeys.pkcs8,
      WechatMerchant: wechat.pkcs8, WechatPlatform: wechat.pkcs8, WechatAPIv3Key: apiKey(),
    }));
    sdk = sdkWith(merchant.pkcs1, vendorKeys.public, `${base}/gateway.do`);
    stranger = sdkWith(strangers.pkcs1, vendorKeys.public, `${base}/gateway.do`);
  });

  it('places, pays, refunds; every reply of the bank is verified by the SDK', async () => {
    assert.equal((await exec('alipay.trade.query', { out_trade_no: ORDER })).subCode, 'ACQ.TRADE_NOT_EXIST');
    const url = sdk.pageExecute('alipay.trade.page.pay', 'GET', {
      bizContent: biz, notifyUrl: 'https://shop.example/notify', returnUrl: 'https://shop.example/done',
    });
    const page = await fetch(url, { redirect: 'manual' });
    assert.equal(page.status, 302);
    assert.match(page.headers.get('location'), /\/cashier\/R202601221000001-[0-9a-f]{32}$/);
    assert.equal((await exec('alipay.trade.query', { out_trade_no: ORDER })).tradeStatus, 'WAIT_BUYER_PAY');
    await guerdon.call('pay', { provider, OrderID: ORDER });
    const paid = await exec('alipay.trade.query', { out_trade_no: ORDER });
    assert.deepEqual([paid.tradeStatus, paid.totalAmount], ['TRADE_SUCCESS', '10.50']);
    const refund = { out_trade_no: ORDER, refund_amount: '0.50', out_request_no: 'F1' };
    assert.equal((await exec('alipay.trade.refund', refund)).fundChange, 'Y');
    assert.equal((await exec('alipay.trade.refund', refund)).fundChange, 'N');
    const found = await exec('alipay.trade.fastpay.refund.query', { out_trade_no: ORDER, out_request_no: 'F1' });
    assert.deepEqual([found.refundStatus, found.refundAmount], ['REFUND_SUCCESS', '0.50']);
    assert.equal((await exec('alipay.trade.close', { out_trade_no: ORDER })).subCode, 'ACQ.TRADE_STATUS_ERROR');
  });

  it('the bank refuses what the merchant did not sign', async () => {
    const url = stranger.pageExecute('alipay.trade.page.pay', 'GET', { bizContent: { ...biz, out_trade_no: 'R202601221000009' } });
    assert.notEqual((await fetch(url, { redirect: 'manual' })).status, 302);
    const reply = await stranger.exec('alipay.trade.query', { bizContent: { out_trade_no: ORDER } }, { validateSign: true });
    assert.equal(reply.subCode, 'isv.invalid-signature');
  });

  it('the SDK refuses replies under another key', async () => {
    const deceived = sdkWith(merchant.pkcs1, strangers.public, `${base}/gateway.do`);
    await assert.rejects(deceived.exec('alipay.trade.query', { bizContent: { out_trade_no: ORDER } }, { validateSign: true }), /验签失败/);
  });

  it('the SDK verifies the notifications of the bank', async () => {
    for (const cmd of [{}, { Kind: 'finished' }, { Kind: 'refund', RefundID: 'F1' }, { Amount: 1 }]) {
      const notice = await guerdon.call('notice', { provider, OrderID: ORDER, ...cmd });
      const params = paramsOf(notice.Body);
      assert.equal(notice.URL, 'https://shop.example/notify');
      assert.equal(sdk.checkNotifySignV2(params), true);
      assert.equal(sdk.checkNotifySignV2({ ...params, total_amount: '99.50' }), false);
      assert.equal(sdk.checkNotifySignV2({ ...params, sign: '' }), false);
      assert.equal(asVendor.checkNotifySignV2(params), false, 'the merchant did not sign it');
    }
  });
});
