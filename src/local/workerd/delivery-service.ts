// Sends events for the local Worker: resolves the host of a target once, checks what it resolves to, and connects to that very
// address, so that a name can't lead into this machine or its network. Answers with the status alone, over a socket that only this
// user reaches.

import { lookup } from 'node:dns/promises';
import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { isPublicAddress, whyNoTarget } from '../../model/outbound-target.ts';
import { listenPrivately, type PrivateSocket } from './private-socket.ts';

/** Gives the addresses of a host. Rejects where it has none. */
type Resolve = (host: string) => Promise<readonly string[]>;

/** How it sends. */
export interface DeliveryOptions {
  /** Private targets, and http, are allowed. */
  readonly allowsPrivate: boolean;
  readonly resolve?: Resolve;
  readonly isPublic?: (address: string) => boolean;
  /** A receiver has so long to answer, ms. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 10_000;
/** Set by the Worker alone, not sent on. */
const TARGET_HEADER = 'x-delivery-target';
/** Says why nothing was sent, or nothing came back. */
const PROBLEM_HEADER = 'x-delivery-problem';
/** What is about this connection, not about the event. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  TARGET_HEADER,
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
]);

/** Starts it. */
export async function startDeliveryService(options: DeliveryOptions): Promise<PrivateSocket> {
  const server = createServer((request, response) => {
    relay(request, options).then(
      (outcome) => answer(response, outcome),
      (error: unknown) =>
        answer(response, { problem: error instanceof Error ? error.message : 'unforeseen' }),
    );
  });
  return listenPrivately(server, 'deliveries');
}

/** What came of a request. */
type Outcome = { readonly status: number; readonly retryAfter: string | null } | { readonly problem: string };

function answer(response: ServerResponse, outcome: Outcome): void {
  if ('problem' in outcome) response.writeHead(502, { [PROBLEM_HEADER]: encodable(outcome.problem) }).end();
  else
    response
      .writeHead(200, {
        'x-delivery-status': String(outcome.status),
        ...(outcome.retryAfter !== null && { 'retry-after': encodable(outcome.retryAfter) }),
      })
      .end();
}

/** A header carries ASCII. */
function encodable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 500);
}

async function relay(request: IncomingMessage, options: DeliveryOptions): Promise<Outcome> {
  const body = await buffer(request);
  const target = request.headers[TARGET_HEADER];
  const text = typeof target === 'string' ? target : '';
  const refusal = whyNoTarget(text, options);
  if (refusal !== null) return { problem: `nothing is sent there: ${refusal}` };
  const url = new URL(text);
  const address = await addressOf(url.hostname, options);
  if ('problem' in address) return address;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name)),
  );
  return send({
    url,
    address: address.address,
    headers,
    body,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
  });
}

/** One that resolves to anything private is refused, whatever else it resolves to: the next look may choose that. */
async function addressOf(
  hostname: string,
  { allowsPrivate, resolve = resolveBySystem, isPublic = isPublicAddress }: DeliveryOptions,
): Promise<{ readonly address: string } | { readonly problem: string }> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return { address: host };
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch {
    return { problem: 'its name has no address' };
  }
  const [first] = addresses;
  if (first === undefined) return { problem: 'its name has no address' };
  if (!allowsPrivate && !addresses.every(isPublic))
    return { problem: 'nothing is sent there: its name leads into a private network' };
  return { address: first };
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

interface Sent {
  readonly url: URL;
  readonly address: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly patienceMs: number;
}

/** Name and certificate are checked as of the URL; the connection goes to the address that was checked. */
function send({ url, address, headers, body, patienceMs }: Sent): Promise<Outcome> {
  const family = isIP(address);
  const pinned: LookupFunction = (_host, { all }, done) =>
    all === true ? done(null, [{ address, family }]) : done(null, address, family);
  const make = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const outgoing = make(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent: false,
      lookup: pinned,
      signal: AbortSignal.timeout(patienceMs),
    });
    outgoing.once('response', (response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null });
      // What else it says is nobody's business.
      response.destroy();
    });
    outgoing.on('error', (error) => resolve({ problem: describe(error, patienceMs) }));
    outgoing.end(body);
  });
}

function describe(error: Error & { readonly code?: unknown }, patienceMs: number): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `there was no answer within ${patienceMs / 1000} s`;
  const code = typeof error.code === 'string' ? ` (${error.code})` : '';
  return `it can't be reached${code}`;
}
