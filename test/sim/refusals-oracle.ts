// What must hold where an app keeps something else than it is told: what it refuses is said, and touches nothing elsewhere.

import { CUT_LENGTH } from './distortions.ts';
import type { World } from './world.ts';

/** Fields that a replica keeps otherwise than it was told, by task: the status says so, and nobody is asked again. */
export function saidRefusals(world: World): ReadonlyMap<string, readonly RefusedField[]> {
  if (!world.mayRefuse) return new Map();
  const refused = [...world.store.tasks.all()].flatMap(({ id }) => {
    const fields = world.store.links
      .of(id)
      .flatMap((link) => Object.keys(link.refused).map((field) => ({ field, by: link.replica })));
    return fields.length === 0 ? [] : [[id, fields] as const];
  });
  return new Map(refused);
}

/** A field that a replica did not keep as it was told. */
export interface RefusedField {
  readonly field: string;
  readonly by: string;
}

/** What one side would not keep stays on the other one as the hub has it. */
export function overwritten(
  { title, notes }: { readonly title: string; readonly notes: string | null },
  {
    item,
    todo,
    refused,
  }: {
    readonly item: { readonly content: string; readonly description: string };
    readonly todo: { readonly title: string; readonly notes: string };
    readonly refused: readonly RefusedField[];
  },
): readonly string[] {
  const texts = { todoist: [item.content, item.description], things: [todo.title, todo.notes] } as const;
  return refused.flatMap(({ field, by }) => {
    const [shownTitle, shownNotes] = texts[by === 'todoist' ? 'things' : 'todoist'];
    const isKept = field === 'title' ? shownTitle === title : shownNotes.trim() === (notes ?? '').trim();
    const isText = field === 'title' || field === 'notes';
    return isText && !isKept ? [`${field} of “${title}” was changed by what ${by} made of it`] : [];
  });
}

/** A title that was cut is in the hub only where the owner has chosen it. */
export function takenForEdits(world: World): readonly string[] {
  if (!world.mayRefuse) return [];
  const chosen = world.account
    .conflicts({ waitingOnly: false, limit: 100_000 })
    .filter(
      ({ field, cause, outcome }) => field === 'title' && cause === 'read_back' && outcome === 'replica',
    )
    .map(({ task, replicaValue }) => `${task} ${String(replicaValue)}`);
  return [...world.store.tasks.all()]
    .filter(({ fields }) => fields.title.length === CUT_LENGTH)
    .filter(({ id, fields }) => !chosen.includes(`${id} ${fields.title}`))
    .map(({ fields }) => `the cut title “${fields.title}” was taken for an edit`);
}
