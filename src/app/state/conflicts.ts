// Conflicts as pages show them: what the person had wanted beside what stands now. Pure.

import type {
  ClientConflict,
  EditableField,
  EditIntent,
  FieldChange,
  Intent,
  TaskEdit,
} from '../../mobile-client/types.ts';
import type { ShownTask } from '../../mobile-client/view.ts';
import type { AppConflict } from './types.ts';

/** Describes a conflict. `shown`: the task as it stands; null: it is gone. */
export function appConflict(conflict: ClientConflict, shown: ShownTask | null): AppConflict {
  const wanted = wantedOf(conflict);
  const { kind } = mainOf(conflict);
  const fields = Object.entries(wanted).map(([name, mine]) => ({
    name,
    mine,
    theirs: shown?.fields[name] ?? null,
  }));
  return {
    task: conflict.task,
    title: shown?.title ?? titleOf(conflict),
    kind,
    reason: conflict.reason,
    fields,
    at: conflict.at,
    canTakeMine: kind === 'create' ? shown === null : shown !== null,
  };
}

/** The fields that the person had wanted, the last word on each. */
export function wantedOf(conflict: ClientConflict): TaskEdit {
  const wanted: Partial<Record<EditableField, unknown>> = {};
  for (const edit of editsOf(conflict))
    for (const [name, { to }] of Object.entries(edit.fields) as [EditableField, FieldChange][])
      wanted[name] = to;
  // They were edits when they were made.
  return wanted as TaskEdit;
}

/** A task that could not be created stays that, whatever was edited of it then; a deletion is the last word. */
export function mainOf(conflict: ClientConflict): Intent {
  const all = intentsOf(conflict);
  return all.find(({ kind }) => kind === 'create') ?? conflict.intent;
}

function intentsOf({ intent, also = [] }: ClientConflict): readonly Intent[] {
  return [...also, intent];
}

function editsOf(conflict: ClientConflict): readonly EditIntent[] {
  return intentsOf(conflict).filter((intent) => intent.kind === 'edit');
}

function titleOf(conflict: ClientConflict): string {
  const { title } = wantedOf(conflict);
  if (typeof title === 'string') return title;
  const main = mainOf(conflict);
  if (main.kind === 'create') return main.title;
  const seen = editsOf(conflict).flatMap(({ fields }) => fields.title?.from ?? []);
  return typeof seen[0] === 'string' ? seen[0] : 'A task that is gone';
}
