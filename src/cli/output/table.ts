// Text tables for a terminal. Titles come from outside: nothing in them may reach the terminal as a command.

import stringWidth from 'string-width';
import { printable } from '../../model/printable.ts';

/** One row, cell by cell. */
export type Row = readonly string[];

const GAP = '  ';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Lays rows out in columns, each as wide as its widest cell up to `maxCellWidth`; longer cells end in an ellipsis. */
export function formatTable(
  rows: readonly Row[],
  options: { readonly maxCellWidth?: number; readonly indent?: string } = {},
): string {
  const { maxCellWidth = 60, indent = '' } = options;
  const cells = rows.map((row) => row.map((cell) => shortened(cell, maxCellWidth)));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
  }
  return cells
    .map(
      (row) =>
        indent +
        row
          .map((cell, column) => pad(cell, widths[column] ?? 0))
          .join(GAP)
          .trimEnd(),
    )
    .join('\n');
}

/** Makes text printable and cuts it to a width in terminal columns, ending it in an ellipsis: between characters, and never within an escape. */
export function shortened(text: string, maxWidth: number): string {
  const whole = printable(text);
  if (stringWidth(whole) <= maxWidth) return whole;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const shown = printable(segment);
    width += stringWidth(shown);
    if (width > maxWidth - 1) break;
    kept += shown;
  }
  return `${kept}\u2026`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
