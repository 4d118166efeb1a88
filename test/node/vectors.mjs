#!/usr/bin/env node
// Writes what wallets produce, made by the wallets' own libraries, for the Go
// tests of package chain. Run it after a change here; vectors.test.mjs fails
// while the written file differs.
//
//   node vectors.mjs > ../../internal/domain/chain/testdata/wallets.json
import { pathToFileURL } from 'node:url';
import {
  compileOffchainMessageEnvelope, offchainMessageApplicationDomain, offchainMessageContentRestrictedAsciiOf1232BytesMax,
  offchainMessageContentUtf8Of1232BytesMax, offchainMessageContentUtf8Of65535BytesMax,
} from '@solana/kit';
import { createSignInMessageText } from '@solana/wallet-standard-util';
import nacl from 'tweetnacl';
import { textOf } from './lib/addresses.mjs';
import { keysOf } from './lib/build.mjs';

const WALLET = keysOf('01'.repeat(32));
const OTHER = keysOf('02'.repeat(32));
const NONCE = 'b3c1e9f4a6d84c0f9a2b7e5d1c3f8a60';
const NO_DOMAIN = offchainMessageApplicationDomain(textOf(new Uint8Array(32)));
const SOME_DOMAIN = offchainMessageApplicationDomain(textOf(new Uint8Array(32).fill(7)));

const SIWS = {
  full: {
    domain: 'points.example.com:8443', address: WALLET.address, statement: 'Sign in to collect points. 连接钱包',
    uri: 'https://points.example.com:8443', version: '1', chainId: 'mainnet', nonce: NONCE,
    issuedAt: '2026-11-21T08:05:10.120Z', expirationTime: '2026-11-21T08:10:10.120Z',
  },
  minimal: { domain: 'example.com', address: WALLET.address },
  without_statement: { domain: 'example.com', address: WALLET.address, version: '1', nonce: NONCE },
};

export function vectors() {
  const text = createSignInMessageText(SIWS.full);
  return {
    siws: Object.entries(SIWS).map(([name, input]) => ({ name, input, text: createSignInMessageText(input) })),
    signatures: [
      bare('the bare nonce', NONCE),
      bare('a sign-in text', text),
      wrapped('version 0, ASCII', NONCE, { version: 0, applicationDomain: NO_DOMAIN, content: offchainMessageContentRestrictedAsciiOf1232BytesMax(NONCE) }),
      wrapped('version 0, short UTF-8', text, { version: 0, applicationDomain: NO_DOMAIN, content: offchainMessageContentUtf8Of1232BytesMax(text) }),
      wrapped('version 0, long UTF-8', text, { version: 0, applicationDomain: NO_DOMAIN, content: offchainMessageContentUtf8Of65535BytesMax(text) }),
      wrapped('version 1', text, { version: 1, content: text }),
      wrapped('version 0 of an application', text, { version: 0, applicationDomain: SOME_DOMAIN, content: offchainMessageContentUtf8Of1232BytesMax(text) }, { told: true }),
      wrapped('version 0 with two signers', text, { version: 0, applicationDomain: NO_DOMAIN, content: offchainMessageContentUtf8Of1232BytesMax(text) }, { told: true, signers: [OTHER, WALLET] }),
      wrapped('version 1 with two signers', text, { version: 1, content: text }, { told: true, signers: [WALLET, OTHER] }),
    ],
  };
}

function bare(name, text) {
  return signed(name, text, new TextEncoder().encode(text), false);
}

function wrapped(name, text, message, { told = false, signers = [WALLET] } = {}) {
  const requiredSignatories = signers.map(({ address }) => ({ address }));
  return signed(name, text, compileOffchainMessageEnvelope({ ...message, requiredSignatories }).content, told);
}

// told: only a wallet that tells what it signed can be understood.
function signed(name, text, message, told) {
  const signature = nacl.sign.detached(Uint8Array.from(message), WALLET.secretKey);
  return {
    name, told, address: WALLET.address, text,
    message: Buffer.from(message).toString('base64'),
    base58: textOf(signature),
    base64: Buffer.from(signature).toString('base64'),
  };
}

export const printed = () => `${JSON.stringify(vectors(), null, 1)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(printed());
