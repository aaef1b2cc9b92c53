// Ways in which the app may keep something else than a command told it to. Off unless a fault asks for one.
// Each is idempotent: what was distorted once is not distorted further by the next command that touches it.
import type { AppState } from './state/app-state.ts';
import { checklistOf, copyOfItem, replaceChecklist } from './state/checklist.ts';
import { ensureTagIds, linkedTagNames, setTags } from './state/tags.ts';
import { TODO } from './store/rows.ts';

/** How what a command writes is kept otherwise. */
export type Distortion =
  /** Titles and notes are cut at so many characters. */
  | { readonly kind: 'truncate'; readonly length: number }
  /** Titles and notes lose their outer blanks. */
  | { readonly kind: 'trim' }
  /** Runs of blanks in titles become one. */
  | { readonly kind: 'collapse_blanks' }
  /** Letters with marks are kept in two parts, and lines end as on Windows. */
  | { readonly kind: 'decompose' }
  /** Blanks in tag names become `_`. */
  | { readonly kind: 'underscore_tags' }
  /** A tag of this name is never kept. */
  | { readonly kind: 'drop_tag'; readonly title: string }
  /** Only so many lines of a checklist are kept. */
  | { readonly kind: 'drop_checklist_tail'; readonly length: number };

/** Distorts every to-do that the present command touched. */
export function distortTouched(state: AppState, distortion: Distortion): void {
  for (const id of state.touched) {
    const row = state.task(id);
    if (row === undefined || row.type !== TODO) continue;
    distortTexts(state, id, distortion);
    distortTags(state, id, distortion);
    if (distortion.kind !== 'drop_checklist_tail') continue;
    const items = checklistOf(state, id);
    if (items.length > distortion.length)
      replaceChecklist(state, id, items.slice(0, distortion.length).map(copyOfItem));
  }
}

function distortTexts(state: AppState, id: string, distortion: Distortion): void {
  const { title, notes } = state.mustTask(id);
  const keep = (text: string): string => {
    if (distortion.kind === 'truncate') return text.slice(0, distortion.length);
    if (distortion.kind === 'trim') return text.trim();
    if (distortion.kind === 'decompose')
      return text.normalize('NFD').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
    return distortion.kind === 'collapse_blanks' ? text.replaceAll(/ +/g, ' ') : text;
  };
  state.changeTask(id, { title: keep(title ?? ''), notes: keep(notes ?? '') });
}

function distortTags(state: AppState, id: string, distortion: Distortion): void {
  const owner = { kind: 'task', id } as const;
  const names = linkedTagNames(state, owner);
  if (distortion.kind === 'underscore_tags') {
    setTags(
      state,
      owner,
      ensureTagIds(
        state,
        names.map((name) => name.replaceAll(' ', '_')),
      ),
    );
  }
  if (distortion.kind === 'drop_tag') {
    setTags(
      state,
      owner,
      ensureTagIds(
        state,
        names.filter((name) => name !== distortion.title),
      ),
    );
  }
}
