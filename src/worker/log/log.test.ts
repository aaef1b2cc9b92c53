import { describe, expect, it } from 'vitest';
import { LOG_LEVELS, parseLogLine } from '../../protocol/log.ts';
import { createLog } from './log.ts';
import { logRun } from './log-run.ts';

const NOTE = { run: 88, by: 'things', ms: 12, decided: 1, carriedOut: { todoist: 1 } } as const;

/** Levels of what is written of one run in order, one that a plan stopped, and one that failed. */
function levelsAt(wanted: string | undefined): readonly (string | undefined)[] {
  const lines: string[] = [];
  const log = createLog(wanted === undefined ? {} : { LOG_LEVEL: wanted }, (line) => lines.push(line));
  for (const stoppedBy of [null, 'plan:mass_change', 'failed'])
    logRun(log, 'default', { ...NOTE, stoppedBy });
  return lines.map((line) => parseLogLine(line)?.level);
}

describe('the log', () => {
  it('[A62] has what is wanted and what is worse, by default all but what helps to find faults', () => {
    expect([...LOG_LEVELS, undefined, '', 'loud'].map(levelsAt)).toEqual([
      ['info', 'warn', 'error'],
      ['info', 'warn', 'error'],
      ['warn', 'error'],
      ['error'],
      [],
      ['info', 'warn', 'error'],
      ['info', 'warn', 'error'],
      ['info', 'warn', 'error'],
    ]);
  });

  it('[A61] tells of a run what it came to', () => {
    const lines: string[] = [];
    logRun(
      createLog({}, (line) => lines.push(line)),
      'default',
      { ...NOTE, by: null, stoppedBy: null },
    );
    expect(parseLogLine(lines[0] ?? '')).toEqual({
      at: expect.stringMatching(/^20.*Z$/) as string,
      level: 'info',
      what: 'run',
      account: 'default',
      run: 88,
      by: 'poll',
      ms: 12,
      decided: 1,
      carriedOut: { todoist: 1 },
      stoppedBy: null,
    });
  });

  it('[X15] tells of what a run threw under the number of that run', () => {
    const lines: string[] = [];
    const log = createLog({}, (line) => lines.push(line));
    const note = { ...NOTE, stoppedBy: 'failed' };
    logRun(log, 'default', note, { id: 'f-1', error: new Error('no place for "Buy milk"') });
    expect(lines.map(parseLogLine)).toMatchObject([
      { what: 'failure', id: 'f-1', run: 88, level: 'error' },
      { what: 'run', run: 88, stoppedBy: 'failed' },
    ]);
    expect(lines.join('')).not.toContain('milk');
  });
});
