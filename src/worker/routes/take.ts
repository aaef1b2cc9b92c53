// What a request brings to an endpoint: each part checked before anything is done with it.

import type { HonoRequest } from 'hono';
import type * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import type { Endpoint, Taken, Takes } from '../../protocol/endpoints/endpoint.ts';
import { noDryRunQuery, noQuery } from '../../protocol/endpoints/inputs.ts';
import { isOlderPath } from '../../protocol/endpoints/older/is-older.ts';
import type { CallFailure } from '../calls.ts';
import { parseJson, parseValue } from '../parse-input.ts';

/** Reads path, query and body by the schemas of the endpoint. Fails with `invalid_input`. */
export async function take<T extends Takes>(
  req: HonoRequest,
  endpoint: Endpoint<T>,
): Promise<Result<Taken<T>, CallFailure>> {
  const { takes, isBodyOptional } = endpoint;
  const path = takes.path === undefined ? ok(undefined) : parseValue(req.param(), takes.path, 'The path');
  if (!path.ok) return path;
  const query = readQuery(req, queryOf(endpoint));
  if (!query.ok) return query;
  const taken = { path: path.value, query: query.value };
  if (takes.body === undefined) return ok(taken as Taken<T>);
  const text = await req.text();
  const body = parseJson(text === '' && isBodyOptional === true ? '{}' : text, takes.body);
  return body.ok ? ok({ ...taken, body: body.value } as Taken<T>) : body;
}

/**
 * What may stand in the query where an endpoint says nothing of it; null: anything. Clients of today are told what they misspelt, older
 * ones add what they like.
 */
function queryOf({ takes, path, method, access }: Endpoint): z.ZodType | null {
  if (takes.query !== undefined) return takes.query;
  if (access === 'open') return null;
  if (!isOlderPath(path)) return noQuery;
  return method === 'GET' ? null : noDryRunQuery;
}

function readQuery(req: HonoRequest, schema: z.ZodType | null): Result<unknown, CallFailure> {
  if (schema === null) return ok(undefined);
  const values = Object.entries(req.queries());
  const twice = values.filter(([, all]) => all.length > 1);
  // Which of them is meant is anybody's guess.
  if (twice.length > 0) {
    const detail = 'The query gives one parameter more than once.';
    return err({ kind: 'invalid_input', detail, errors: [{ at: '', detail }] });
  }
  return parseValue(Object.fromEntries(values.map(([name, [value]]) => [name, value])), schema, 'The query');
}
