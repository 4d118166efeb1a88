#!/usr/bin/env node
// A Solana node for tests: the litesvm runtime behind JSON-RPC.
//
//   node litesvm-rpc.mjs [--port N] [--genesis HASH] [--until-stdin-closes]
//
// Prints its URL as the first line. --until-stdin-closes ends it with the
// process that started it. lib/rpc.mjs lists the shim_* methods that steer it.
import { parseArgs } from 'node:util';
import { serve } from './lib/rpc-server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    genesis: { type: 'string' },
    'until-stdin-closes': { type: 'boolean', default: false },
  },
});

const { url } = await serve({ port: Number(values.port), genesis: values.genesis });
process.stdout.write(`${url}\n`);

if (values['until-stdin-closes']) {
  process.stdin.resume().once('close', () => process.exit(0));
}
