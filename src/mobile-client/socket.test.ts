// Listening, with sockets that the test plays and time in its hands.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHANGED } from '../protocol/mobile-socket.ts';
import { pauseWhileAway, type PageSurroundings } from './away.ts';
import type { ListeningSocket } from './socket-class.ts';
import { listen, type ListeningParts } from './socket.ts';

type SyncEnd = Awaited<ReturnType<ListeningParts['sync']>>;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A socket whose other end is the test. */
class PlayedSocket implements ListeningSocket {
  readyState = 0;
  readonly sent: string[] = [];
  readonly #listeners = new Map<string, (event: { data?: unknown; code?: number }) => void>();

  addEventListener(name: string, listener: (event: never) => void): void {
    this.#listeners.set(name, listener as (event: { data?: unknown; code?: number }) => void);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  /** As it is with a connection that is dead: nothing is ever heard of it again. */
  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.#listeners.get('open')?.({});
  }

  say(data: unknown): void {
    this.#listeners.get('message')?.({ data });
  }

  end(code: number): void {
    this.readyState = 3;
    this.#listeners.get('close')?.({ code });
  }
}

function played(ends: readonly SyncEnd[] = []) {
  const sockets: PlayedSocket[] = [];
  const lives: boolean[] = [];
  const answers = [...ends];
  const network = { isPaired: true, isBroken: false };
  let syncs = 0;
  const parts: ListeningParts = {
    connect: async () => {
      if (network.isBroken) throw new Error('no store');
      if (!network.isPaired) return null;
      const socket = new PlayedSocket();
      sockets.push(socket);
      return socket;
    },
    sync: async () => {
      syncs += 1;
      return answers.shift() ?? { kind: 'done' };
    },
    tell: (isLive) => lives.push(isLive),
  };
  const at = async (index: number): Promise<PlayedSocket> => {
    await vi.advanceTimersByTimeAsync(0);
    const socket = sockets[index];
    if (socket === undefined) throw new Error(`there is no socket ${index}`);
    return socket;
  };
  return { sockets, lives, network, at, syncs: () => syncs, listening: listen(parts) };
}

const FAILED = (kind: 'unreachable' | 'busy' | 'not_paired', retryInMs: number | null): SyncEnd => ({
  kind: 'failed',
  failure: { kind },
  retryInMs,
});

describe('a client that listens', () => {
  it('[S66] syncs when its socket opens and whenever something changed', async () => {
    const { at, syncs, lives, listening } = played();
    const socket = await at(0);
    expect([syncs(), lives]).toEqual([0, []]);
    socket.open();
    expect([syncs(), lives]).toEqual([1, [true]]);
    socket.say(CHANGED);
    socket.say(CHANGED);
    socket.say('pong');
    expect(syncs()).toBe(3);
    listening.stop();
    expect([socket.readyState, lives]).toEqual([2, [true, false]]);
    socket.say(CHANGED);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(syncs()).toBe(3);
  });

  it('[S66] sends pings, and replaces a socket that answers none within ten seconds', async () => {
    const { at, sockets, lives, listening } = played();
    const first = await at(0);
    first.open();
    await vi.advanceTimersByTimeAsync(45_000);
    expect(first.sent).toEqual(['ping']);
    first.say('pong');
    await vi.advanceTimersByTimeAsync(45_000);
    expect(first.sent).toEqual(['ping', 'ping']);
    await vi.advanceTimersByTimeAsync(9_999);
    expect([sockets.length, lives]).toEqual([1, [true]]);
    await vi.advanceTimersByTimeAsync(1001);
    expect([sockets.length, lives]).toEqual([2, [true, false]]);
    const second = await at(1);
    second.open();
    // What the first one still says is not heard any more.
    first.end(1006);
    expect([second.readyState, lives]).toEqual([1, [true, false, true]]);
    listening.stop();
  });

  it('[S66] comes back later each time, after five minutes at most, and syncs meanwhile', async () => {
    const { sockets, syncs, listening } = played(Array(60).fill(FAILED('unreachable', null)));
    const waits: number[] = [];
    for (let tries = 0; tries < 14; tries += 1) {
      await vi.advanceTimersByTimeAsync(0);
      const opened = sockets.length;
      sockets.at(-1)?.end(1006);
      const from = Date.now();
      while (sockets.length === opened) await vi.advanceTimersByTimeAsync(100);
      waits.push(Date.now() - from);
    }
    for (const [at, wait] of waits.entries()) {
      const longest = Math.min(1000 * 2 ** at, 300_000);
      expect(wait).toBeGreaterThanOrEqual(longest / 2);
      expect(wait).toBeLessThanOrEqual(longest + 100);
    }
    expect(syncs()).toBe(14);
    listening.stop();
  });

  it('[S66] gives up a socket that never opens, and one that can’t even be made', async () => {
    const { sockets, network, listening } = played();
    await vi.advanceTimersByTimeAsync(11_100);
    expect(sockets).toHaveLength(2);
    network.isBroken = true;
    await vi.advanceTimersByTimeAsync(60_000);
    const tried = sockets.length;
    network.isBroken = false;
    await vi.advanceTimersByTimeAsync(300_000);
    expect(sockets.length).toBeGreaterThan(tried);
    listening.stop();
  });

  it('[S66] opens none while it is paused, and one at once when it goes on', async () => {
    const { at, sockets, syncs, lives, listening } = played();
    const first = await at(0);
    first.open();
    listening.pause();
    expect([first.readyState, lives]).toEqual([2, [true, false]]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([sockets.length, syncs()]).toEqual([1, 1]);
    listening.resume();
    listening.resume();
    (await at(1)).open();
    expect([sockets.length, syncs()]).toEqual([2, 2]);
    // Paused before the socket was there.
    listening.pause();
    listening.resume();
    listening.pause();
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets.slice(2).map(({ readyState }) => readyState)).toEqual([2]);
    listening.stop();
    listening.resume();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(sockets).toHaveLength(3);
  });

  it('[S66] ends where the device is not paired, or not any more', async () => {
    const unpaired = played();
    unpaired.network.isPaired = false;
    unpaired.listening.pause();
    unpaired.listening.resume();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([unpaired.sockets.length, unpaired.syncs()]).toEqual([1, 0]);
    const { at, sockets, syncs, lives } = played([{ kind: 'done' }, FAILED('not_paired', null)]);
    (await at(0)).open();
    (await at(0)).end(4401);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([sockets.length, syncs(), lives]).toEqual([1, 2, [true, false]]);
  });

  it('[S66] stays away for a minute where its device has too many sockets', async () => {
    const { at, sockets, listening } = played();
    const first = await at(0);
    first.open();
    first.end(4409);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(2);
    listening.stop();
  });

  it('[S66] syncs again when the hub had no time for it', async () => {
    const { at, syncs, listening } = played([FAILED('busy', 7000)]);
    const socket = await at(0);
    socket.open();
    await vi.advanceTimersByTimeAsync(6999);
    expect(syncs()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(syncs()).toBe(2);
    listening.stop();
  });
});

/** A page that the test hides, shows and disconnects. */
class PlayedPage extends EventTarget implements PageSurroundings {
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  readonly navigator = { onLine: true };

  show(visibilityState: 'visible' | 'hidden'): void {
    this.document.visibilityState = visibilityState;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }

  connect(isOnline: boolean): void {
    this.navigator.onLine = isOnline;
    this.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
  }
}

it('[S66] listens only while its page can be seen and is online, where it is told so', () => {
  const page = new PlayedPage();
  const said: string[] = [];
  const listening = { pause: () => said.push('pause'), resume: () => said.push('resume') };
  const end = pauseWhileAway(listening, page);
  page.show('hidden');
  page.connect(false);
  page.show('visible');
  page.connect(true);
  expect(said).toEqual(['resume', 'pause', 'pause', 'pause', 'resume']);
  end();
  page.show('hidden');
  page.connect(false);
  expect(said).toHaveLength(5);
});
