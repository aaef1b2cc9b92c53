// What stands in the path, the query and the headers of a request, as OpenAPI's parameters.

import * as z from 'zod';
import type { Operation } from '../protocol/answers/told.ts';
import type { Endpoint, WhenRepeated } from '../protocol/endpoints/endpoint.ts';
import type { ParameterObject } from './open-api.ts';
import type { JsonSchema } from './schemas.ts';

/** The parameters of an operation. */
export function parametersOf({ endpoint, told }: Operation): readonly ParameterObject[] {
  const { path, query } = endpoint.takes;
  const describe = (name: string): string => told.parameters?.[name] ?? '';
  return [...inPart('path', path, describe), ...inPart('query', query, describe), ...keyOf(endpoint)];
}

/** What repeating a request with the same key does, where the key is looked at. */
const REPEATING: Readonly<Record<Exclude<WhenRepeated, 'own_ids'>, string>> = {
  same_answer: 'repeating it with the same key within ten minutes returns the same answer.',
  refused:
    'repeating it with the same key within ten minutes does nothing and returns 409, because its answer is shown once and is not kept.',
};

function keyOf({ method, whenRepeated = 'same_answer' }: Endpoint): readonly ParameterObject[] {
  if (method !== 'POST' || whenRepeated === 'own_ids') return [];
  const description = `The request is carried out once; ${REPEATING[whenRepeated]} \`X-Request-Id\` is another name for it.`;
  const schema = { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' };
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema }];
}

function inPart(
  where: 'path' | 'query',
  schema: z.ZodType | undefined,
  describe: (name: string) => string,
): readonly ParameterObject[] {
  const shape = schema === undefined ? {} : shapeOf(schema);
  return Object.entries(shape).map(([name, part]) => ({
    name,
    in: where,
    required: !part.safeParse(undefined).success,
    description: describe(name),
    schema: valueOf(part),
  }));
}

/** The members of an object, whatever is made of it afterwards. */
function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const inner = schema instanceof z.ZodPipe ? (schema.in as z.ZodType) : schema;
  if (!(inner instanceof z.ZodObject)) throw new Error('broken invariant: parameters are no object');
  return inner.shape as Readonly<Record<string, z.ZodType>>;
}

/** In an address everything is text: what is a number or a truth value in it is described as such. */
function valueOf(part: z.ZodType): JsonSchema {
  if (part instanceof z.ZodOptional) return valueOf(part.unwrap() as z.ZodType);
  if (part instanceof z.ZodDefault) {
    const { defaultValue } = part.def;
    const value = valueOf(part.unwrap() as z.ZodType);
    const isTruth = value['type'] === 'boolean';
    return { ...value, default: isTruth ? defaultValue === 'true' : defaultValue };
  }
  if (part instanceof z.ZodPipe) {
    if (part.out instanceof z.ZodNumber) return withoutDialect(part.out, 'integer');
    return { type: 'integer', minimum: 0 };
  }
  if (part instanceof z.ZodEnum && part.options.join() === 'true,false') return { type: 'boolean' };
  return withoutDialect(part);
}

function withoutDialect(schema: z.ZodType, type?: string): JsonSchema {
  const { $schema: _dialect, ...turned } = z.toJSONSchema(schema, { io: 'input' });
  return { ...turned, ...(type !== undefined && { type }) };
}
