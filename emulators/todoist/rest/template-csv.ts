/** The table of a template file: CSV text to rows and back. Pure; knows the columns, not what they do. */

/** The columns in the vendor's order. */
const COLUMNS = [
  'TYPE',
  'CONTENT',
  'DESCRIPTION',
  'PRIORITY',
  'INDENT',
  'AUTHOR',
  'RESPONSIBLE',
  'DATE',
  'DATE_LANG',
  'TIMEZONE',
  'DURATION',
  'DURATION_UNIT',
  'DEADLINE',
  'DEADLINE_LANG',
] as const;

/** A row by column; an empty text where the file says nothing. */
export type TemplateRow = Readonly<Record<(typeof COLUMNS)[number], string>>;

const EMPTY_ROW = Object.fromEntries(COLUMNS.map((column) => [column, ''])) as TemplateRow;
const BYTE_ORDER_MARK = '\u{FEFF}';

/** Makes a row from the cells that are not empty. */
export function templateRow(cells: Partial<TemplateRow>): TemplateRow {
  return { ...EMPTY_ROW, ...cells };
}

/** Prints rows under the line of column names. */
export function printTemplate(rows: readonly TemplateRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => printCell(row[column])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}

/** Reads rows, blank ones left out; columns may come in any order. Null when the first line does not name them. */
export function parseTemplate(text: string): readonly TemplateRow[] | null {
  const [head, ...lines] = splitCells(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  const names = (head ?? []).map((name) => name.trim().toUpperCase());
  if (!names.includes('TYPE') || !names.includes('CONTENT')) return null;
  return lines
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) =>
      templateRow(Object.fromEntries(COLUMNS.map((column) => [column, cells[names.indexOf(column)] ?? '']))),
    );
}

function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Splits CSV text; a quoted cell may hold commas, line breaks and doubled quotes, a stray quote is text. */
function splitCells(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\r|\n|$)/g)) {
    const line = lines.at(-1);
    const quoted = match[1];
    line?.push(quoted === undefined ? (match[2] ?? '') : quoted.replaceAll('""', '"'));
    if (match[3] === '') break;
    if (match[3] !== ',') lines.push([]);
  }
  return lines;
}
