// Holds what a Worker answers in the suites against the description of the API: no answer of any test may be one that is not in it.

import * as z from 'zod';
import { buildDocument } from '../../src/openapi/document.ts';
import type { OperationObject, PathObject, ResponseObject } from '../../src/openapi/open-api.ts';

const document = buildDocument({ version: '0.0.0', isStrict: true });
const paths = Object.entries(document.paths).map(([template, at]) => ({ at, matches: patternOf(template) }));
const readers = new Map<string, z.ZodType>();

/** Throws where an answer is not as it is described; gives the operation's name. null: nothing is described of this address or method. */
export async function expectDescribed(
  method: string,
  path: string,
  response: Response,
): Promise<string | null> {
  const operation = operationOf(method, path);
  if (operation === undefined || response.status === 101) return null;
  const what = `${method} ${path.replace(/\?.*/, '')} (${operation.operationId}) answers ${response.status}`;
  const described = operation.responses[response.status];
  if (described === undefined) throw new Error(`${what}, which is not described`);
  const { content } = '$ref' in described ? sharedResponse(described.$ref) : described;
  const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
  const schema = content?.[type]?.schema;
  if (schema === undefined) throw new Error(`${what} as ${type}, which is not described`);
  const text = await response.clone().text();
  const read = readerOf(`${operation.operationId} ${response.status} ${type}`, schema).safeParse(
    type.endsWith('json') ? JSON.parse(text) : text,
  );
  if (!read.success) throw new Error(`${what} otherwise than described:\n${z.prettifyError(read.error)}`);
  return operation.operationId;
}

/** Today's operation at a path, below a token or not. */
function operationOf(method: string, path: string): OperationObject | undefined {
  const { pathname } = new URL(path, 'http://worker');
  const name = method.toLowerCase() as keyof PathObject & ('get' | 'post' | 'put' | 'delete');
  const below = /^\/t\/[^/]+(\/.*)$/.exec(pathname)?.[1];
  const found = paths.find(({ at, matches }) => matches.test(below ?? pathname) && at[name] !== undefined);
  // Below a token there are only the addresses that say so.
  return below === undefined || found?.at.servers !== undefined ? found?.at[name] : undefined;
}

function sharedResponse(reference: string): ResponseObject {
  const shared = document.components.responses[reference.split('/').at(-1) ?? ''];
  if (shared === undefined) throw new Error(`${reference} leads nowhere`);
  return shared;
}

function readerOf(name: string, schema: Readonly<Record<string, unknown>>): z.ZodType {
  const known = readers.get(name);
  if (known !== undefined) return known;
  // As JSON Schema alone, outside of an OpenAPI document.
  const alone = JSON.stringify({ ...schema, $defs: document.components.schemas });
  const reader = z.fromJSONSchema(JSON.parse(alone.replaceAll('#/components/schemas/', '#/$defs/')));
  readers.set(name, reader);
  return reader;
}

/** A path that is written out comes before one with a parameter in that place: none of ours are both. */
function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
