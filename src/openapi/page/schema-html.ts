// A JSON Schema as HTML: its type in a few words, and its members as a list.

import { escaped, markdown } from './html.ts';
import type { JsonSchema } from '../schemas.ts';

/** Where a schema with a name is described. */
export function anchorOfSchema(name: string): string {
  return `schema-${name}`;
}

/** The type in a few words. */
export function typeOf(schema: JsonSchema): string {
  const { $ref: reference, const: constant, enum: choices, type, items, description: _text } = schema;
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1) ?? '';
    return `<a href="#${anchorOfSchema(name)}">${escaped(name)}</a>`;
  }
  if (constant !== undefined) return code(constant);
  if (Array.isArray(choices)) return choices.map((choice) => code(choice)).join(' or ');
  const options = optionsOf(schema);
  if (options.length > 0) return [...new Set(options.map((option) => typeOf(option)))].join(' or ');
  if (isNothing(schema)) return 'nothing';
  if (type === 'array') {
    if (isNothing(items as JsonSchema)) return 'an empty list';
    return `list of ${items === undefined ? tupleOf(schema) : typeOf(items as JsonSchema)}`;
  }
  if (type === 'object') return mapOf(schema) ?? 'object';
  if (typeof type !== 'string') return 'anything';
  return `${type}${boundsOf(schema)}`;
}

/** The members of an object, of a list's items, or of each choice; where there are none, the type. */
export function membersOf(schema: JsonSchema): string {
  const inner = listIn(schema);
  return inner === '' ? `<p class="type">${typeOf(schema)}</p>` : inner;
}

function listIn(schema: JsonSchema): string {
  const { properties, required = [], items, additionalProperties } = schema;
  if (typeof schema['$ref'] === 'string') return '';
  const options = optionsOf(schema);
  if (options.some((option) => listIn(option) !== '')) {
    const lists = options.map((option) => `<li><span>${typeOf(option)}</span>${listIn(option)}</li>`);
    return `<p class="type">one of</p><ul>${lists.join('')}</ul>`;
  }
  if (typeof properties === 'object' && properties !== null) {
    const members = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, member]) =>
      memberOf(name, member, (required as readonly string[]).includes(name)),
    );
    return members.length === 0 ? '' : `<ul>${members.join('')}</ul>`;
  }
  if (typeof items === 'object' && items !== null) {
    const list = listIn(items as JsonSchema);
    return list === '' ? '' : `<p class="type">list of</p>${list}`;
  }
  if (typeof additionalProperties === 'object' && additionalProperties !== null)
    return listIn(additionalProperties as JsonSchema);
  return '';
}

function memberOf(name: string, schema: JsonSchema, isRequired: boolean): string {
  const { description } = schema;
  const says = typeof description === 'string' ? `. ${markdown(description)}` : '';
  const isPlain = listIn(schema) === '';
  return `<li><code>${escaped(name)}</code>${isRequired ? '' : '<i>, optional</i>'}: <span class="type">${typeOf(schema)}</span>${says}${isPlain ? '' : listIn(schema)}</li>`;
}

/** What it may be, each by itself; several types in one schema are as many choices. */
function optionsOf(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf, type } = schema;
  if (Array.isArray(type)) return type.map((one: unknown) => ({ ...schema, type: one }));
  return (anyOf ?? oneOf ?? []) as readonly JsonSchema[];
}

function isNothing(schema: JsonSchema | undefined): boolean {
  return schema !== undefined && JSON.stringify(schema['not']) === '{}';
}

function tupleOf({ prefixItems }: JsonSchema): string {
  const items = (prefixItems ?? []) as readonly JsonSchema[];
  return items.length === 0 ? 'anything' : `${items.length}: ${items.map((item) => typeOf(item)).join(', ')}`;
}

/** An object whose members have any name. */
function mapOf({ properties, additionalProperties: values }: JsonSchema): string | null {
  if (properties !== undefined || typeof values !== 'object' || values === null) return null;
  return `object, each member ${typeOf(values as JsonSchema)}`;
}

function boundsOf({ minimum, maximum, minLength, maxLength, default: usual }: JsonSchema): string {
  const isWide = typeof maximum === 'number' && maximum >= Number.MAX_SAFE_INTEGER;
  const most = isWide ? undefined : maximum;
  const parts = [
    ...range(minimum, most, ''),
    ...range(minLength, maxLength, ' characters'),
    ...(usual === undefined ? [] : [`usually ${code(usual)}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function range(from: unknown, to: unknown, of: string): readonly string[] {
  if (typeof from === 'number' && typeof to === 'number') return [`${from}\u2013${to}${of}`];
  if (typeof to === 'number') return [`up to ${to}${of}`];
  return typeof from === 'number' && from > -Number.MAX_SAFE_INTEGER ? [`from ${from}${of}`] : [];
}

function code(value: unknown): string {
  return `<code>${escaped(JSON.stringify(value))}</code>`;
}
