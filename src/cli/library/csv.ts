// Tables as CSV (RFC 4180).

/** Writes rows, the first of which names the columns. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/**
 * A spreadsheet takes a cell that begins so for a formula, which may call out: an apostrophe before it makes it text. Who reads it with a
 * program takes JSON, which has everything as it is.
 */
export function asText(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function cellOf(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
