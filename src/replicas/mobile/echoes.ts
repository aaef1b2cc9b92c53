// What of a whole task is no edit, but a value that the hub had and the device has not followed since. Pure.

import type { ObservedFields } from '../../model/link.ts';
import { fieldNamesOf, pickFields, type FieldName, type SomeFields } from '../../model/task.ts';
import type { MobileTaskInput } from '../../protocol/mobile.ts';
import { fieldsOfUpdated, type Calendar } from './mobile-task.ts';
import { asTaskFields, pickObserved } from './reported-fields.ts';
import type { SeenTask } from './seen-fields.ts';

/**
 * A client that sends whole tasks may be behind in some fields: what it shows of a value that the hub had meanwhile is not taken for an
 * edit. It may not know all of that value, such as the evening of a day.
 */
export function withoutEchoes(
  fields: ObservedFields,
  told: { readonly task: MobileTaskInput; readonly view: SeenTask; readonly calendar: Calendar },
): { readonly fields: ObservedFields; readonly passedOver: SomeFields } {
  const { task, view, calendar } = told;
  const wanted = asTaskFields(fields);
  const isShownAs = (name: FieldName, value: unknown): boolean => {
    const read = fieldsOfUpdated(task, { ...view.fields, [name]: value }, calendar);
    return read.ok && read.fields[name] === undefined;
  };
  const isEcho = (name: FieldName): boolean =>
    view.since.get(name)?.some((value) => isShownAs(name, value)) === true;
  const names = fieldNamesOf(wanted);
  return {
    fields: pickObserved(
      fields,
      names.filter((name) => !isEcho(name)),
    ),
    passedOver: pickFields(wanted, names.filter(isEcho)),
  };
}
