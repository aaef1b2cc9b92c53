// What the local host sends, and what it does not: with resolvers that lie, against servers on this machine.

import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveHttp } from '../../../test/support/http-server.ts';
import { startDeliveryService, type DeliveryOptions } from './delivery-service.ts';

async function start(options: DeliveryOptions) {
  const service = await startDeliveryService(options);
  onTestFinished(service.close);
  return (target: string): Promise<IncomingHttpHeaders> =>
    new Promise((resolve, reject) => {
      const headers = { 'x-delivery-target': target, 'webhook-id': 'msg_1' };
      const asked = request(
        { socketPath: service.socketPath, method: 'POST', path: '/', headers },
        (answer) => {
          answer.resume();
          resolve(answer.headers);
        },
      );
      asked.once('error', reject);
      asked.end('{"event":"task_synced"}');
    });
}

describe('an address', () => {
  it('[W30] that a name resolves to is checked, and refused where any of them is private', async () => {
    for (const addresses of [
      ['10.0.0.7'],
      ['127.0.0.1'],
      ['::1'],
      ['93.184.215.14', '192.168.1.1'],
      ['::ffff:10.0.0.1'],
      [],
    ]) {
      const post = await start({ allowsPrivate: false, resolve: async () => addresses });
      const { 'x-delivery-problem': problem } = await post('https://hooks.example.com/a');
      expect(problem, addresses.join()).toMatch(/private network|no address/);
    }
  });

  it('[W30] is resolved once, and the connection goes to the one that was checked', async () => {
    let hello = '';
    const server = createServer((socket) => {
      socket.once('data', (bytes) => {
        hello = bytes.toString('latin1');
        socket.destroy();
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    // A name that shows a good address to whoever checks, and another one to whoever connects.
    const answers = [['127.0.0.1'], ['10.0.0.7']];
    const asked: string[] = [];
    const post = await start({
      allowsPrivate: false,
      isPublic: (address) => address === '127.0.0.1',
      resolve: async (host) => {
        asked.push(host);
        return answers.shift() ?? [];
      },
    });
    const { 'x-delivery-problem': problem } = await post(`https://hooks.example.com:${port}/a`);
    expect(asked).toEqual(['hooks.example.com']);
    expect(hello).toContain('hooks.example.com');
    expect(problem).toContain("can't be reached");
  });

  it('[W30] as such is refused where it is private, and http anywhere', async () => {
    const post = await start({ allowsPrivate: false });
    for (const target of ['https://127.0.0.1/', 'https://[::1]/', 'http://hooks.example.com/', 'nothing'])
      expect((await post(target))['x-delivery-problem']).toContain('nothing is sent there');
  });

  it('[W30] that does not resolve is told so', async () => {
    const post = await start({ allowsPrivate: false, resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    expect((await post('https://hooks.example.com/'))['x-delivery-problem']).toBe('its name has no address');
  });
});

describe('a request', () => {
  it('[W30] arrives as it was made, and only its status comes back', async () => {
    const got: { headers: IncomingHttpHeaders; body: string }[] = [];
    const port = await serveHttp((incoming, response) => {
      void text(incoming).then((body) => {
        got.push({ headers: incoming.headers, body });
        response.writeHead(503, { 'retry-after': '60', 'x-delivery-problem': 'a lie' }).end('secrets');
      });
    });
    const post = await start({ allowsPrivate: true });
    const answer = await post(`http://127.0.0.1:${port}/hook`);
    expect(answer).toMatchObject({ 'x-delivery-status': '503', 'retry-after': '60' });
    expect(answer).not.toHaveProperty('x-delivery-problem');
    expect(got[0]?.body).toBe('{"event":"task_synced"}');
    expect(got[0]?.headers).toMatchObject({ host: `127.0.0.1:${port}`, 'webhook-id': 'msg_1' });
    expect(got[0]?.headers).not.toHaveProperty('x-delivery-target');
  });

  it('[W30] follows no redirect', async () => {
    const asked: string[] = [];
    const port = await serveHttp((incoming, response) => {
      asked.push(incoming.url ?? '');
      response.writeHead(302, { location: '/other' }).end();
    });
    const post = await start({ allowsPrivate: true });
    expect(await post(`http://localhost:${port}/hook`)).toMatchObject({ 'x-delivery-status': '302' });
    expect(asked).toEqual(['/hook']);
  });

  it('[W30] does not wait for who never answers', async () => {
    const port = await serveHttp(() => undefined);
    const post = await start({ allowsPrivate: true, patienceMs: 50 });
    const { 'x-delivery-problem': problem } = await post(`http://127.0.0.1:${port}/hook`);
    expect(problem).toBe('there was no answer within 0.05 s');
  });
});
