// A Solana node in this process, and a client that speaks to it over HTTP.
import { LOCAL_GENESIS } from './addresses.mjs';
import { serve } from './rpc-server.mjs';

// startChain gives {url, genesis, rpc, send, fault, clearFaults, finalize, close}.
export async function startChain() {
  const server = await serve();
  const rpc = caller(server.url);
  return {
    url: server.url,
    genesis: LOCAL_GENESIS,
    rpc,
    fund: (address, lamports) => rpc('requestAirdrop', address, lamports),
    blockhash: async () => (await rpc('getLatestBlockhash')).value.blockhash,
    send: (wire, options) => rpc('sendTransaction', wire, { encoding: 'base64', ...options }),
    fault: (fault) => rpc('shim_fault', fault),
    clearFaults: () => rpc('shim_clear_faults', {}),
    finalize: () => rpc('shim_finalize', {}),
    close: server.close,
  };
}

// caller gives a function that calls one method and throws its error.
export function caller(url) {
  let id = 0;
  return async (method, ...params) => {
    id += 1;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
    return result;
  };
}
