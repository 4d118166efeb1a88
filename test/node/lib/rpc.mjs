// The JSON-RPC methods of a Solana node over one Runtime, and beside them the
// shim_* methods that steer it. A method takes its params and answers the
// result, or throws an RpcError.
import bs58 from 'bs58';
import { LOCAL_GENESIS, LOOKUP_TABLE, SYSTEM, TOKEN } from './addresses.mjs';
import { build, keysOf, associatedAddress } from './build.mjs';

export class RpcError extends Error {
  constructor(code, message, data) {
    super(message);
    Object.assign(this, { code, data });
  }
}

const RANK = { processed: 0, confirmed: 1, finalized: 2 };
const context = (runtime) => ({ apiVersion: '4.2.2', slot: runtime.slot });

export function nodeMethods(runtime, { genesis = LOCAL_GENESIS } = {}) {
  return {
    getHealth: () => 'ok',
    getGenesisHash: () => genesis,
    getSlot: () => runtime.slot,
    getLatestBlockhash: () => ({ context: context(runtime), value: runtime.blockhash() }),
    getBalance: ([address]) => ({ context: context(runtime), value: runtime.balance(address) }),
    requestAirdrop: ([address, lamports]) => runtime.airdrop(address, lamports),
    sendTransaction: ([text, options = {}]) => sendTransaction(runtime, text, options),
    getTransaction: ([signature, options]) => getTransaction(runtime, signature, options),
    getSignatureStatuses: ([signatures]) => ({ context: context(runtime), value: signatures.map((s) => statusOf(runtime, s)) }),
    getSignaturesForAddress: ([address, options]) => signaturesFor(runtime, address, options),
  };
}

function sendTransaction(runtime, text, { encoding = 'base58', skipPreflight = false }) {
  const wire = encoding === 'base64' ? Uint8Array.from(Buffer.from(text, 'base64')) : bs58.decode(text);
  const refused = skipPreflight ? null : runtime.simulate(wire);
  if (refused) throw new RpcError(-32002, `Transaction simulation failed: ${JSON.stringify(refused.err)}`, refused);
  try {
    return runtime.send(wire);
  } catch (error) {
    throw new RpcError(-32002, `Transaction refused: ${error.message}`);
  }
}

function seen(runtime, record, commitment) {
  return record && RANK[runtime.stage(record)] >= RANK[commitment];
}

function getTransaction(runtime, signature, { commitment = 'finalized', maxSupportedTransactionVersion } = {}) {
  checkSignature(signature);
  const record = runtime.record(signature);
  if (!seen(runtime, record, commitment)) return null;
  if (record.version !== 'legacy' && !(record.version <= maxSupportedTransactionVersion)) {
    throw new RpcError(-32015, `Transaction version (${record.version}) is not supported by the requesting client. Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": ${record.version}`);
  }
  const { slot, blockTime, version, transaction, meta } = record;
  return { slot, blockTime, version, transaction, meta, transactionIndex: 0 };
}

function checkSignature(signature) {
  let size;
  try {
    size = bs58.decode(signature).length;
  } catch {
    size = 0;
  }
  if (size !== 64) throw new RpcError(-32602, 'Invalid param: WrongSize');
}

function statusOf(runtime, signature) {
  checkSignature(signature);
  const record = runtime.record(signature);
  if (!record) return null;
  const stage = runtime.stage(record);
  const confirmations = stage === 'finalized' ? null : runtime.slot - record.slot;
  return { slot: record.slot, confirmations, err: record.meta.err, status: record.meta.status, confirmationStatus: stage };
}

function signaturesFor(runtime, address, { commitment = 'finalized', limit = 1000 } = {}) {
  return runtime.recordsOf(address)
    .filter(([, record]) => seen(runtime, record, commitment))
    .slice(0, limit)
    .map(([signature, record]) => ({
      signature, slot: record.slot, err: record.meta.err, memo: null,
      blockTime: record.blockTime, confirmationStatus: runtime.stage(record),
    }));
}

// shimMethods steer the runtime. Their params are one object.
export function shimMethods(runtime, faults) {
  return {
    shim_advance: ([{ slots = 1 }]) => runtime.advance(slots),
    shim_finalize: () => runtime.finalize(),
    shim_shift_time: ([{ seconds }]) => runtime.shift(seconds),
    shim_expire_blockhash: () => runtime.expireBlockhash(),
    shim_fault: ([fault]) => faults.add(fault),
    shim_clear_faults: () => faults.clear(),
    shim_address: ([{ seed }]) => keysOf(seed).address,
    shim_build: ([plan]) => build({ blockhash: runtime.blockhash().blockhash, ...plan }),
    shim_fund: ([{ address, lamports }]) => runtime.setAccount(address, { lamports, data: new Uint8Array(), owner: SYSTEM }),
    shim_lookup_table: ([{ address, addresses }]) => runtime.setAccount(address, lookupTable(addresses)),
    shim_mint: ([{ address }]) => runtime.setAccount(address, mint()),
    shim_associated_address: ([{ owner, mint: of }]) => associatedAddress(owner, of),
  };
}

// lookupTable is an active address lookup table without an authority.
function lookupTable(addresses) {
  const head = Buffer.alloc(56);
  head.writeUInt32LE(1, 0);
  head.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 4);
  const data = Uint8Array.from(Buffer.concat([head, ...addresses.map((a) => bs58.decode(a))]));
  return { lamports: 10_000_000, data, owner: LOOKUP_TABLE };
}

// mint is an initialised token mint without authorities.
function mint() {
  const data = new Uint8Array(82);
  data[45] = 1;
  return { lamports: 10_000_000, data, owner: TOKEN };
}
