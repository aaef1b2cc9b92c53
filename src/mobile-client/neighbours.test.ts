// Pages that share a store, over the platform's own BroadcastChannel and Web Locks as far as it has them.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { openNeighbours, type NeighbourMessage, type Neighbours } from './neighbours.ts';

const opened: Neighbours[] = [];
const open = (name: string): Neighbours => {
  const one = openNeighbours(name);
  opened.push(one);
  return one;
};
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  vi.unstubAllGlobals();
});

describe('neighbours', () => {
  it('[U1] hear of each other, not of themselves, and pass over what they can’t read', async () => {
    const [one, other] = [open('words'), open('words')];
    const heard: NeighbourMessage[] = [];
    one.listen(() => heard.push({ kind: 'synced' }));
    const done = new Promise<void>((resolve) => {
      other.listen((message) => {
        heard.push(message);
        if (heard.length === 2) resolve();
      });
    });
    const channel = new BroadcastChannel('words');
    one.tell({ kind: 'changed', tasks: ['a'], containers: false, conflicts: true });
    channel.postMessage({ kind: 'changed', tasks: [7] });
    channel.postMessage('nonsense');
    channel.close();
    one.tell({ kind: 'synced' });
    await done;
    expect(heard).toEqual([
      { kind: 'changed', tasks: ['a'], containers: false, conflicts: true },
      { kind: 'synced' },
    ]);
  });

  it('[U1] sync one after the other where there are locks, and all the same where there are none', async () => {
    let [running, most] = [0, 0];
    const run = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const waiting = new Map<string, Promise<unknown>>();
    const request = <T>(name: string, locked: () => Promise<T>): Promise<T> => {
      const held = (waiting.get(name) ?? Promise.resolve()).then(locked);
      waiting.set(name, held);
      return held;
    };
    vi.stubGlobal('navigator', { locks: { request } });
    await Promise.all([open('locks').alone(run), open('locks').alone(run)]);
    expect(most).toBe(1);
    vi.stubGlobal('navigator', undefined);
    vi.stubGlobal('BroadcastChannel', undefined);
    const alone = open('locks');
    alone.tell({ kind: 'synced' });
    expect(await alone.alone(async () => 'done')).toBe('done');
  });
});
