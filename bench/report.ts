// What was measured, as a table and as growth. Pure.

import type { CommandRun } from './sync-command.ts';

/** One run of the command at one size. */
export interface Measurement extends Omit<CommandRun, 'line'> {
  readonly size: number;
  readonly part: 'first' | 'second' | 'edit' | 'import' | 'import again';
  readonly kv: CommandRun['line']['kv'];
  readonly applied: CommandRun['line']['run']['applied'];
  readonly tasks: CommandRun['line']['tasks'];
}

const HEADINGS = [
  'to-dos',
  'run',
  'time',
  'per to-do',
  'PSS',
  'RSS',
  'requests',
  'KV',
  'rows read',
  'written',
  'applied',
];

/** One row for each measurement, after a row of headings. */
export function tableOf(measured: readonly Measurement[]): readonly (readonly string[])[] {
  return [HEADINGS, ...measured.map(rowOf)];
}

function rowOf(each: Measurement): readonly string[] {
  const { kv, applied, memory } = each;
  return [
    String(each.size),
    each.part,
    `${(each.wallMs / 1000).toFixed(2)} s`,
    `${(each.wallMs / each.size).toFixed(2)} ms`,
    memory === null ? '-' : megabytes(memory.pss),
    memory === null ? '-' : megabytes(memory.rss),
    String(each.requests),
    String(kv.reads + kv.writes + kv.lists + kv.deletes),
    String(each.rowsRead),
    String(each.rowsWritten),
    String(sum(Object.values(applied.todoist)) + sum(Object.values(applied.things))),
  ];
}

/** How time grows between the smallest and the largest size, for each run that was measured at both. */
export function growthOf(measured: readonly Measurement[]): readonly string[] {
  return [...new Set(measured.map((each) => each.part))].flatMap((part) => {
    const same = measured.filter((each) => each.part === part);
    const [smallest, largest] = [same[0], same.at(-1)];
    if (smallest === undefined || largest === undefined || smallest.size === largest.size) return [];
    const slope = (largest.wallMs - smallest.wallMs) / (largest.size - smallest.size);
    const fixed = smallest.wallMs - slope * smallest.size;
    // On a straight line through the ends, what lies between is on it too; above it, growth slows down.
    const off = same.slice(1, -1).map((each) => each.wallMs / (fixed + slope * each.size) - 1);
    const worst =
      off.length === 0
        ? ''
        : `; between, at most ${Math.round(100 * Math.max(...off.map(Math.abs)))} % off that line`;
    return [`${part}: ${(fixed / 1000).toFixed(2)} s and ${slope.toFixed(2)} ms for each to-do${worst}`];
  });
}

/** Names with their sizes, largest first. */
export function formatMegabytes(bytesByName: Readonly<Record<string, number>>): string {
  return Object.entries(bytesByName)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, bytes]) => `${name} ${megabytes(bytes)}`)
    .join(', ');
}

/** Rows with their columns aligned, numbers to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
