// Talks to Guerdon's payment code through the program peertool, one
// JSON object a line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const TIMEOUT_MS = 20_000;

/** An answer with a fault, under its stable code. */
export class Fault extends Error {
  constructor(code, detail) {
    super(`${code}: ${detail ?? ''}`);
    this.code = code;
  }
}

/** Starts peertool. GUERDON_PEERTOOL names it; without it, go runs it. */
export function startGuerdon() {
  const built = process.env.GUERDON_PEERTOOL;
  const child = built
    ? spawn(built, { stdio: ['pipe', 'pipe', 'inherit'] })
    : spawn('go', ['run', './peertool'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  let lastID = 0;

  createInterface({ input: child.stdout }).on('line', line => {
    const answer = JSON.parse(line);
    const { resolve, reject } = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.fault) reject(new Fault(answer.fault, answer.detail));
    else resolve(answer.result);
  });
  child.on('exit', code => {
    for (const { reject } of waiting.values()) reject(new Error(`peertool ended with ${code}`));
    waiting.clear();
  });

  return {
    /** Runs one operation and gives its result, or rejects with a Fault. */
    call(op, args = {}) {
      const id = ++lastID;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${op}: no answer`)), TIMEOUT_MS);
        const settle = then => value => {
          clearTimeout(timer);
          then(value);
        };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        child.stdin.write(`${JSON.stringify({ id, op, args })}\n`);
      });
    },
    /** Ends peertool. */
    stop() {
      child.stdin.end();
      return new Promise(resolve => (child.exitCode === null ? child.on('exit', resolve) : resolve()));
    },
  };
}
