// Values for requests: such as a schema asks for, and such as nobody should send.

import type { Random } from '../sim/random.ts';
import type { Schema, Surface } from './document.ts';

/** What values are drawn with. */
export interface Source {
  readonly random: Random;
  readonly resolve: Surface['resolve'];
  /** Ids and hashes that mean something to the Worker. */
  readonly known: readonly string[];
}

const MAX_DEPTH = 6;

/** Texts, numbers and shapes that have broken programs before. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.1,
  1e308,
  2 ** 53 + 2,
  -(2 ** 31) - 1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202eevil\u202c',
  '\u001b[2J\u001b]0;title\u0007',
  'e\u0301\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../../etc/passwd',
  '%00%2e%2e%2f',
  "'; DROP TABLE tasks; --",
  '${7*7}{{7*7}}<script>alert(1)</script>',
  '9'.repeat(400),
  '-0',
  'NaN',
  '2026-02-30',
  '+275760-09-13T00:00:00.001Z',
  'x'.repeat(70_000),
  [],
  {},
  [[[[[[[[]]]]]]]],
  { length: 5 },
  { toString: 'no function', valueOf: null },
];

/** Something hostile. */
export function hostileValue({ random }: Source): unknown {
  return random.pick(HOSTILE);
}

/** Draws a value that a schema asks for, as far as that can be seen in the schema alone. */
export function drawValue(source: Source, schema: Schema, depth = 0): unknown {
  const { random, resolve } = source;
  if (typeof schema['$ref'] === 'string') return drawValue(source, resolve(schema['$ref']), depth + 1);
  if ('const' in schema) return schema['const'];
  const choices = listOf(schema['enum']);
  if (choices.length > 0) return random.pick(choices);
  for (const word of ['anyOf', 'oneOf'] as const) {
    const schemas = listOf(schema[word]).map(asSchema);
    if (schemas.length > 0) return drawValue(source, random.pick(schemas), depth + 1);
  }
  const all = listOf(schema['allOf']).map(asSchema);
  if (all.length > 0) return drawValue(source, Object.assign({}, ...all) as Schema, depth + 1);
  return drawByType(source, schema, depth);
}

function drawByType(source: Source, schema: Schema, depth: number): unknown {
  const { random } = source;
  const types = Array.isArray(schema['type']) ? listOf(schema['type']) : [schema['type'] ?? 'anything'];
  switch (random.pick(types)) {
    case 'string':
      return drawString(source, schema);
    case 'integer':
    case 'number':
      return drawNumber(random, schema);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'array':
      return drawArray(source, schema, depth);
    case 'object':
      return drawObject(source, schema, depth);
    default:
      return hostileValue(source);
  }
}

function drawString(source: Source, schema: Schema): string {
  const { random, known } = source;
  const pattern = typeof schema['pattern'] === 'string' ? new RegExp(schema['pattern'], 'u') : null;
  const fits = (text: string): boolean => pattern === null || pattern.test(text);
  const drawn = [
    random.pick([...known, 'x']),
    String(random.below(1000)),
    '2026-11-30',
    '2026-11-30T12:00:00.000Z',
    'true',
    'Call the dentist',
    'a1b2c3d4e5f60718'.repeat(4),
  ].filter(fits);
  return drawn.length === 0 ? 'x' : random.pick(drawn);
}

function drawNumber(random: Random, schema: Schema): number {
  const least = typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
  const most = typeof schema['maximum'] === 'number' ? schema['maximum'] : least + 1000;
  return random.pick([least, most, Math.floor(least + random.next() * (most - least))]);
}

function drawArray(source: Source, schema: Schema, depth: number): unknown[] {
  const items = asSchema(schema['items'] ?? {});
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  const count = depth > MAX_DEPTH ? least : least + source.random.below(4);
  return Array.from({ length: count }, () => drawValue(source, items, depth + 1));
}

function drawObject(source: Source, schema: Schema, depth: number): Record<string, unknown> {
  const { random } = source;
  const properties = Object.entries(asSchema(schema['properties'] ?? {}));
  const required = new Set(listOf(schema['required']));
  const drawn = properties
    .filter(([name]) => required.has(name) || (depth <= MAX_DEPTH && random.chance(0.5)))
    .map(([name, each]) => [name, drawValue(source, asSchema(each), depth + 1)] as const);
  const others = asSchema(schema['additionalProperties'] ?? {});
  const isOpen = Object.keys(others).length > 0 && depth <= MAX_DEPTH;
  const more = isOpen
    ? [[random.pick([...source.known, 'key']), drawValue(source, others, depth + 1)] as const]
    : [];
  return Object.fromEntries([...drawn, ...more]);
}

/** The value with one place of it spoilt: something else there, a member too many, or one that is missing. */
export function spoil(source: Source, value: unknown): unknown {
  const { random } = source;
  const isInner = typeof value === 'object' && value !== null && random.chance(0.7);
  if (!isInner) return hostileValue(source);
  if (Array.isArray(value)) {
    if (value.length === 0) return [hostileValue(source)];
    const at = random.below(value.length);
    return value.map((each: unknown, index) => (index === at ? spoil(source, each) : each));
  }
  const entries = Object.entries(value);
  const how = random.below(3);
  if (how === 0 || entries.length === 0)
    return Object.fromEntries([
      ...entries,
      [random.pick(['__proto__', 'constructor', 'extra', '']), hostileValue(source)],
    ]);
  const at = random.below(entries.length);
  if (how === 1) return Object.fromEntries(entries.filter((_entry, index) => index !== at));
  return Object.fromEntries(
    entries.map(([name, each], index) => [name, index === at ? spoil(source, each) : each]),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}
