// Rewritings: changes that an app is known to make to text without losing any of it.

import { isSame } from './same.ts';
import { canonicalTags, type FieldName, type SomeFields } from './task.ts';

/** One way in which a replica changes the text it is given. */
export interface Rewriting {
  /** What happens, as shown to the owner. */
  readonly name: string;
  /** The fields that it applies to. */
  readonly fields: readonly FieldName[];
  /** Converts a text to a form in which the rewriting makes no difference. Idempotent. */
  readonly form: (text: string) => string;
}

/** Tells whether a replica's value of a field equals the wanted one apart from known rewritings. */
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

/** The value of a field with each text normalized by `form`. Tags count as a set, and lines lose their keys, which only the hub knows. */
function textsOf(name: FieldName, fields: SomeFields, form: (text: string) => string): unknown {
  const { title, notes, tags, checklist } = fields;
  if (name === 'title') return form(title ?? '');
  if (name === 'notes') return form(notes ?? '');
  if (name === 'tags') return canonicalTags((tags ?? []).map((tag) => form(tag)));
  if (name === 'checklist') return checklist?.map((line) => ({ title: form(line.title), done: line.done }));
  return fields[name];
}
