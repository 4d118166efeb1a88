// A wallet as a page sees it, and its transfers as the network sees them.
import { randomBytes } from 'node:crypto';
import { compileOffchainMessageEnvelope } from '@solana/kit';
import nacl from 'tweetnacl';
import { textOf } from './addresses.mjs';
import { build, keysOf } from './build.mjs';

export class Wallet {
  constructor(seed = randomBytes(32).toString('hex')) {
    const { address, secretKey } = keysOf(seed);
    Object.assign(this, { seed, address, secretKey });
  }

  // signMessage signs a text or bytes and gives the raw 64 bytes.
  async signMessage(message) {
    const bytes = typeof message === 'string' ? new TextEncoder().encode(message) : message;
    return nacl.sign.detached(Uint8Array.from(bytes), this.secretKey);
  }

  // signOffchain signs a text the way hardware wallets do.
  async signOffchain(text) {
    const envelope = compileOffchainMessageEnvelope({ version: 1, content: text, requiredSignatories: [{ address: this.address }] });
    return this.signMessage(envelope.content);
  }

  // transfer signs a payment: {wire, signature}.
  async transfer({ to, lamports, blockhash, version = 1 }) {
    return build({ version, payer: this.seed, blockhash, instructions: [{ transfer: { from: this.address, to, lamports } }] });
  }
}

// FORMS are the ways in which pages post a signature.
export const FORMS = {
  base58: (raw) => textOf(raw),
  base64: (raw) => Buffer.from(raw).toString('base64'),
  'base64 for URLs, unpadded': (raw) => Buffer.from(raw).toString('base64url'),
  'a byte array': (raw) => [...raw],
  'a Uint8Array through JSON.stringify': (raw) => raw,
};
