// A reader's judge: the libraries that the real app wrote still hold what their own counts say after the emulator opened
// them, and their lists show what the titles promise. Skipped where those files are not beside the project.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

const REAL = fileURLToPath(new URL('../../../../shared/data/things/', import.meta.url));
const NAMES = ['v24', 'v29-upgraded'] as const;
/** A day before anything in the demo content became due, so that opening promotes nothing. */
const BEFORE_ALL = Date.parse('2021-04-20T10:00:00Z');
/** A day after its overdue deadlines. */
const AFTER_ALL = Date.parse('2021-05-22T10:00:00Z');

function openCopy(name: string, now: number): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'things-counts-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const databasePath = join(directory, 'main.sqlite');
  copyFileSync(join(REAL, name, 'main.sqlite'), databasePath);
  return openBench({ databasePath, now: () => now });
}

/** Every number of a counts file with the query that must give it. */
function expectedCounts(text: string): { query: string; expected: number }[] {
  const found: { query: string; expected: number }[] = [];
  const add = (query: string, expected: string | undefined): void =>
    void found.push({ query: `SELECT count(*) AS n FROM ${query}`, expected: Number(expected) });
  const section = (title: string): string =>
    new RegExp(`^${title}[^\\n]*\\n((?:  [^\\n]*\\n)+)`, 'm').exec(text)?.[1] ?? '';
  for (const [, table, n] of section('tables').matchAll(/^ {2}(\w+) (\d+)$/gm)) add(String(table), n);
  const kinds = /type=(\d) status=(\d) trashed=(\d) {2}n=(\d+)/g;
  for (const [, type, status, trashed, n] of text.matchAll(kinds)) {
    add(`TMTask WHERE type = ${type} AND status = ${status} AND trashed = ${trashed}`, n);
  }
  for (const [, type, start, n] of text.matchAll(/type=(\d) start=(\d) {2}n=(\d+)/g)) {
    add(`TMTask WHERE type = ${type} AND start = ${start} AND status = 0 AND trashed = 0`, n);
  }
  const single = (label: string): string | undefined => new RegExp(`${label}: (\\d+)`).exec(text)?.[1];
  add('TMTask WHERE rt1_recurrenceRule IS NOT NULL', single('templates \\(rt1_recurrenceRule not null\\)'));
  add(
    'TMTask WHERE rt1_repeatingTemplate IS NOT NULL',
    single('instances \\(rt1_repeatingTemplate not null\\)'),
  );
  add('TMTask WHERE startBucket = 1', single('startBucket=1'));
  add('TMTask WHERE deadline IS NOT NULL', single('deadline set'));
  add('TMTask WHERE startDate IS NOT NULL', single('startDate set'));
  add('TMTask WHERE reminderTime IS NOT NULL', single('reminder'));
  add("TMTask WHERE notes <> ''", single('notes non-empty'));
  add('TMTask WHERE length(uuid) = 21', /base58\(21\)\|(\d+)/.exec(text)?.[1]);
  add('TMTask WHERE length(uuid) = 22', /base58\(22\)\|(\d+)/.exec(text)?.[1]);
  return found;
}

function titles(bench: Bench, name: Parameters<Bench['app']['list']>[0]): string[] {
  return bench.app
    .list(name)
    .map((id) => String(bench.row(id)['title']))
    .toSorted();
}

describe.skipIf(!existsSync(REAL))('the counts beside a real library', () => {
  it.each(NAMES)('hold for %s after the emulator opened it', (name) => {
    const bench = openCopy(name, BEFORE_ALL);
    const counts = expectedCounts(readFileSync(join(REAL, name, 'counts.txt'), 'utf8'));
    expect(counts.length).toBeGreaterThan(35);
    for (const { query, expected } of counts) {
      expect([query, bench.sql(query)[0]?.['n']]).toEqual([query, expected]);
    }
    expect(bench.sql('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it.each(NAMES)('agree with the lists of %s', (name) => {
    const bench = openCopy(name, BEFORE_ALL);
    const text = readFileSync(join(REAL, name, 'counts.txt'), 'utf8');
    const open = (start: number): number =>
      [...text.matchAll(new RegExp(`type=[01] start=${start} {2}n=(\\d+)`, 'g'))].reduce(
        (sum, match) => sum + Number(match[1]),
        0,
      );
    expect(bench.app.list('Inbox')).toHaveLength(open(0));
    // One open to-do is below a trashed project; the template is in no list.
    expect(bench.app.list('Anytime')).toHaveLength(open(1) - 1);
    expect([...bench.app.list('Someday'), ...bench.app.list('Upcoming')]).toHaveLength(open(2) - 1);
    const trashed = [...text.matchAll(/trashed=1 {2}n=(\d+)/g)].reduce(
      (sum, match) => sum + Number(match[1]),
      0,
    );
    expect(bench.app.list('Trash')).toHaveLength(trashed);
  });
});

describe.skipIf(!existsSync(REAL))('the lists of a real library', () => {
  it.each(NAMES)('are those of the frozen day in %s', (name) => {
    const early = openCopy(name, BEFORE_ALL);
    expect(titles(early, 'Today')).toEqual(['Project in Today', 'Repeating To-Do', 'To-Do in Today']);
    expect(titles(early, 'Upcoming')).toEqual(['To-Do in Upcoming', 'Upcoming To-Do in Today (yellow)']);
    const late = openCopy(name, AFTER_ALL);
    expect(titles(late, 'Today')).toEqual([
      'Overdue Todo automatically shown in Today',
      'Project in Today',
      'Repeating To-Do',
      'To-Do in Today',
      'Upcoming To-Do in Today (yellow)',
    ]);
    expect(titles(late, 'Evening')).toEqual([]);
    expect(titles(late, 'Upcoming')).toEqual(['To-Do in Upcoming']);
    expect(titles(late, 'Someday')).toEqual(['To-Do in Someday']);
    expect(titles(late, 'Inbox')).toEqual(['To-Do in Inbox', 'To-Do in Inbox with Checklist Items']);
    expect(titles(late, 'Anytime')).toContain('Overdue Todo not shown in Today');
    expect(titles(late, 'Anytime')).not.toContain('Task in Deleted Project');
  });

  it.each(NAMES)('log by hand in %s: what is closed stays where it was until the command', (name) => {
    const bench = openCopy(name, AFTER_ALL);
    const closed = (until: string): number =>
      Number(
        bench.sql(
          `SELECT count(*) AS n FROM TMTask WHERE type < 2 AND trashed = 0 AND status <> 0 AND stopDate <= ${until}
           AND COALESCE(project, '') NOT IN (SELECT uuid FROM TMTask WHERE trashed = 1)`,
        )[0]?.['n'],
      );
    const byHand = closed('(SELECT manualLogDate FROM TMSettings)');
    expect(bench.app.list('Logbook')).toHaveLength(byHand);
    bench.jxa('app.logCompletedNow()');
    expect(bench.app.list('Logbook')).toHaveLength(closed(String(AFTER_ALL / 1000)));
    expect(bench.app.list('Logbook').length).toBeGreaterThan(byHand + 15);
  });
});
