// Builds and signs transactions the way a wallet does. Keys are Ed25519
// seeds in hex; they exist for tests only.
import {
  AccountRole, appendTransactionMessageInstructions, compileTransaction, compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage, getProgramDerivedAddress, getTransactionEncoder, pipe,
  setTransactionMessageComputeUnitLimit, setTransactionMessageFeePayer, setTransactionMessageLifetimeUsingBlockhash,
  setTransactionMessageLoadedAccountsDataSizeLimit, setTransactionMessagePriorityFeeLamports,
} from '@solana/kit';
import nacl from 'tweetnacl';
import { ASSOCIATED_TOKEN, MEMO, SYSTEM, TOKEN, bytesOf, textOf } from './addresses.mjs';

// keysOf gives the key pair of a 32-byte seed in hex.
export function keysOf(seed) {
  const pair = nacl.sign.keyPair.fromSeed(Uint8Array.from(Buffer.from(seed, 'hex')));
  return { address: textOf(pair.publicKey), secretKey: pair.secretKey };
}

const COMPUTE_UNITS = 200_000;
const LOADED_BYTES = 64 << 20;

// build compiles and signs: {version, payer, signers, instructions, table,
// compute, blockhash} to {wire (base64), signature}. payer and signers are
// seeds. compute states the limits that wallets add: as instructions in
// legacy and v0, in the message itself in v1 (which needs them).
export async function build({ version, payer, signers = [], instructions, table, compute = version === 1, blockhash }) {
  const lines = await Promise.all(instructions.map(instructionOf));
  const message = pipe(
    createTransactionMessage({ version }),
    (m) => setTransactionMessageFeePayer(keysOf(payer).address, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 1_000_000n }, m),
    (m) => (compute ? limited(m) : m),
    (m) => appendTransactionMessageInstructions(lines, m),
    (m) => (table ? compressTransactionMessageUsingAddressLookupTables(m, { [table.address]: table.addresses }) : m),
  );
  const compiled = compileTransaction(message);
  const signatures = { ...compiled.signatures };
  for (const keys of [payer, ...signers].map(keysOf)) {
    if (keys.address in signatures) signatures[keys.address] = nacl.sign.detached(compiled.messageBytes, keys.secretKey);
  }
  const wire = getTransactionEncoder().encode({ ...compiled, signatures });
  return { wire: Buffer.from(wire).toString('base64'), signature: textOf(Object.values(signatures)[0]) };
}

function limited(message) {
  const sized = pipe(
    message,
    (m) => setTransactionMessageComputeUnitLimit(COMPUTE_UNITS, m),
    (m) => setTransactionMessageLoadedAccountsDataSizeLimit(LOADED_BYTES, m),
  );
  return message.version === 1 ? setTransactionMessagePriorityFeeLamports(1000n, sized) : sized;
}

const meta = (address, role) => ({ address, role });
const { READONLY, WRITABLE, WRITABLE_SIGNER, READONLY_SIGNER } = AccountRole;

async function instructionOf(line) {
  if (line.transfer) return transferOf(line.transfer);
  if (line.transfer_with_seed) return transferWithSeedOf(line.transfer_with_seed);
  if (line.associated_account) return associatedAccountOf(line.associated_account);
  if (line.memo !== undefined) return { programAddress: MEMO, accounts: [], data: new TextEncoder().encode(line.memo) };
  return {
    programAddress: line.program,
    accounts: (line.accounts ?? []).map((a) => meta(a.address, roleOf(a))),
    data: Uint8Array.from(Buffer.from(line.data ?? '', 'base64')),
  };
}

function roleOf({ signer, writable }) {
  if (signer) return writable ? WRITABLE_SIGNER : READONLY_SIGNER;
  return writable ? WRITABLE : READONLY;
}

function transferOf({ from, to, lamports }) {
  const data = Buffer.alloc(12);
  data.writeUInt32LE(2, 0);
  data.writeBigUInt64LE(BigInt(lamports), 4);
  return { programAddress: SYSTEM, accounts: [meta(from, WRITABLE_SIGNER), meta(to, WRITABLE)], data: Uint8Array.from(data) };
}

function transferWithSeedOf({ from, base, seed, owner, to, lamports }) {
  const text = Buffer.from(seed);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(11, 0);
  head.writeBigUInt64LE(BigInt(lamports), 4);
  head.writeBigUInt64LE(BigInt(text.length), 12);
  const data = Uint8Array.from(Buffer.concat([head, text, bytesOf(owner)]));
  return { programAddress: SYSTEM, accounts: [meta(from, WRITABLE), meta(base, READONLY_SIGNER), meta(to, WRITABLE)], data };
}

// associatedAddress is where the owner's tokens of a mint live.
export async function associatedAddress(owner, mint) {
  const [address] = await getProgramDerivedAddress({
    programAddress: ASSOCIATED_TOKEN, seeds: [bytesOf(owner), bytesOf(TOKEN), bytesOf(mint)],
  });
  return address;
}

// The associated-token program tops the account up with an inner System
// transfer from the payer when it already holds some lamports.
async function associatedAccountOf({ payer, owner, mint }) {
  const account = await associatedAddress(owner, mint);
  return {
    programAddress: ASSOCIATED_TOKEN,
    accounts: [
      meta(payer, WRITABLE_SIGNER), meta(account, WRITABLE), meta(owner, READONLY),
      meta(mint, READONLY), meta(SYSTEM, READONLY), meta(TOKEN, READONLY),
    ],
    data: new Uint8Array(),
  };
}
