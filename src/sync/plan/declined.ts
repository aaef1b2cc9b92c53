// Changes that the owner declined. They are kept next to what is planned, and not sent until the field is changed again.

import type { PlannedOperation } from '../../engine/plan-operation.ts';
import { isSame } from '../../model/same.ts';
import { fieldNamesOf, pickFields } from '../../model/task.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Pass } from '../unit-of-work.ts';

/**
 * The part of a planned operation that may be sent despite what was declined for the same task; null if nothing may. A declined
 * value that the hub no longer wants is forgotten.
 */
export function withoutDeclined(
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
