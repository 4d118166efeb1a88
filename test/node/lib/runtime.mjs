// One Solana runtime (litesvm) with what a node keeps beside it: slots,
// block times, balances before and after, and how final each slot is.
import { createRequire } from 'node:module';
import bs58 from 'bs58';
import { bytesOf, textOf } from './addresses.mjs';
import { decode } from './wire.mjs';
import { errorOf } from './runtime-error.mjs';

const { LiteSvm, FailedTransactionMetadata, Account } = createRequire(import.meta.url)('litesvm-linux-x64-gnu');

// FINAL_AFTER and CONFIRMED_AFTER are how many slots must follow.
const FINAL_AFTER = 32;
const CONFIRMED_AFTER = 1;
const TABLE_HEADER_BYTES = 56;

export class Runtime {
  #svm = new LiteSvm();
  #records = new Map();
  #slot = 1000;
  #shiftSeconds = 0;

  get slot() {
    return this.#slot;
  }

  // shift moves the block time of coming transactions away from now.
  shift(seconds) {
    this.#shiftSeconds = seconds;
  }

  // advance lets slots pass, so that earlier transactions become final.
  advance(slots) {
    this.#slot += slots;
    return this.#slot;
  }

  finalize() {
    return this.advance(FINAL_AFTER);
  }

  blockhash() {
    return { blockhash: this.#svm.latestBlockhash(), lastValidBlockHeight: this.#slot + 150 };
  }

  expireBlockhash() {
    this.#svm.expireBlockhash();
  }

  balance(address) {
    return Number(this.#svm.getBalance(bytesOf(address)) ?? 0n);
  }

  // airdrop lands as a transaction of the runtime's own faucet.
  airdrop(address, lamports) {
    const done = this.#svm.airdrop(bytesOf(address), BigInt(lamports));
    if (done instanceof FailedTransactionMetadata) throw new Error(done.toString());
    this.#slot += 1;
    return textOf(done.signature());
  }

  setAccount(address, { lamports, data, owner }) {
    this.#svm.setAccount(bytesOf(address), new Account(BigInt(lamports), data, bytesOf(owner), false, 0n));
  }

  // simulate answers a refused preflight's error and logs, or null.
  simulate(wire) {
    const { version } = decode(wire);
    const done = version === 'legacy' ? this.#svm.simulateLegacyTransaction(wire) : this.#svm.simulateVersionedTransaction(wire);
    return done instanceof FailedTransactionMetadata ? { err: errorOf(done), logs: done.meta().logs() } : null;
  }

  // send executes the transaction and keeps its record where it landed: a
  // transaction that failed while running landed too, and paid its fee.
  send(wire) {
    const decoded = decode(wire);
    const [signature] = decoded.signatures;
    if (this.#records.has(signature)) throw new Error('This transaction has already been processed');
    const loaded = this.#load(decoded.lookups);
    const keys = [...decoded.message.accountKeys, ...loaded.writable, ...loaded.readonly];
    const preBalances = keys.map((key) => this.balance(key));
    const done = decoded.version === 'legacy' ? this.#svm.sendLegacyTransaction(wire) : this.#svm.sendVersionedTransaction(wire);
    if (this.#svm.getTransaction(bs58.decode(signature)) === null) throw new Error(JSON.stringify(errorOf(done)));
    this.#slot += 1;
    const postBalances = keys.map((key) => this.balance(key));
    this.#records.set(signature, {
      keys, slot: this.#slot, blockTime: Math.floor(Date.now() / 1000) + this.#shiftSeconds,
      version: decoded.version, transaction: { signatures: decoded.signatures, message: decoded.message },
      meta: metaOf(done, { loaded, preBalances, postBalances }),
    });
    return signature;
  }

  stage(record) {
    const depth = this.#slot - record.slot;
    if (depth >= FINAL_AFTER) return 'finalized';
    return depth >= CONFIRMED_AFTER ? 'confirmed' : 'processed';
  }

  record(signature) {
    return this.#records.get(signature);
  }

  recordsOf(address) {
    return [...this.#records].filter(([, r]) => r.keys.includes(address)).reverse();
  }

  #load(lookups) {
    const loaded = { writable: [], readonly: [] };
    for (const { accountKey, writableIndexes, readonlyIndexes } of lookups) {
      const data = this.#svm.getAccount(bytesOf(accountKey))?.data();
      if (!data) continue; // the runtime itself refuses the transaction
      const at = (i) => textOf(data.subarray(TABLE_HEADER_BYTES + 32 * i, TABLE_HEADER_BYTES + 32 * (i + 1)));
      loaded.writable.push(...writableIndexes.map(at));
      loaded.readonly.push(...readonlyIndexes.map(at));
    }
    return loaded;
  }
}

function metaOf(done, { loaded, preBalances, postBalances }) {
  const failed = done instanceof FailedTransactionMetadata;
  const meta = failed ? done.meta() : done;
  const err = failed ? errorOf(done) : null;
  return {
    err,
    status: failed ? { Err: err } : { Ok: null },
    fee: preBalances.reduce((a, b) => a + b, 0) - postBalances.reduce((a, b) => a + b, 0),
    preBalances, postBalances,
    innerInstructions: innerOf(meta),
    loadedAddresses: loaded,
    logMessages: meta.logs(),
    preTokenBalances: [], postTokenBalances: [], rewards: [],
    computeUnitsConsumed: Number(meta.computeUnitsConsumed()),
  };
}

function innerOf(meta) {
  return meta.innerInstructions().flatMap((list, index) => (list.length === 0 ? [] : [{
    index,
    instructions: list.map((inner) => ({
      programIdIndex: inner.instruction().programIdIndex(),
      accounts: [...inner.instruction().accounts()],
      data: textOf(inner.instruction().data()),
      stackHeight: inner.stackHeight(),
    })),
  }]));
}
