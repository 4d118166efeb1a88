// As much of a browser as the documented pages need: a fetch that resolves
// relative URLs, keeps cookies, and tells the page's origin.

export class Browser {
  #cookies = new Map();

  // base is the origin of the page, origin what it says to be.
  constructor(base, { origin = base } = {}) {
    Object.assign(this, { base, origin });
    this.fetch = this.fetch.bind(this);
  }

  async fetch(path, options = {}) {
    const headers = new Headers(options.headers);
    if (this.#cookies.size > 0) headers.set('Cookie', [...this.#cookies].map(([k, v]) => `${k}=${v}`).join('; '));
    if (options.method && options.method !== 'GET') headers.set('Origin', this.origin);
    const response = await fetch(new URL(path, this.base), { ...options, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const gone = attributes.some((a) => /^max-age=(0|-\d+)$/i.test(a) || (/^expires=/i.test(a) && Date.parse(a.slice(8)) <= Date.now()));
    if (gone || value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  // get and post give {status, headers, body}.
  async get(path) {
    return answer(await this.fetch(path));
  }

  async post(path, body) {
    return answer(await this.fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    }));
  }
}

async function answer(response) {
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    body = text;
  }
  return { status: response.status, headers: response.headers, body };
}
