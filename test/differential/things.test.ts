// Two thousand random sequences of URL and script commands: after each command the emulator's rows, stamps, counters
// and lists are those of an independent model of the documented rules. A failing sequence is named by its number.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import type { ThingsApp } from '../../emulators/things/app.ts';
import { drawCommand } from './things-commands.ts';
import type { Draw, ThingsCommand } from './things-draw.ts';
import { ThingsModel } from './things-model.ts';
import type { ModelItem } from './things-model.ts';

const SEQUENCES = 2000;
const MAX_COMMANDS = 10;
const PARTS = 20;
const LISTS = ['Inbox', 'Today', 'Evening', 'Upcoming', 'Anytime', 'Someday', 'Logbook', 'Trash'] as const;
/** Fixed offsets: the model counts days by arithmetic. `Etc/GMT+5` is five hours behind UTC. */
const ZONES: readonly (readonly [string, number])[] = [
  ['Etc/UTC', 0],
  ['Etc/GMT+11', -11],
  ['Etc/GMT-14', 14],
  ['Etc/GMT+5', -5],
];
const STATUS = ['open', '', 'canceled', 'completed'] as const;
const KINDS = ['todo', 'project', 'heading'] as const;

/** A repeatable source of draws (xorshift). */
function drawFrom(seed: number): Draw {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (share) => next() < share,
    pick: (list) => {
      const drawn = list[below(list.length)];
      if (drawn === undefined) throw new Error('nothing to pick from');
      return drawn;
    },
  };
}

type Cell = string | number | bigint | Uint8Array | null;
type Row = Readonly<Record<string, Cell>>;

/** One emulator, whose library is emptied for each sequence, with the model and the ids of the model's keys. */
class Pair {
  readonly app: ThingsApp;
  readonly ids = new Map<string, string>();
  readonly sent: string[] = [];
  model = new ThingsModel(0, 0);
  readonly #directory: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #tags: readonly Row[];
  constructor(seed: number) {
    this.#directory = mkdtempSync(join(tmpdir(), 'things-differential-'));
    const databasePath = join(this.#directory, 'main.sqlite');
    this.app = createThingsApp({
      databasePath,
      durable: false,
      seed,
      zone: 'Etc/UTC',
      now: () => this.model.now * 1000,
      schedule: () => undefined,
    });
    this.#db = new DatabaseSync(databasePath);
    this.#db.exec('PRAGMA synchronous = OFF');
    this.#tags = this.#all('SELECT uuid, title, "index" AS position FROM TMTag');
  }

  /** Empties the library and begins again at noon on 2026-02-27 on the wall clock of a zone. */
  begin(zone: string, offsetHours: number): void {
    this.model = new ThingsModel(Date.UTC(2026, 1, 27, 12) / 1000 - offsetHours * 3600 + 0.5, offsetHours);
    this.ids.clear();
    this.sent.length = 0;
    this.#db.exec('BEGIN IMMEDIATE');
    for (const table of [
      'TMTask',
      'TMChecklistItem',
      'TMTaskTag',
      'TMArea',
      'TMAreaTag',
      'TMTag',
      'TMTombstone',
    ]) {
      this.#db.exec(`DELETE FROM ${table}`);
    }
    for (const { uuid, title, position } of this.#tags) {
      this.#db
        .prepare('INSERT INTO TMTag (uuid, title, "index") VALUES (?, ?, ?)')
        .run(String(uuid), String(title), Number(position));
    }
    this.#db.exec('COMMIT');
    this.app.faults.dropBeyond250(false);
    this.app.setZone(zone);
  }

  close(): void {
    this.#db.close();
    this.app.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Sends a command, applies it to the model and learns the ids of what it made. */
  run(command: ThingsCommand): void {
    const { send } = command;
    this.sent.push(JSON.stringify(send));
    if ('url' in send) this.#open(send.url, send.parameters, command.outcome);
    else this.#script(send.script, send.argv, command.outcome);
    command.apply(this.model);
    this.#learnIds();
  }

  #idsFor(text: string): string {
    return text.replaceAll(/<(\w+)>/g, (_all, key: string) => this.ids.get(key) ?? 'unknown');
  }

  #open(command: string, parameters: Readonly<Record<string, string>>, outcome: unknown): void {
    const token = this.#all('SELECT uriSchemeAuthenticationToken AS token FROM TMSettings')[0]?.['token'];
    const all = { 'auth-token': String(token), ...parameters };
    const query = Object.entries(all).map(
      ([key, value]) => `${key}=${encodeURIComponent(this.#idsFor(value))}`,
    );
    this.app.openUrl(`things:///${command}?${query.join('&')}`);
    this.app.settle();
    expect([this.app.events.at(-1)?.kind, this.app.isRunning]).toEqual([outcome, true]);
  }

  #script(body: string, argv: readonly string[], outcome: unknown): void {
    const source = `function run(argv) {
      const app = Application('Things3');
      const it = app.toDos.byId(argv[0]);
      const dayOf = (text) => { const [y, m, d] = text.split('-').map(Number); return new Date(y, m - 1, d, 23, 59); };
      ${body};
    }`;
    const result = this.app.runJxa(
      source,
      argv.map((text) => this.#idsFor(text)),
    );
    const number = Number(/\((-?\d+)\)\n$/.exec(result.stderr)?.[1] ?? 0);
    expect([number, result.stdout]).toEqual([outcome, '']);
  }

  #learnIds(): void {
    for (const [key, item] of this.model.items) {
      if (!this.ids.has(key)) this.#learn(key, 'SELECT uuid FROM TMTask WHERE title = ?', item.title);
    }
    for (const [key, name] of this.model.areas) {
      if (!this.ids.has(key)) this.#learn(key, 'SELECT uuid FROM TMArea WHERE title = ?', name);
    }
  }

  #learn(key: string, query: string, name: string): void {
    const rows = this.#all(query, name);
    expect(rows.length, `rows of ${name}`).toBe(1);
    this.ids.set(key, String(rows[0]?.['uuid']));
  }

  #all(query: string, ...cells: readonly string[]): Row[] {
    const statement = this.#statements.get(query) ?? this.#db.prepare(query);
    this.#statements.set(query, statement);
    return statement.all(...cells);
  }

  /** What the emulator's file says, in the words of the model. */
  actual(withLists: boolean): Record<string, unknown> {
    const keys = new Map([...this.ids].map(([key, id]) => [id, key]));
    const keyOf = (id: Cell | undefined): string | null =>
      typeof id === 'string' ? (keys.get(id) ?? id) : null;
    const checks = Map.groupBy(
      this.#all('SELECT * FROM TMChecklistItem ORDER BY "index"'),
      (row) => row['task'],
    );
    const links = this.#all('SELECT tasks, title FROM TMTaskTag JOIN TMTag ON tags = uuid ORDER BY title');
    const tags = Map.groupBy(links, (row) => row['tasks']);
    const items = this.#all('SELECT * FROM TMTask').map((row) => [
      keyOf(row['uuid']),
      {
        ...wordsOf(row),
        area: keyOf(row['area']),
        project: keyOf(row['project']),
        heading: keyOf(row['heading']),
        tags: (tags.get(row['uuid']) ?? []).map((link) => String(link['title'])).toSorted(),
        checks: (checks.get(row['uuid']) ?? []).map((item) => ({
          title: item['title'],
          done: item['status'] === 3,
        })),
        leaves:
          row['type'] === 0 ? null : [row['untrashedLeafActionsCount'], row['openUntrashedLeafActionsCount']],
        checkCounts: row['type'] === 0 ? [row['checklistItemsCount'], row['openChecklistItemsCount']] : null,
      },
    ]);
    return {
      items: Object.fromEntries(items) as unknown,
      tags: this.#all(
        'SELECT a.title AS name, lower(b.title) AS parent FROM TMTag a LEFT JOIN TMTag b ON b.uuid = a.parent ORDER BY a.title',
      ),
      areas: this.#all('SELECT title FROM TMArea ORDER BY title').map((row) => row['title']),
      lists: !withLists
        ? null
        : LISTS.map((name) => [
            name,
            this.app
              .list(name)
              .map((id) => keys.get(id) ?? id)
              .toSorted(),
          ]),
      tombstones: this.#all('SELECT * FROM TMTombstone'),
    };
  }

  /** What the model says. */
  expected(withLists: boolean): Record<string, unknown> {
    const { model } = this;
    const leaves = (item: ModelItem): number[] => {
      const own = [...model.items.values()].filter((other) => other.heading === item.key);
      const below = (item.kind === 'project' ? model.children(item.key) : own).filter(
        (child) => !child.trashed,
      );
      return [below.length, below.filter((child) => child.status === 'open').length];
    };
    const items = [...model.items.values()].map((item) => {
      const { key, ...fields } = item;
      const isTodo = item.kind === 'todo';
      return [
        key,
        {
          ...fields,
          leaves: isTodo ? null : leaves(item),
          checkCounts: isTodo
            ? [item.checks.length, item.checks.filter((check) => !check.done).length]
            : null,
        },
      ];
    });
    const byName = (left: { name: string }, right: { name: string }): number =>
      left.name < right.name ? -1 : 1;
    return {
      items: Object.fromEntries(items) as unknown,
      tags: [...model.tags.values()].map((tag) => ({ ...tag })).toSorted(byName),
      areas: [...model.areas.values()].toSorted(),
      lists: !withLists ? null : LISTS.map((name) => [name, model.list(name)]),
      tombstones: [],
    };
  }
}

/** Columns of a row in the words of the model: days since 1970, minutes, words. */
function wordsOf(row: Row): object {
  const day = (packed: unknown): number | null =>
    packed === null
      ? null
      : Date.UTC(Number(packed) >> 16, ((Number(packed) >> 12) & 15) - 1, (Number(packed) >> 7) & 31) /
        86_400_000;
  const time = row['reminderTime'];
  return {
    kind: KINDS[Number(row['type'])],
    title: row['title'],
    notes: row['notes'],
    status: STATUS[Number(row['status'])],
    stop: row['stopDate'],
    created: row['creationDate'],
    modified: row['userModificationDate'],
    trashed: row['trashed'] === 1,
    start: row['start'],
    day: day(row['startDate']),
    evening: row['startBucket'] === 1,
    reminder: time === null ? null : (Number(time) >> 26) * 60 + ((Number(time) >> 20) & 63),
    deadline: day(row['deadline']),
    suppressed: day(row['deadlineSuppressionDate']),
  };
}

/** Runs one sequence; the clock moves by seconds to days between commands. */
function runSequence(pair: Pair, seed: number): number {
  const draw = drawFrom(seed);
  pair.begin(...draw.pick(ZONES));
  let names = 0;
  const name = (letter: string): string => `${letter}${(names += 1)}`;
  const length = 3 + draw.below(MAX_COMMANDS - 2);
  for (let at = 0; at < length; at += 1) {
    pair.model.pass(draw.pick([0, 1, 60, 1800, 86_400, 3 * 86_400]));
    pair.app.dayMaintenance();
    pair.run(drawCommand({ draw, model: pair.model, name }));
    const withLists = at === length - 1 || draw.chance(0.2);
    const [actual, expected] = [pair.actual(withLists), pair.expected(withLists)];
    // The plain comparison is many times faster; the other one explains.
    if (isDeepStrictEqual(actual, expected)) continue;
    expect(actual, `sequence ${seed}: ${pair.sent.join('\n')}`).toEqual(expected);
  }
  pair.app.checkInvariants();
  return length;
}

describe('random commands against the model of the rules', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))('agree, part %i', (part) => {
    const pair = new Pair(part + 1);
    let commands = 0;
    for (let at = 0; at < SEQUENCES / PARTS; at += 1) commands += runSequence(pair, part * 1000 + at + 1);
    pair.close();
    expect(commands).toBeGreaterThan((SEQUENCES / PARTS) * 3);
  });
});
