// Starts the program under test, a real process on free ports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 30_000;
const OUTPUT_MAX = 200_000;

export const binary = () => path.resolve(process.env.GUERDON_BIN ?? path.join(HERE, '../../../bin/guerdon'));

// FRONTS are the listeners, each on a port of its own; the operations'
// endpoints share the core's, as they do by default.
const FRONTS = ['core', 'loot', 'reward', 'creator', 'card', 'study'];

export class Guerdon {
  #child;
  #output = '';

  // start runs `serve` on a fresh data directory and waits until it is ready.
  // settings are GUERDON_ variables without the prefix.
  static async start(settings = {}, flags = ['--demo']) {
    if (!existsSync(binary())) throw new Error(`no program at ${binary()}: build it, or set GUERDON_BIN`);
    const server = new Guerdon();
    server.data = await mkdtemp(path.join(tmpdir(), 'guerdon-'));
    const ports = await freePorts(FRONTS.length);
    server.urls = Object.fromEntries(FRONTS.map((front, i) => [front, `http://127.0.0.1:${ports[i]}`]));
    server.flags = flags;
    server.settings = { RATE_LIMITS: 'off', ALLOW_LOOPBACK: 'true', ...addresses(server.urls), ...settings };
    await server.resume();
    return server;
  }

  // resume runs the program again on the same data and ports.
  async resume() {
    const variables = Object.entries(this.settings).map(([name, value]) => [`GUERDON_${name}`, String(value)]);
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GUERDON_'));
    this.#child = spawn(binary(), ['serve', '--data', this.data, ...this.flags], {
      cwd: this.data, env: Object.fromEntries([...inherited, ...variables]), stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#output = (this.#output + text).slice(-OUTPUT_MAX);
      });
    }
    try {
      await until(() => this.#ready(), READY_MS);
    } catch (error) {
      await this.kill();
      throw new Error(`the program did not become ready: ${error.message}\n${this.output}`);
    }
  }

  async #ready() {
    if (this.#gone()) throw Object.assign(new Error(`it ended with ${this.#child.exitCode ?? this.#child.signalCode}`), { final: true });
    const response = await fetch(`${this.urls.core}/readyz`).catch(() => undefined);
    await response?.arrayBuffer();
    return response?.status === 200;
  }

  #gone() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  // output is what the program has printed, the end of it.
  get output() {
    return this.#output;
  }

  // kill is kill -9: nothing is said goodbye to.
  async kill() {
    await this.#end('SIGKILL');
  }

  // stop asks the program to end and fails if it does not.
  async stop() {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await this.#end('SIGTERM');
    clearTimeout(timer);
    if (this.#child.signalCode === 'SIGKILL') throw new Error(`the program did not stop within ${STOP_MS} ms\n${this.output}`);
  }

  // close stops the program and removes its data.
  async close() {
    try {
      await this.stop();
    } finally {
      await rm(this.data, { recursive: true, force: true });
    }
  }

  async #end(signal) {
    if (this.#gone()) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }
}

function addresses(urls) {
  const of = (front) => new URL(urls[front]).host;
  return { OPS_ADDR: of('core'), ...Object.fromEntries(FRONTS.map((front) => [`${front.toUpperCase()}_ADDR`, of(front)])) };
}

// freePorts holds all ports open before it gives any, so that they differ.
async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
