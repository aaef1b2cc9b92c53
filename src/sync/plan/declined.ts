// What the owner said no to, beside what is planned: it is not told until it is changed itself.

import type { PlannedOperation } from '../../engine/plan-operation.ts';
import { isSame } from '../../model/same.ts';
import { fieldNamesOf, pickFields } from '../../model/task.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Pass } from '../unit-of-work.ts';

/**
 * What of a planned operation may be told beside what was declined for the same task; null where nothing may. What was declined and is
 * wanted no more, or otherwise, is forgotten.
 */
export function besideDeclined(
  pass: Pass,
  declined: OutboxEntry,
  planned: PlannedOperation | null,
): PlannedOperation | null {
  if (planned === null || planned.kind !== declined.kind) return forget(pass, declined, planned);
  if (planned.kind !== 'update') {
    const isSameWords = isSame(
      [declined.fields.title, declined.fields.notes],
      [planned.fields.title, planned.fields.notes],
    );
    return isSameWords ? null : forget(pass, declined, planned);
  }
  const names = fieldNamesOf(planned.fields);
  const kept = names.filter((name) => isSame(declined.fields[name], planned.fields[name]));
  if (kept.length === 0) return forget(pass, declined, planned);
  if (kept.length < fieldNamesOf(declined.fields).length)
    pass.store.outbox.change(declined.id, { fields: pickFields(declined.fields, kept) });
  const others = names.filter((name) => !kept.includes(name));
  if (others.length === 0) return null;
  return {
    kind: planned.kind,
    fields: pickFields(planned.fields, others),
    before: pickFields(planned.before, others),
  };
}

function forget(pass: Pass, { id }: OutboxEntry, planned: PlannedOperation | null): PlannedOperation | null {
  pass.store.outbox.remove(id);
  return planned;
}
