// What each test file stands on: the program with its sample data, and a
// browser.
import { execFile } from 'node:child_process';
import { after, before } from 'node:test';
import { promisify } from 'node:util';
import { binary, Guerdon } from '../../node/lib/guerdon.mjs';
import { Chromium } from './chromium.mjs';

// stage starts both before the file's tests, and ends them after:
// {server, chromium}. prepare(it) is run between.
export function stage(prepare = async () => {}) {
  const it = {};
  before(async () => {
    it.server = await Guerdon.start();
    it.chromium = await Chromium.launch();
    await prepare(it);
  });
  after(async () => {
    try {
      await it.chromium?.close();
    } finally {
      await it.server?.close();
    }
  });
  return it;
}

// tokenOf is a token of an outside subject.
export async function tokenOf(server, subject, ...more) {
  const { stdout } = await promisify(execFile)(binary(), ['token', '--data', server.data, '--subject', subject, ...more]);
  return stdout.trim();
}
