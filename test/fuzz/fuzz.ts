// Plays requests against the running product, and collects what should never be.

import { request as httpRequest } from 'node:http';
import { createRandom } from '../sim/random.ts';
import { readDocument, type Surface } from './document.ts';
import { judge, type Answer } from './judge.ts';
import { drawRequest, type Drawn } from './requests.ts';
import { drawBytes, exchangeBytes } from './sockets.ts';
import type { Caller, Target } from './target.ts';

/** What came of it. */
export interface FuzzReport {
  readonly sent: number;
  /** How often each status was answered, by kind of request. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What should never be, each with the request that shows it. */
  readonly violations: readonly string[];
}

/** These change nothing, whatever they ask. */
const POWERLESS: readonly Caller[] = ['nobody', 'stranger', 'read_only'];
const POWERFUL: readonly Caller[] = ['client', 'client', 'owner', 'owner', 'owner', 'repairer'];

/** After so many requests of whoever may change nothing it is looked whether something changed. */
const LOOK_EVERY = 100;
const SOCKET_SHARE = 0.02;
const AT_ONCE = 6;
const MAX_TOLD = 40;

/** Sends so many requests: the first half may change nothing, the second anything. */
export async function fuzz(
  target: Target,
  { requests, seed }: { readonly requests: number; readonly seed: number },
): Promise<FuzzReport> {
  const run = new FuzzRun(target, await surfaceOf(target), seed);
  const powerless = Math.ceil(requests / 2);
  let picture = await target.picture();
  for (let sent = 0; sent < powerless; sent += LOOK_EVERY) {
    await run.send(Math.min(LOOK_EVERY, powerless - sent), POWERLESS);
    const now = await target.picture();
    if (now !== picture)
      run.violated(`something changed that nobody was allowed to:\n${difference(picture, now)}`);
    picture = now;
  }
  await run.send(requests - powerless, POWERFUL);
  await run.lookAlive();
  return run.report();
}

async function surfaceOf({ url }: Target): Promise<Surface> {
  const response = await fetch(`${url}/openapi.json`);
  return readDocument(await response.json());
}

class FuzzRun {
  readonly #target: Target;
  readonly #surface: Surface;
  readonly #seed: number;
  readonly #statuses: Record<string, number> = {};
  readonly #violations: string[] = [];
  #sent = 0;

  constructor(target: Target, surface: Surface, seed: number) {
    this.#target = target;
    this.#surface = surface;
    this.#seed = seed;
  }

  /** Several at a time, each from chance of its own: what one draws does not depend on which is answered first. */
  async send(count: number, callers: readonly Caller[]): Promise<void> {
    const from = this.#sent;
    let next = from;
    const work = async () => {
      while (next < from + count) {
        const number = next;
        next += 1;
        await this.#sendOne(number, callers);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#sent = from + count;
  }

  violated(what: string): void {
    if (this.#violations.length < MAX_TOLD) this.#violations.push(what);
  }

  /** After all of it the product answers, and syncs. */
  async lookAlive(): Promise<void> {
    const health = await fetch(`${this.#target.url}/health`);
    if (!health.ok) this.violated(`in the end /health answers with ${health.status}`);
    const status = await fetch(`${this.#target.url}/v1/status`, { headers: this.#target.headers.owner });
    if (!status.ok) this.violated(`in the end /v1/status answers the owner with ${status.status}`);
    const outcome = await this.#target.session.agent.exchangeOnce();
    if (!outcome.ok) this.violated(`in the end the agent can't exchange: ${JSON.stringify(outcome.error)}`);
  }

  report(): FuzzReport {
    return { sent: this.#sent, statuses: this.#statuses, violations: this.#violations };
  }

  async #sendOne(number: number, callers: readonly Caller[]): Promise<void> {
    const random = createRandom(this.#seed * 1_000_003 + number);
    const caller = random.pick(callers);
    if (random.chance(SOCKET_SHARE)) return this.#sendBytes(number, caller);
    const drawn = drawRequest({ random, surface: this.#surface, target: this.#target }, caller);
    const answer = await ask(this.#target.url, drawn);
    this.#count(drawn.kind, answer.status);
    for (const what of judge(this.#target, drawn, answer)) {
      this.violated(
        `${number} ${drawn.caller} ${drawn.kind} ${drawn.method} ${short(drawn.path)} ${short(textOf(drawn.body))}: ${what}\n    ${short(answer.text)}`,
      );
    }
  }

  async #sendBytes(number: number, caller: Caller): Promise<void> {
    const random = createRandom(this.#seed * 1_000_003 + number + 500_000);
    const token = this.#target.headers[caller]['authorization']?.replace('Bearer ', '') ?? 'none';
    const { bytes, hold } = drawBytes(random, token);
    const heard = await exchangeBytes(this.#target.url, bytes, hold);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(heard)?.[1] ?? 0);
    this.#count('socket', status);
    // 501 and 505 are HTTP's own words for a method and a version that a server does not speak.
    if (status >= 500 && status !== 501 && status !== 505)
      this.violated(`${number} socket ${short(bytes)}: answers with ${status}\n    ${short(heard)}`);
  }

  #count(kind: string, status: number): void {
    const key = `${kind} ${status}`;
    this.#statuses[key] = (this.#statuses[key] ?? 0) + 1;
  }
}

/** Sends a request as it was drawn: fetch would put its path and headers right. */
function ask(url: string, { method, path, headers, body }: Drawn): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      hostname,
      port,
      method,
      path,
      headers: lengthOf(body, headers),
      agent: false,
    });
    request.on('response', (response) => {
      let text = JSON.stringify(response.headers);
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 101, text: '' });
    });
    // A body that is refused before it is read ends the connection: that is an answer, too.
    request.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET'
        ? resolve({ status: 0, text: '' })
        : reject(error),
    );
    request.end(body ?? undefined);
  });
}

function lengthOf(body: Drawn['body'], headers: Drawn['headers']): Record<string, string> {
  return body === null ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

function textOf(body: Drawn['body']): string {
  return typeof body === 'string' ? body : body === null ? '' : `${body.length} bytes`;
}

function short(text: string): string {
  const line = JSON.stringify(text);
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** Where two pictures begin to differ. */
function difference(before: string, after: string): string {
  let at = 0;
  while (at < after.length && before[at] === after[at]) at += 1;
  const around = (text: string): string => text.slice(Math.max(0, at - 80), at + 120);
  return `    was ${around(before)}\n    is  ${around(after)}`;
}
