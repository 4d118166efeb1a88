// A vendor on loopback, played by Node: it keeps what it received and answers
// what it is told to.
import { createServer } from 'node:http';

/** Starts the vendor. reply(request) gives {status, headers, body}. */
export async function startVendor() {
  const vendor = { received: [], reply: () => ({ status: 500, body: '' }) };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const seen = {
      method: request.method,
      uri: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    vendor.received.push(seen);
    const { status = 200, headers = {}, body = '' } = vendor.reply(seen);
    response.writeHead(status, headers).end(body);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  vendor.base = `http://127.0.0.1:${server.address().port}`;
  vendor.last = () => vendor.received.at(-1);
  vendor.stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return vendor;
}
