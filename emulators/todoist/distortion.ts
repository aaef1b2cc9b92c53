/** Ways in which the server may keep something else than a command told it to. Off unless the chaos switches ask for one. */
import type { SyncCommand } from './sync/request.ts';

/** How what a command writes is kept otherwise. */
export type Distortion =
  /** `content` and `description` are cut at so many characters. */
  | { readonly kind: 'truncate'; readonly length: number }
  /** Only `content` is. */
  | { readonly kind: 'truncate_titles'; readonly length: number }
  /** They lose their outer blanks. */
  | { readonly kind: 'trim' }
  /** Runs of blanks in `content` become one. */
  | { readonly kind: 'collapse_blanks' }
  /** Letters with marks are kept in two parts, and lines end as on Windows. */
  | { readonly kind: 'decompose' }
  /** Blanks in label names become `_`. */
  | { readonly kind: 'underscore_labels' }
  /** Label names are kept in small letters. */
  | { readonly kind: 'lowercase_labels' }
  /** A label of this name is never kept. */
  | { readonly kind: 'drop_label'; readonly name: string };

/** The command whose effect is what is kept of the given one. Only what writes a task's own fields is touched. */
export function distorted(command: SyncCommand, distortion: Distortion): SyncCommand {
  const { type, args } = command;
  if ((type !== 'item_add' && type !== 'item_update') || typeof args !== 'object' || args === null)
    return command;
  const kept = Object.entries(args).map(
    ([name, value]) => [name, keptValue(name, value, distortion)] as const,
  );
  return { ...command, args: Object.fromEntries(kept) };
}

function keptValue(name: string, value: unknown, distortion: Distortion): unknown {
  if (name === 'labels' && Array.isArray(value)) return keptLabels(value, distortion);
  if (typeof value !== 'string' || (name !== 'content' && name !== 'description')) return value;
  if (distortion.kind === 'truncate') return value.slice(0, distortion.length);
  if (distortion.kind === 'truncate_titles')
    return name === 'content' ? value.slice(0, distortion.length) : value;
  if (distortion.kind === 'trim') return value.trim();
  if (distortion.kind === 'decompose') return value.normalize('NFD').replaceAll('\n', '\r\n');
  return distortion.kind === 'collapse_blanks' && name === 'content' ? value.replaceAll(/ +/g, ' ') : value;
}

function keptLabels(labels: readonly unknown[], distortion: Distortion): readonly unknown[] {
  if (distortion.kind === 'drop_label') return labels.filter((label) => label !== distortion.name);
  return labels.map((label) => (typeof label === 'string' ? keptLabel(label, distortion) : label));
}

function keptLabel(label: string, { kind }: Distortion): string {
  if (kind === 'underscore_labels') return label.replaceAll(' ', '_');
  if (kind === 'lowercase_labels') return label.toLowerCase();
  return kind === 'decompose' ? label.normalize('NFD') : label;
}
