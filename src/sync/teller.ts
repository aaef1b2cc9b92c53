// A replica that only reports: what it says is merged like any other's, and nothing is ever planned for it.

import { isSameField } from '../engine/fields/agree.ts';
import type { ReplicaName } from '../model/ids.ts';
import { FIELD_NAMES } from '../model/task.ts';
import type { Replica } from './unit-of-work.ts';

/** Creates one. `title`: its display name; `sentenceTitle`: the same at the beginning of a sentence. */
export function createTeller(teller: {
  readonly name: ReplicaName;
  readonly title: string;
  readonly sentenceTitle: string;
}): Replica {
  const { name, title, sentenceTitle } = teller;
  return {
    name,
    title,
    isFounding: false,
    own: null,
    known: () => ({}),
    // Whatever it can say of a task is held as it was said.
    profile: () => ({
      replica: name,
      title: sentenceTitle,
      holds: () => new Set(FIELD_NAMES),
      project: (fields) => fields,
      satisfies: (field, held, wanted) => isSameField(field, held[field], wanted[field]),
      unsendable: () => [],
      keepsLineIds: true,
    }),
    reinterpret: (shadow) => shadow,
    lines: { areTasks: false },
    restoresAnew: false,
    hidesUnfinished: false,
    places: {
      heldName: (_kind, text) => text,
      fixedKinds: new Set(),
      tellsKinds: false,
      forgivesWithPlace: false,
    },
    readAnew: () => undefined,
    notices: () => [],
    standing: () => null,
  };
}
