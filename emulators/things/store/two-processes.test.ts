// The app and a reader as two processes on one file in WAL mode: the reader always sees whole commands, the app never waits.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseSync } from 'node:sqlite';
import { openBench, thingsUrl } from '../test-bench.ts';

/**
 * Reads as fast as it can, each time one snapshot in one transaction, until the project is completed. Every command
 * adds a pair of to-dos, so an odd count, a counter that disagrees or a count that falls is a torn read.
 */
const READER = `
  import { DatabaseSync } from 'node:sqlite';
  const [path, project] = process.argv.slice(1);
  const db = new DatabaseSync(path, { readOnly: true });
  db.exec('PRAGMA busy_timeout = 2000');
  const count = db.prepare('SELECT count(*) AS n FROM TMTask WHERE project = ?');
  const row = db.prepare('SELECT untrashedLeafActionsCount AS n, status FROM TMTask WHERE uuid = ?');
  const links = db.prepare('SELECT count(*) AS n FROM TMTaskTag');
  const report = { reads: 0, sizes: 0, wrong: [], errors: [] };
  let last = -1;
  let told = 0;
  console.log('ready');
  for (let isDone = false; !isDone; report.reads += 1) {
    try {
      db.exec('BEGIN');
      const n = count.get(project).n;
      const parent = row.get(project);
      const tagged = links.get().n;
      db.exec('COMMIT');
      if (n % 2 !== 0 || parent.n !== n || tagged !== n / 2 || n < last) report.wrong.push([last, n, parent.n, tagged]);
      if (n !== last) report.sizes += 1;
      if (n - told >= 50) console.log('seen ' + (told = n));
      last = n;
      isDone = parent.status === 3;
    } catch (error) {
      report.errors.push(String(error));
      isDone = report.errors.length > 5;
    }
  }
  db.close();
  console.log(JSON.stringify({ ...report, last }));
`;

interface Report {
  readonly reads: number;
  readonly sizes: number;
  readonly wrong: readonly unknown[];
  readonly errors: readonly string[];
  readonly last: number;
}

/** Starts a reader and waits until it has the file open. */
async function startReader(
  path: string,
  project: string,
): Promise<{ seen(): number; report(): Promise<Report> }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', READER, path, project]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await expect.poll(() => output + complaints, { timeout: 10_000 }).not.toBe('');
  return {
    seen: () => Number(/.*seen (\d+)/s.exec(output)?.[1] ?? 0),
    report: async () => {
      await exited;
      const line = output.trim().split('\n').at(-1) ?? '';
      if (!line.startsWith('{')) throw new Error(`the reader died: ${complaints}`);
      return JSON.parse(line) as Report;
    },
  };
}

describe('app and reader in two processes', () => {
  it('never show a torn count and never block the app over 500 commands', async () => {
    const bench = openBench({ durable: true });
    bench.app.faults.dropBeyond250(false);
    const project = bench.app.person.addProject({ title: 'P' });
    const reader = await startReader(bench.databasePath, project);
    const pair = [
      { type: 'to-do', attributes: { title: 'a', 'list-id': project, tags: ['Home'] } },
      { type: 'to-do', attributes: { title: 'b', 'list-id': project } },
    ];
    const url = thingsUrl('json', { data: JSON.stringify(pair) });
    for (let command = 0; command < 500; command += 1) {
      bench.app.openUrl(url);
      bench.app.settle();
      // The reader runs on its own all the time; now and then the writer makes sure of that.
      if (command % 100 === 99) {
        await expect.poll(() => reader.seen(), { timeout: 10_000 }).toBeGreaterThan(command * 2 - 60);
      }
    }
    bench.app.person.complete(project);
    const report = await reader.report();
    expect({ ...report, reads: 0, sizes: 0 }).toEqual({
      reads: 0,
      sizes: 0,
      wrong: [],
      errors: [],
      last: 1000,
    });
    expect(report.sizes).toBeGreaterThan(5);
    expect(bench.app.events.filter((event) => event.kind !== 'ok')).toEqual([]);
  });

  it('let a reader keep an old snapshot for as long as it likes', () => {
    const bench = openBench({ durable: true });
    const slow = new DatabaseSync(bench.databasePath, { readOnly: true });
    slow.exec('BEGIN');
    const count = slow.prepare('SELECT count(*) AS n FROM TMTask');
    expect(count.get()).toEqual({ n: 0 });
    for (let at = 0; at < 300; at += 1) bench.app.person.addTodo({ title: `t${at}` });
    expect(count.get()).toEqual({ n: 0 });
    slow.exec('COMMIT');
    expect(count.get()).toEqual({ n: 300 });
    slow.close();
  });
});
