// docs/storage.md tells all that is stored: every table and column of the working state and of the agent's journal, every single
// value by key, every file of a state directory.

import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AgentJournal } from '../../src/agent/state/journal.ts';
import { prepareTables, STORE_VERSION } from '../../src/hub/sqlite/schema.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { filesBelow, textOf } from './project-files.ts';

const page = textOf('docs/storage.md');

/** Columns by table, as these sections tell them: a heading `### \`table\`` and a row that begins with `| \`column\` |` each. */
function toldTables(...names: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const sections = page.split(/^## /m).filter((text) => names.some((name) => text.startsWith(name)));
  const tables = sections.flatMap((section) => section.split(/^### /m).slice(1));
  return Object.fromEntries(
    tables.map((text) => [
      /^`(\w+)`/.exec(text)?.[1] ?? text.split('\n', 1)[0],
      [...text.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? ''),
    ]),
  );
}

function tablesOf(rows: (sql: string) => readonly Readonly<Record<string, unknown>>[]) {
  const tables = rows(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`);
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      rows(`SELECT name FROM pragma_table_info('${String(name)}')`).map((column) => String(column['name'])),
    ]),
  );
}

/** Keys that the code reads or writes in `meta`. */
function metaKeys(): ReadonlySet<string> {
  const sources = filesBelow('src', ['.ts']).filter((path) => !path.endsWith('.test.ts'));
  const text = sources.map((path) => textOf(path)).join('\n');
  const literal = [...text.matchAll(/meta\.(?:get|set)\(\s*'(\w+)'/g)];
  const named = [...text.matchAll(/meta\.(?:get|set)\(\s*([A-Z_]+)/g)].map((use) =>
    new RegExp(`const ${use[1] ?? ''} = '(\\w+)'`).exec(text),
  );
  return new Set(['store_version', ...[...literal, ...named].map((match) => match?.[1] ?? '?')]);
}

describe('the page on storage', () => {
  it('tells every table and column of the working state, in its version', () => {
    const database = openNodeDatabase(':memory:');
    onTestFinished(() => database.close());
    prepareTables(database);
    expect(toldTables('Working state', 'Batch documents', 'Legacy keys')).toEqual(
      tablesOf((sql) => database.run(sql)),
    );
    expect(page).toContain(`Layout ${STORE_VERSION}.`);
  });

  it('tells every table and column of the agent’s journal', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ttsync-tidy-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    new AgentJournal(directory).close();
    const database = new DatabaseSync(join(directory, 'agent.sqlite'), { readOnly: true });
    onTestFinished(() => database.close());
    expect(toldTables('Agent’s journal')).toEqual(tablesOf((sql) => database.prepare(sql).all()));
  });

  it('tells every single value by its key, and no other', () => {
    const section = page.split(/^## /m).find((text) => text.startsWith('Keys of `meta`')) ?? '';
    const told = [...section.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1] ?? '');
    expect(new Set(told)).toEqual(metaKeys());
  });

  it('tells every file of a state directory', () => {
    const names = [...textOf('src/local/state-directory.ts').matchAll(/_FILE = '([\w.]+)'/g)].map(
      (match) => match[1] ?? '',
    );
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
