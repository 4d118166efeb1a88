// A member of creatorapi.
import assert from 'node:assert/strict';
import { until } from '../../node/lib/until.mjs';

const GIFT = 1; // the sample activity that gives credits
const TASK_MS = 30_000;
let members = 0;

export class Member {
  #token = '';

  constructor(base) {
    this.base = `${base}/api/v1`;
  }

  // join registers somebody new, who takes the gift of the sample activity.
  static async join(base) {
    const member = new Member(base);
    const name = `browser${++members}`;
    const who = { username: name, email: `${name}@example.com`, password: 'password123' };
    await member.post('/auth/register', who);
    member.#token = (await member.post('/auth/login', who)).access_token;
    await member.post(`/operation/activities/${GIFT}/participate`, {});
    return member;
  }

  // get and post give the data of a success; anything else fails.
  get(path, options) {
    return this.#send('GET', path, undefined, options);
  }

  post(path, body, options) {
    return this.#send('POST', path, JSON.stringify(body), options);
  }

  async #send(method, path, body, { userAgent } = {}) {
    const headers = { 'Content-Type': 'application/json' };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (userAgent) headers['User-Agent'] = userAgent;
    const response = await fetch(this.base + path, { method, headers, body });
    const text = await response.text();
    assert.equal(response.status, 200, `${method} ${path}: ${response.status} ${text}`);
    const answer = JSON.parse(text);
    assert.equal(answer.code, 200, `${method} ${path}: ${text}`);
    return answer.data;
  }

  async balance() {
    return (await this.get('/credit/balance')).credit_balance;
  }

  // film makes a film and gives its address.
  async film(script, duration) {
    const { task_id: task } = await this.post('/video/generate', { script, duration, model_id: 3 });
    const { video_url: url } = await until(async () => {
      const film = await this.get(`/video/${task}/status`);
      if (film.status === 'failed') throw Object.assign(new Error(film.error), { final: true });
      return film.status === 'completed' && film;
    }, TASK_MS);
    return url;
  }
}
