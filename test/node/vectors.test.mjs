import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { printed } from './vectors.mjs';

test('the wallets still produce what the Go tests read', () => {
  const path = new URL('../../internal/domain/chain/testdata/wallets.json', import.meta.url);
  assert.equal(readFileSync(path, 'utf8'), printed());
});
