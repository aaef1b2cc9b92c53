import { describe, expect, it } from 'vitest';
import { BookkeepingWorker } from '../../../test/support/agent.ts';
import type { ExchangeResponse } from '../../protocol/exchange-answer.ts';
import { createPrinter } from './print-outcome.ts';

function printing() {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  const printer = createPrinter('http://worker.test', { log: print, error: print });
  const answer = new BookkeepingWorker().exchange({
    receipt: {
      databaseId: 'library',
      schemaVersion: 29,
      complete: true,
      openTodos: 0,
      zone: 'UTC',
      today: '2026-11-23',
      takenAt: 0,
    },
    base: null,
    snapshot: 's',
    todos: [],
    containers: [],
    removed: [],
    acknowledgements: [],
  });
  const say = (change: Partial<ExchangeResponse>): readonly string[] => {
    printer({ response: { ...answer, ...change }, applied: 0 });
    return printed.splice(0);
  };
  return say;
}

describe('what the agent prints', () => {
  it('[G184] can’t steer the terminal, whoever chose the words', () => {
    const say = printing();
    const steering = 'Mac \u001b]0;owned\u0007\u001b[2J\u202e\u0085end';
    const told = [
      ...say({ problems: [{ kind: 'todoist', detail: steering }] } as Partial<ExchangeResponse>),
      ...say({ standby: { why: 'held', detail: steering } }),
    ].join('\n');
    expect(told).toContain('owned');
    // eslint-disable-next-line no-control-regex
    expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('[G89] is why it stands by, once, and that it syncs when it does again', () => {
    const say = printing();
    const held = (minutes: number): Partial<ExchangeResponse> => {
      const detail = `The Mac “studio” syncs Things (last heard from ${minutes} minutes ago): this Mac stands by.`;
      return {
        standby: { why: 'held', detail },
        problems: [{ kind: 'things', detail, retryAt: null }],
      };
    };
    expect(say(held(2))).toEqual([held(2).standby?.detail]);
    expect(say(held(7))).toEqual([]);
    const behind = 'Things Cloud has not caught up on this Mac: 1 to-do is missing.';
    expect(say({ standby: { why: 'behind', detail: behind } })).toEqual([behind]);
    expect(say({})).toEqual(['This Mac syncs Things from now on.']);
    expect(say({})).toEqual([]);
  });
});
