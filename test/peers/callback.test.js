// The documented callback, signed by Node's own HMAC: an integrator needs no
// SDK for it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, it } from 'node:test';
import { startGuerdon } from './lib/guerdon.js';

const Secret = 'a secret that both sides know';
const ORDER = 'R202601221000001';
const body = JSON.stringify({ order_id: ORDER, payment_method: 'alipay', transaction_id: 'T1', status: 'success', amount: 10.5 });
const fault = code => error => error.code === code;
const seconds = () => Math.floor(Date.now() / 1000);

const headersOf = (text, { secret = Secret, timestamp = seconds() } = {}) => ({
  'X-Timestamp': [String(timestamp)],
  'X-Signature': [createHmac('sha256', secret).update(`${timestamp}.${text}`).digest('hex')],
});

let guerdon;
before(() => { guerdon = startGuerdon(); });
after(() => guerdon.stop());
const parse = (Body, Headers, Due = { OrderID: ORDER, Amount: 1050 }) =>
  guerdon.call('parseCallback', { Secret, Method: 'alipay', Body, Headers, Due });

it('Guerdon believes what Node signed', async () => {
  const callback = await parse(body, headersOf(body));
  assert.deepEqual([callback.State, callback.Amount, callback.TransactionID], ['paid', 1050, 'T1']);
});

it('Node computes the signature that Guerdon makes', async () => {
  const headers = await guerdon.call('signCallback', { Secret, Body: body });
  assert.deepEqual(headers, headersOf(body, { timestamp: headers['X-Timestamp'][0] }));
});

it('tampered, unsigned, late and mismatched ones are refused', async () => {
  for (const [code, text, headers, due] of [
    ['payment.signature', body.replace('10.5', '99.5'), headersOf(body)],
    ['payment.signature', body, {}],
    ['payment.signature', body, headersOf(body, { secret: 'another' })],
    ['payment.stale', body, headersOf(body, { timestamp: seconds() - 310 })],
    ['payment.stale', body, headersOf(body, { timestamp: seconds() + 310 })],
    ['payment.wrong_amount', body, headersOf(body), { OrderID: ORDER, Amount: 1051 }],
    ['payment.wrong_order', body, headersOf(body), { OrderID: 'R202601221000002', Amount: 1050 }],
  ]) {
    await assert.rejects(parse(text, headers, due), fault(code));
  }
});

it('without a secret there is nothing to believe', async () => {
  await assert.rejects(guerdon.call('parseCallback', { Secret: '', Body: body, Headers: {} }), fault('payment.setup'));
});
