// A member of lootapi, who signs in with a wallet.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { Browser } from '../../node/lib/browser.mjs';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

// base58 writes a key, which begins with no zero here.
function base58(bytes) {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; rest > 0n; rest /= 58n) text = ALPHABET[Number(rest % 58n)] + text;
  return text;
}

// keys gives a pair whose public key begins with no zero.
function keys() {
  for (;;) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
    if (raw[0] !== 0) return { address: base58(raw), privateKey };
  }
}

// signedIn gives what a browser with a session needs: post(path, body), which
// gives the body of a success.
export async function signedIn(base) {
  const browser = new Browser(base);
  const post = async (path, body) => {
    const answer = await browser.post(path, body);
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { address, privateKey } = keys();
  const { nonce } = await post('/get_nonce', { wallet_address: address });
  const signature = sign(null, Buffer.from(nonce), privateKey).toString('base64');
  await post('/verify_signature', { wallet_address: address, signature, nonce });
  return { post };
}
