// Runs the document's own functions, unchanged: only its address and its token
// are replaced on the way. Prints what they return.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const { REWARD_BASE: base, REWARD_TOKEN: token } = process.env;
const plain = globalThis.fetch;
globalThis.fetch = (address, options) => plain(address.replace('http://localhost:3000', base), {
  ...options,
  headers: { ...options.headers, Authorization: options.headers.Authorization.replace('your-jwt-token', token) },
});

runInThisContext(readFileSync(new URL('client.js', import.meta.url), 'utf8'));
const call = (text) => runInThisContext(text)();
const before = await call('() => getRewardSummary()');
const settled = await call("() => settleRewards('BNB')");
const again = await call("() => settleRewards('BNB')");
const after = await call('() => getRewardSummary()');
console.log(JSON.stringify({ before, settled, again, after }));
