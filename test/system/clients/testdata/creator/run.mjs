// Runs the document's JavaScript, unchanged, against the server at
// CREATOR_BASE, and prints what its functions return.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const plain = globalThis.fetch;
globalThis.fetch = (address, options) => plain(address.replace('http://localhost:8000', process.env.CREATOR_BASE), options);

const log = console.log;
const printed = new Promise((resolve) => { console.log = resolve; });
runInThisContext(readFileSync(new URL('client.js', import.meta.url), 'utf8'));
const generated = await printed;
console.log = log;
const balance = await runInThisContext('getBalance')();
console.log(JSON.stringify({ generated, balance }));
