// Schemas of zod as JSON Schema, those with a name once for all. Pure.

import * as z from 'zod';

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Turns schemas over, and keeps those that have a name. */
export interface Schemas {
  /** What may be sent. */
  readonly input: (schema: z.ZodType) => JsonSchema;
  /** What is answered. */
  readonly output: (schema: z.ZodType) => JsonSchema;
  /** All that have a name, so far. */
  readonly named: () => Readonly<Record<string, JsonSchema>>;
}

const NAMED = '#/components/schemas/';

/** Begins with none. `isStrict`: what is answered has no member that is not described. */
export function createSchemas({ isStrict }: { readonly isStrict: boolean }): Schemas {
  const known = new Map<string, JsonSchema>();
  const turn = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    const isOpen = io === 'output' && !isStrict;
    const turned = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    const { $schema: _dialect, $defs = {}, ...rest } = tidied(turned, isOpen) as Record<string, unknown>;
    for (const [name, part] of Object.entries($defs as Record<string, JsonSchema>)) {
      const before = known.get(name);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(part))
        throw new Error(`broken invariant: two schemas have the name ${name}`);
      known.set(name, part);
    }
    return rest;
  };
  return {
    input: (schema) => turn(schema, 'input'),
    output: (schema) => turn(schema, 'output'),
    named: () => Object.fromEntries([...known].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Has references lead to where the document keeps what has a name. `isOpen`: more members may come one day. */
function tidied(part: unknown, isOpen: boolean): unknown {
  if (Array.isArray(part)) return part.map((each) => tidied(each, isOpen));
  if (typeof part !== 'object' || part === null) return part;
  const members = Object.entries(part).flatMap(([key, value]): [string, unknown][] => {
    if (key === '$ref' && typeof value === 'string') return [[key, value.replace(/^#\/\$defs\//, NAMED)]];
    if (key === 'additionalProperties' && value === false && isOpen) return [];
    return [[key, tidied(value, isOpen)]];
  });
  return Object.fromEntries(members);
}
