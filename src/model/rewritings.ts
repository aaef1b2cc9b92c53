// Rewritings: what an app is known to do to the text that it is given, without losing anything of it.

import { isSame } from './same.ts';
import { canonicalTags, type FieldName, type SomeFields } from './task.ts';

/** One way in which a replica keeps text otherwise than it was given. */
export interface Rewriting {
  /** What happens, as the owner reads it. */
  readonly name: string;
  /** The fields whose text it happens to. */
  readonly fields: readonly FieldName[];
  /** Brings a text into a form in which the rewriting makes no difference. Idempotent. */
  readonly form: (text: string) => string;
}

/** Tells whether what a replica holds of a field is what is wanted there, but for rewritings that are known of it. */
export function isRewritten(
  name: FieldName,
  { held, wanted }: { readonly held: SomeFields; readonly wanted: SomeFields },
  known: readonly Rewriting[],
): boolean {
  if (held[name] === undefined || wanted[name] === undefined) return false;
  const inForm = (text: string): string =>
    known.filter(({ fields }) => fields.includes(name)).reduce((form, each) => each.form(form), text);
  return isSame(textsOf(name, held, inForm), textsOf(name, wanted, inForm));
}

/** The value of a field with each text in it in its form; tags as a set, and lines without their keys, which are the hub's. */
function textsOf(name: FieldName, fields: SomeFields, form: (text: string) => string): unknown {
  const { title, notes, tags, checklist } = fields;
  if (name === 'title') return form(title ?? '');
  if (name === 'notes') return form(notes ?? '');
  if (name === 'tags') return canonicalTags((tags ?? []).map((tag) => form(tag)));
  if (name === 'checklist') return checklist?.map((line) => ({ title: form(line.title), done: line.done }));
  return fields[name];
}
