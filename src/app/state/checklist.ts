// Edits of a checklist line by line: what others did to other lines meanwhile stays. Pure but for the keys of new lines.

import type { ChecklistLine } from '../../mobile-client/types.ts';

/** One line. */
export type Line = ChecklistLine;

/** With a new line at the end. Its key is the device's own until the hub has it. */
export function withLine(list: readonly Line[], title: string): readonly Line[] {
  return [...list, { key: `new:${crypto.randomUUID()}`, title, done: false }];
}

/** With another title or state of a line; null: there is no such line. */
export function withEdit(
  list: readonly Line[],
  key: string,
  edit: { readonly title?: string; readonly done?: boolean },
): readonly Line[] | null {
  if (!has(list, key)) return null;
  return list.map((line) => (line.key === key ? { ...line, ...edit } : line));
}

/** Without a line; null: there is no such line. */
export function without(list: readonly Line[], key: string): readonly Line[] | null {
  return has(list, key) ? list.filter((line) => line.key !== key) : null;
}

/** With a line at another position, from 0; null: there is no such line. */
export function withMove(list: readonly Line[], key: string, to: number): readonly Line[] | null {
  const line = list.find((one) => one.key === key);
  if (line === undefined) return null;
  const others = list.filter((one) => one !== line);
  return [...others.slice(0, to), line, ...others.slice(to)];
}

function has(list: readonly Line[], key: string): boolean {
  return list.some((line) => line.key === key);
}
