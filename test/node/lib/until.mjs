import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 100;

// until repeats check until it gives something true, and gives that. Errors
// are kept for the message, but one marked final ends it.
export async function until(check, limitMs) {
  const deadline = Date.now() + limitMs;
  let last;
  do {
    try {
      const value = await check();
      if (value) return value;
      last = undefined;
    } catch (error) {
      if (error.final) throw error;
      last = error;
    }
    await pause(EVERY_MS);
  } while (Date.now() < deadline);
  throw new Error(`still not so after ${limitMs} ms${last ? `: ${last.message}` : ''}`);
}
