// An answer that has no page of its own: names and values, and where many things have the same figures, a table of them.

import { formatTable } from './table.ts';

/** Longer lists are told by their length. */
const MOST_ITEMS = 20;

type Row = readonly string[];

/** Writes every value with the path that leads to it. */
export function formatFacts(answer: unknown): string {
  const tables: string[] = [];
  const rows = rowsOf('', answer, tables);
  const facts = rows.length === 0 ? [] : [formatTable(rows, { maxCellWidth: 100 })];
  const all = [...facts, ...tables];
  return all.length === 0 ? 'Nothing to tell.' : all.join('\n\n');
}

function rowsOf(path: string, value: unknown, tables: string[]): readonly Row[] {
  const below = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(value)) {
    if (value.length === 0) return [[path, 'none']];
    if (value.length > MOST_ITEMS) return [[path, `${value.length} entries (all of them: --json)`]];
    return value.flatMap((item, index) => rowsOf(below(index + 1), item, tables));
  }
  if (!isRecord(value)) return [[path, value === null ? 'none' : wordOf(value)]];
  const table = tableOf(path, value);
  if (table === null)
    return Object.entries(value).flatMap(([key, inner]) => rowsOf(below(key), inner, tables));
  tables.push(table);
  return [];
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Things of one kind, of which those with nothing but zeros are left out; null where these are no such things. */
function tableOf(path: string, value: Readonly<Record<string, unknown>>): string | null {
  const things = Object.entries(value);
  const [first] = things;
  if (things.length < 3 || first === undefined || !isRecord(first[1])) return null;
  const names = Object.keys(first[1]);
  const cells = things.map(([thing, figures]) => [thing, ...figuresOf(figures, names)]);
  if (cells.some((row) => row.length !== names.length + 1)) return null;
  const telling = cells.filter(([, ...figures]) => figures.some((figure) => figure !== '0'));
  if (telling.length === 0) return `${path}: nothing`;
  return formatTable([[path, ...names], ...telling]);
}

/** The figures by their names; none where it has others. */
function figuresOf(figures: unknown, names: readonly string[]): readonly string[] {
  if (!isRecord(figures) || Object.keys(figures).join() !== names.join()) return [];
  const values = Object.values(figures);
  return values.every((one) => typeof one === 'number') ? values.map(String) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
