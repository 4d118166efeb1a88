// Failures that an outside node shows, injected on demand.
//
// A fault is {method, kind, times, ...}: the next `times` calls of `method`
// ("*" for any) fail that way. Kinds:
//   500, 502, 503     that status and an HTML page
//   429               rate limited, with Retry-After (retry_after, seconds)
//   hang              accepts the call and never answers
//   lost              does the work, then closes the connection
//   late              does the work, then answers after delay_ms
//   garbage           200 with a body that is not JSON
//   cut               200 with half of the JSON answer
//   oversized         200 with a body of `bytes` bytes
//   not_found         answers null (or an unknown status) without looking
//   dropped           sendTransaction only: answers the signature, never runs it

export class Faults {
  #pending = [];

  add({ method = '*', kind, times = 1, ...rest }) {
    this.#pending.push({ method, kind: String(kind), left: times, ...rest });
  }

  clear() {
    this.#pending = [];
  }

  // take gives the fault for this call, or undefined.
  take(method) {
    const fault = this.#pending.find((f) => f.method === method || f.method === '*');
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.#pending = this.#pending.filter((f) => f !== fault);
    return fault;
  }
}

// inject answers in the fault's manner. work() gives the honest answer.
export async function inject(fault, response, work) {
  switch (fault.kind) {
    case '500': case '502': case '503':
      return send(response, Number(fault.kind), '<html><body>upstream error</body></html>');
    case '429':
      return send(response, 429, '{"error":"Too many requests"}', { 'Retry-After': String(fault.retry_after ?? 1) });
    case 'hang':
      return undefined;
    case 'lost':
      await work();
      return void response.socket.destroy();
    case 'late': {
      const answer = JSON.stringify(await work());
      return void setTimeout(() => send(response, 200, answer), fault.delay_ms ?? 1000).unref();
    }
    case 'garbage':
      return send(response, 200, 'node is starting up\n');
    case 'cut': {
      const answer = JSON.stringify(await work());
      return send(response, 200, answer.slice(0, answer.length / 2));
    }
    case 'oversized':
      return send(response, 200, `{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(fault.bytes ?? 8 << 20)}"}`);
    default:
      throw new Error(`no such fault: ${fault.kind}`);
  }
}

export function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(body);
}
