// Runs the document's own functions, unchanged, as a page of the server would:
// relative addresses are the server's. Prints what they return.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const { STUDY_BASE: base, STUDY_TOKEN: token } = process.env;
const plain = globalThis.fetch;
globalThis.fetch = (address, options) => plain(new URL(address, base), options);

runInThisContext(readFileSync(new URL('client.js', import.meta.url), 'utf8'));
const call = (text) => runInThisContext(text)(token);
const before = await call('(token) => getPointsBalance(token)');
const exchanged = await call('(token) => exchangeProduct(token, 1)');
const after = await call('(token) => getPointsBalance(token)');
console.log(JSON.stringify({ before, exchanged, after }));
