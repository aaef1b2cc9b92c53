// The way by which one shell client reaches the Worker, and both stand-ins reach the emulated app: it counts the client's steps, and
// at one of them something happens: the network fails, the client is killed, or life goes on meanwhile.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may happen at a step. `meanwhile`: others do something while the client waits. */
export const TROUBLES = [
  'kill_before',
  'kill_after',
  'kill_within',
  'lose_request',
  'lose_answer',
  'gateway_page',
  'twice',
  'meanwhile_before',
  'meanwhile_after',
] as const;

/** One kind of it, at the client's step of this number, from 1 on. */
export interface Trouble {
  readonly kind: (typeof TROUBLES)[number];
  readonly step: number;
}

/** What a way leads to. */
export interface WayOptions {
  /** Carries a request to the Worker. */
  readonly carry: (path: string, init: RequestInit) => Promise<Response>;
  /** Runs a script in the app; gives what it prints, null where it fails. `atMost`: it is killed after so many to-dos. */
  readonly script: (name: string, words: readonly string[], atMost: number | null) => string | null;
  readonly open: (url: string) => void;
  readonly meanwhile: () => Promise<void>;
}

/** One client's way. */
export class WayIn {
  /** Ends the client, with everything that it started. */
  kill: () => void = () => undefined;
  steps = 0;
  /** The steps of the last run, for whoever has to tell what went wrong. */
  told: string[] = [];
  trouble: Trouble | null = null;
  readonly #options: WayOptions;
  readonly #server: Server;

  constructor(options: WayOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  /** Begins to listen on loopback; gives its address. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.steps += 1;
    const path = request.url ?? '/';
    const body = Buffer.concat(chunks).toString('utf8');
    const struck = this.trouble?.step === this.steps ? this.trouble.kind : null;
    this.told.push(
      `${request.method ?? ''} ${path.replace(/^\/t\/[^/]*/, '')}${struck === null ? '' : ` ! ${struck}`}`,
    );
    if (struck === 'kill_before') return this.kill();
    if (struck === 'meanwhile_before') await this.#options.meanwhile();
    const isLocal = path.startsWith('/osascript/') || path === '/open';
    const answer = isLocal
      ? this.#act(path, body, struck === 'kill_within')
      : await this.#carry(path, request, { body, struck });
    if (struck === 'kill_after' || (struck === 'kill_within' && isLocal)) return this.kill();
    if (struck === 'meanwhile_after') await this.#options.meanwhile();
    if (answer === null) return void response.destroy();
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.text);
  }

  #act(path: string, body: string, isKilled: boolean) {
    const { open, script } = this.#options;
    if (path === '/open') {
      open(body);
      return { status: 200, type: 'text/plain', text: '' };
    }
    const words = body.replace(/\n$/, '').split('\n');
    const printed = script(path.slice('/osascript/'.length), words, isKilled ? 1 : null);
    return { status: printed === null ? 500 : 200, type: 'text/plain', text: printed ?? '' };
  }

  /** The network between client and Worker; null where the answer is lost. */
  async #carry(
    path: string,
    request: IncomingMessage,
    { body, struck }: { readonly body: string; readonly struck: Trouble['kind'] | null },
  ) {
    if (struck === 'lose_request') return null;
    if (struck === 'gateway_page') return { status: 502, type: 'text/html', text: '<html>502</html>' };
    const method = request.method ?? 'GET';
    const headers = new Headers();
    for (const name of ['authorization', 'content-type', 'x-request-id']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const init = { method, headers, ...(method === 'POST' && { body }) };
    const response = await this.#options.carry(path, init);
    const text = await response.text();
    if (struck === 'lose_answer') return null;
    if (struck === 'twice') await (await this.#options.carry(path, init)).text();
    return { status: response.status, type: response.headers.get('content-type') ?? 'text/plain', text };
  }
}
