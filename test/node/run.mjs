#!/usr/bin/env node
// Runs the test files, all or those named, one after the other.
//
//   node run.mjs [NAME...]     such as: node run.mjs rpc lootapi
//
// The files that drive the program need it built (bin/guerdon, or GUERDON_BIN);
// they fail without it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const present = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort();
const wanted = process.argv.slice(2).map((name) => `${name.replace(/\.test\.mjs$/, '')}.test.mjs`);
const unknown = wanted.filter((name) => !present.includes(name));
if (unknown.length > 0) {
  console.error(`no such test file: ${unknown.join(', ')} (there are ${present.join(', ')})`);
  process.exit(2);
}

const files = wanted.length > 0 ? wanted : present;
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...files], { cwd: folder, stdio: 'inherit' });
process.exit(status ?? 1);
