import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogLine } from '../protocol/log.ts';
import { keepLine, logFiles, openLogFile, type LogFile } from './log-file.ts';
import { openLogReader } from './read-log.ts';

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'log-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A log whose files are full after a few lines. */
function openSmall(directory: string): LogFile {
  const file = openLogFile(directory, () => undefined, 400);
  onTestFinished(file.close);
  return file;
}

function lineOf(run: number): string {
  const line: LogLine = {
    at: '2026-11-30T08:00:00.000Z',
    level: 'info',
    what: 'run',
    account: 'default',
    run,
    by: 'poll',
    ms: 1,
    decided: 0,
    carriedOut: {},
    stoppedBy: null,
  };
  return JSON.stringify(line);
}

const runs = (lines: readonly LogLine[]) => lines.map((line) => (line.what === 'run' ? line.run : null));

describe('the log on this machine', () => {
  it('[A64] is a file that nobody else can read, and goes on where it was', () => {
    const directory = temporary();
    for (const run of [1, 2]) {
      const file = openLogFile(directory, () => undefined);
      file.write(lineOf(run));
      file.close();
    }
    const path = logFiles(directory).at(-1) ?? '';
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(`${lineOf(1)}\n${lineOf(2)}\n`);
  });

  it('[A64] puts full files away and keeps three of them', () => {
    const directory = temporary();
    const file = openSmall(directory);
    for (let run = 0; run < 100; run += 1) file.write(lineOf(run));
    expect(logFiles(directory).map((path) => existsSync(path))).toEqual([true, true, true, true]);
    const reader = openLogReader(directory);
    const kept = runs(reader.more());
    reader.close();
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, at) => 100 - kept.length + at));
    expect(kept.length).toBeGreaterThan(8);
    expect(kept.length).toBeLessThan(17);
  });

  it('[A64] that can not be written is told once', () => {
    const directory = temporary();
    writeFileSync(join(directory, 'log'), 'not a folder');
    const told: string[] = [];
    const file = openLogFile(directory, (line) => told.push(line));
    for (const run of [1, 2]) file.write(lineOf(run));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('the log is not written any more');
  });

  it('[A65] is read on while it is written to and put away', () => {
    const directory = temporary();
    const reader = openLogReader(directory);
    onTestFinished(reader.close);
    expect(reader.more()).toEqual([]);
    const file = openSmall(directory);
    const seen: (number | null)[] = [];
    for (let run = 0; run < 20; run += 1) {
      file.write(lineOf(run));
      if (run % 2 === 1) seen.push(...runs(reader.more()));
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, run) => run));
  });

  it('[A63] has what the runtime says without what it quotes, and tells a terminal only what went wrong', () => {
    const directory = temporary();
    const told: string[] = [];
    const file = openLogFile(directory, () => undefined);
    for (const said of [lineOf(1), 'uncaught exception: no row "Buy oats"'])
      keepLine(file, (line) => told.push(line), said);
    file.close();
    expect(told).toEqual(['uncaught exception: no row "Buy oats"']);
    const text = readFileSync(logFiles(directory).at(-1) ?? '', 'utf8');
    expect(text).toContain('uncaught exception');
    expect(text).not.toContain('oats');
  });
});
