// Serves the methods over HTTP, one JSON-RPC call or batch a request.
import http from 'node:http';
import bs58 from 'bs58';
import { Faults, inject, send } from './faults.mjs';
import { nodeMethods, RpcError, shimMethods } from './rpc.mjs';
import { Runtime } from './runtime.mjs';
import { decode } from './wire.mjs';

const BODY_BYTES_MAX = 1 << 20;

// serve listens on 127.0.0.1 and gives {url, runtime, close}.
export async function serve({ port = 0, genesis } = {}) {
  const runtime = new Runtime();
  const faults = new Faults();
  const methods = { ...nodeMethods(runtime, { genesis }), ...shimMethods(runtime, faults) };
  const server = http.createServer((request, response) => {
    handle(request, response, { methods, faults }).catch((error) => {
      if (!response.headersSent) send(response, 500, JSON.stringify({ error: String(error.stack) }));
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, runtime, close };
}

async function handle(request, response, { methods, faults }) {
  if (request.method !== 'POST') return send(response, 405, '{}');
  let body;
  try {
    body = JSON.parse(await read(request));
  } catch {
    return send(response, 400, JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } }));
  }
  if (Array.isArray(body)) return send(response, 200, JSON.stringify(await Promise.all(body.map((call) => answer(methods, call)))));

  const fault = String(body.method).startsWith('shim_') ? undefined : faults.take(body.method);
  if (fault?.kind === 'not_found') return send(response, 200, JSON.stringify(missing(body)));
  if (fault?.kind === 'dropped') return send(response, 200, JSON.stringify(dropped(body)));
  if (fault) return inject(fault, response, () => answer(methods, body));
  return send(response, 200, JSON.stringify(await answer(methods, body)));
}

async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_BYTES_MAX) throw new Error('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function answer(methods, { id = null, method, params = [] }) {
  const head = { jsonrpc: '2.0', id };
  if (!Object.hasOwn(methods, method)) return { ...head, error: { code: -32601, message: 'Method not found' } };
  try {
    return { ...head, result: (await methods[method](params)) ?? null };
  } catch (error) {
    const code = error instanceof RpcError ? error.code : -32603;
    return { ...head, error: { code, message: error.message, data: error.data } };
  }
}

function missing({ id, method, params }) {
  const result = method === 'getSignatureStatuses' ? { context: { slot: 0 }, value: params[0].map(() => null) } : null;
  return { jsonrpc: '2.0', id, result };
}

// dropped tells the sender a signature, as a node does whose forwarded
// transaction then never lands.
function dropped({ id, params: [text, { encoding = 'base58' } = {}] }) {
  const wire = encoding === 'base64' ? Uint8Array.from(Buffer.from(text, 'base64')) : bs58.decode(text);
  return { jsonrpc: '2.0', id, result: decode(wire).signatures[0] };
}
