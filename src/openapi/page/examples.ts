// How a request looks with curl: what has to be sent, and no more. Pure.

import type { OpenApiDocument, OperationObject } from '../open-api.ts';
import type { JsonSchema } from '../schemas.ts';

const MAX_DEPTH = 6;

/** A body with all that has to be in it; null where no body is taken. */
export function bodyLines(body: JsonSchema | undefined, document: OpenApiDocument): string | null {
  return body === undefined ? null : JSON.stringify(exampleOf(body, document));
}

/** The command. `body`: JSON text. */
export function curlOf(
  {
    method,
    path,
    operation,
  }: { readonly method: string; readonly path: string; readonly operation: OperationObject },
  body: string | null,
): string {
  const wants = operation.security.map((one) => Object.keys(one)[0]);
  const needed = (operation.parameters ?? []).filter(
    ({ in: where, required }) => where === 'query' && required,
  );
  const query = needed.map(({ name, schema }) => `${name}=${String(exampleOf(schema, null))}`).join('&');
  const parts = [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(wants[0] === 'token' ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(wants[0] === 'repairToken' ? ['-H "X-Repair-Auth: $REPAIR_TOKEN"'] : []),
    ...(body === null || operation.requestBody?.required === false
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${body.replaceAll("'", String.raw`'\''`)}'`]),
    `"$URL${path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => `$${name.toUpperCase()}`)}${query === '' ? '' : `?${query}`}"`,
  ];
  return parts.join(' ');
}

/** A value that a schema takes, or one that shows what belongs there. */
export function exampleOf(schema: JsonSchema, document: OpenApiDocument | null, depth = 0): unknown {
  const { $ref: reference, const: constant, enum: choices, default: usual, type } = schema;
  if (depth > MAX_DEPTH) return null;
  if (typeof reference === 'string') {
    const named = document?.components.schemas[reference.split('/').at(-1) ?? ''];
    return named === undefined ? null : exampleOf(named, document, depth + 1);
  }
  if (constant !== undefined) return constant;
  if (usual !== undefined) return usual;
  if (Array.isArray(choices)) return choices[0];
  const [option] = ((schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined) ?? [];
  if (option !== undefined) return exampleOf(option, document, depth + 1);
  switch (type) {
    case 'object':
      return exampleObject(schema, document, depth);
    case 'array':
      return schema['items'] === undefined
        ? []
        : [exampleOf(schema['items'] as JsonSchema, document, depth + 1)];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? Math.max(0, schema['minimum']) : 0;
    case 'boolean':
      return true;
    case 'string':
      return '\u2026';
    default:
      return null;
  }
}

function exampleObject(schema: JsonSchema, document: OpenApiDocument | null, depth: number): unknown {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const members = Object.entries(properties).filter(([name]) => required.includes(name));
  return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(member, document, depth + 1)]));
}
