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
  'CPU',
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
    memory === null ? '-' : `${(memory.cpuMs / 1000).toFixed(2)} s`,
    memory === null ? '-' : megabytes(memory.pss),
    memory === null ? '-' : megabytes(memory.rss),
    String(each.requests),
    String(kv.reads + kv.writes + kv.lists + kv.deletes),
    String(each.rowsRead),
    String(each.rowsWritten),
    String(sum(Object.values(applied.todoist)) + sum(Object.values(applied.things))),
  ];
}

/**
 * How the work grows between the smallest and the largest size, for each run that was measured at both: by CPU time, which other
 * programs on the machine do not lengthen much, and by wall time where that can't be had.
 */
export function growthOf(measured: readonly Measurement[]): readonly string[] {
  return [...new Set(measured.map((each) => each.part))].flatMap((part) => {
    const same = measured.filter((each) => each.part === part);
    const [smallest, largest] = [same[0], same.at(-1)];
    if (smallest === undefined || largest === undefined || smallest.size === largest.size) return [];
    const slope = (workOf(largest) - workOf(smallest)) / (largest.size - smallest.size);
    const fixed = workOf(smallest) - slope * smallest.size;
    // On a straight line through the ends, what lies between is on it too; above it, growth slows down.
    const off = same.slice(1, -1).map((each) => workOf(each) / (fixed + slope * each.size) - 1);
    const between =
      off.length === 0
        ? ''
        : `; sizes between are off that line by ${off.map((share) => `${Math.round(100 * share)} %`).join(', ')}`;
    const unit = largest.memory === null ? 'wall time' : 'CPU time';
    return [
      `${part}, ${unit}: ${(fixed / 1000).toFixed(2)} s and ${slope.toFixed(2)} ms for each to-do${between}`,
    ];
  });
}

function workOf(each: Measurement): number {
  return each.memory?.cpuMs ?? each.wallMs;
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
