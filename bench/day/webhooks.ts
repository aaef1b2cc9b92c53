// The day's webhooks: a sender of issues, and subscribers on this machine that take everything in.

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { OUTBOUND_EVENTS } from '../../src/model/outbound.ts';
import type { ControlledHost } from './controlled-host.ts';

const SECRET = 'bench-sender';
/** Two subscribers, as the design of this project has them ("The standard day"): a program that is told everything, and a phone. */
const SUBSCRIBERS = [
  { kind: 'webhook', events: OUTBOUND_EVENTS },
  { kind: 'push', events: ['task_completed', 'plan_waiting', 'sync_failed', 'conflict_detected'] },
];

/** Sender and subscribers. */
export interface DayWebhooks {
  /** Sends an event: an issue is opened, with the next one it is closed. */
  readonly send: (number: number) => Promise<void>;
  /** Deliveries that arrived. */
  readonly received: () => number;
  readonly close: () => void;
}

const deliveriesSchema = z.object({ count: z.number() });

/** Sets them up. */
export async function setUpWebhooks(host: ControlledHost): Promise<DayWebhooks> {
  let received = 0;
  const server = createServer((request, response) => {
    received += 1;
    request.resume();
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await asOwner(host, 'PUT', '/webhook/config', { sources: { github: { enabled: true, secret: SECRET } } });
  for (const subscriber of SUBSCRIBERS) {
    const url = `http://127.0.0.1:${port}/${subscriber.kind}`;
    await asOwner(host, 'POST', '/webhook/subscribers', { url, ...subscriber });
  }
  return {
    send: (number) => send(host, number),
    received: () => received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Throws where a delivery failed. */
export async function checkDeliveries(host: ControlledHost): Promise<void> {
  for (const status of ['failed', 'pending']) {
    const { count } = deliveriesSchema.parse(
      await asOwner(host, 'GET', `/webhook/deliveries?status=${status}&hours=48`),
    );
    if (count > 0) throw new Error(`${count} deliveries are ${status} at the end`);
  }
}

async function asOwner(host: ControlledHost, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await host.fetch(`${host.url}${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function send(host: ControlledHost, number: number): Promise<void> {
  const issue = Math.floor(number / 2) + 1;
  const html = 'https://github.example/anna/boat';
  const body = JSON.stringify({
    action: number % 2 === 0 ? 'opened' : 'closed',
    repository: { full_name: 'anna/boat', html_url: html },
    issue: { number: issue, title: `Leak ${issue}`, html_url: `${html}/issues/${issue}` },
  });
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    'x-github-event': 'issues',
    'x-github-delivery': `delivery-${number}`,
  };
  const response = await host.fetch(`${host.url}/webhook/github`, { method: 'POST', headers, body });
  const answer = z.object({ processed: z.boolean() }).parse(await response.json());
  if (!answer.processed) throw new Error(`event ${number} was passed over`);
}
