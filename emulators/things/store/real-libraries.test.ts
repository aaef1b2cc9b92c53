// Copies of libraries that the real app wrote: everything is kept, and commands work on them.
// Skipped where those files are not beside the project.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createThingsApp } from '../app.ts';
import { openBench } from '../test-bench.ts';

const REAL = fileURLToPath(new URL('../../../../shared/data/things/', import.meta.url));
const TABLES = [
  'TMTask',
  'TMArea',
  'TMTag',
  'TMTaskTag',
  'TMAreaTag',
  'TMChecklistItem',
  'TMSettings',
  'Meta',
];
/** Noon on the day after the last date of the demo content that was still open. */
const THEN = Date.parse('2021-05-08T10:00:00Z');

function copyOf(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'things-real-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'main.sqlite');
  copyFileSync(join(REAL, name, 'main.sqlite'), path);
  return path;
}

function contentOf(path: string): Record<string, unknown> {
  const reader = new DatabaseSync(path, { readOnly: true });
  const content = TABLES.map((table) => [
    table,
    reader.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all(),
  ]);
  reader.close();
  return Object.fromEntries(content);
}

describe.skipIf(!existsSync(REAL))('real libraries', () => {
  it.each(['v24', 'v29-upgraded'])('keeps every row of %s but promoted ones', (name) => {
    const path = copyOf(name);
    const before = contentOf(path);
    const app = createThingsApp({
      databasePath: path,
      now: () => THEN,
      zone: 'Europe/Berlin',
      durable: false,
    });
    app.checkInvariants();
    const promoted = (before['TMTask'] as readonly Record<string, unknown>[]).map((row) =>
      row['start'] === 2 && row['startDate'] === 132_469_248 ? { ...row, start: 1 } : row,
    );
    expect(contentOf(path)).toEqual({ ...before, TMTask: promoted });
    app.close();
  });

  it.each([
    ['v24', -1, 69_760],
    ['v29-upgraded', 0, null],
  ])('writes new rows of %s with the unused counters of its layout', (name, unused, nextInstance) => {
    const bench = openBench({ databasePath: copyOf(name), now: () => THEN });
    expect(bench.token).toMatch(/^[\w-]{22}$/);
    const project = String(bench.rowsByTitle('Project in Area 1')[0]?.['uuid']);
    const before = bench.row(project);
    bench.json([{ type: 'to-do', attributes: { title: 'new one', 'list-id': project } }]);
    expect(bench.rowsByTitle('new one')[0]).toMatchObject({
      untrashedLeafActionsCount: unused,
      openUntrashedLeafActionsCount: unused,
      checklistItemsCount: 0,
      rt1_nextInstanceStartDate: nextInstance,
      project,
    });
    expect(bench.row(project)).toEqual({
      ...before,
      untrashedLeafActionsCount: Number(before['untrashedLeafActionsCount']) + 1,
      openUntrashedLeafActionsCount: Number(before['openUntrashedLeafActionsCount']) + 1,
    });
  });

  it('makes the next instance of the real template after its instance is done', () => {
    let now = THEN;
    const bench = openBench({ databasePath: copyOf('v24'), now: () => now });
    const template = 'N1PJHsbjct4mb1bhcs7aHa';
    bench.app.person.complete('K9bx7h1xCJdevvyWardZDq');
    now += 8 * 86_400_000;
    bench.app.dayMaintenance();
    const open = bench.sql('SELECT * FROM TMTask WHERE rt1_repeatingTemplate = ? AND status = 0', template);
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({
      title: 'Repeating To-Do',
      reminderTime: 805_306_368,
      leavesTombstone: 1,
    });
  });

  it('refuses a layout from before 2023', () => {
    expect(() => createThingsApp({ databasePath: copyOf('v18') })).toThrow('layout 18');
  });
});
