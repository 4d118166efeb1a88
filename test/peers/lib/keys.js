// Key pairs that exist for one run only.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** An RSA key pair in every form that the two sides hand out. */
export function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = (key, type) => key.export({ type, format: 'pem' });
  const bare = (key, type) => key.export({ type, format: 'der' }).toString('base64');
  return {
    pkcs1: pem(privateKey, 'pkcs1'),
    pkcs8: pem(privateKey, 'pkcs8'),
    bare: bare(privateKey, 'pkcs8'),
    public: pem(publicKey, 'spki'),
    barePublic: bare(publicKey, 'spki'),
  };
}

/** A 32-character key. */
export const apiKey = () => randomBytes(16).toString('hex');
