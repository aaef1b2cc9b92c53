// The API as an OpenAPI 3.1 document, made of the very endpoints that the Worker serves and of what is told of them. Pure.

import { GROUPS } from '../protocol/answers/all.ts';
import type { Operation } from '../protocol/answers/told.ts';
import { OLDER_ENDPOINTS } from '../protocol/endpoints/all.ts';
import type { Endpoint } from '../protocol/endpoints/endpoint.ts';
import { failureResponses, failuresOf, refersTo } from './failures.ts';
import type { OpenApiDocument, OperationObject } from './open-api.ts';
import { parametersOf } from './parameters.ts';
import { createSchemas, type Schemas } from './schemas.ts';
import { ABOUT, SECURITY_SCHEMES, securityOf, serversOf } from './words.ts';

/** How the document is made. */
export interface DocumentOptions {
  /** Of the package. */
  readonly version: string;
  /** Answers may have no member that is not described. For tests: clients are to pass over what they do not know. */
  readonly isStrict?: boolean;
}

const OLDER: ReadonlySet<Endpoint> = new Set(Object.values(OLDER_ENDPOINTS));

/** Makes the document. */
export function buildDocument({ version, isStrict = false }: DocumentOptions): OpenApiDocument {
  const schemas = createSchemas({ isStrict });
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { name, operations } of GROUPS) {
    for (const [id, operation] of Object.entries(operations)) {
      const { method, path } = operation.endpoint;
      const servers = serversOf(OLDER.has(operation.endpoint));
      const at = (paths[templateOf(path)] ??= { ...(servers !== null && { servers }) });
      at[method.toLowerCase()] = operationObject({ id, tag: name, operation, schemas });
    }
  }
  const responses = failureResponses(schemas);
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'todoist-things-sync', version, description: ABOUT },
    servers: [{ url: '/' }],
    tags: GROUPS.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: { schemas: schemas.named(), responses, securitySchemes: SECURITY_SCHEMES },
  };
}

/** A path in OpenAPI's words. */
export function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

function operationObject(parts: {
  readonly id: string;
  readonly tag: string;
  readonly operation: Operation;
  readonly schemas: Schemas;
}): OperationObject {
  const { id, tag, operation, schemas } = parts;
  const { endpoint, told } = operation;
  const { body } = endpoint.takes;
  const parameters = parametersOf(operation);
  return {
    operationId: id,
    tags: [tag],
    summary: told.summary,
    ...(told.more !== undefined && { description: told.more }),
    security: securityOf(endpoint.access ?? 'owner'),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: endpoint.isBodyOptional !== true,
        content: { 'application/json': { schema: schemas.input(body) } },
      },
    }),
    responses: responsesOf(operation, schemas),
  };
}

function responsesOf({ endpoint, told }: Operation, schemas: Schemas): OperationObject['responses'] {
  const isOlder = OLDER.has(endpoint);
  const failures = failuresOf(endpoint, isOlder, told.fails ?? []);
  const others = Object.entries(told.also ?? {}).map(([status, { does, answer }]) => [
    status,
    {
      description: does,
      ...(answer !== null && { content: { 'application/json': { schema: schemas.output(answer) } } }),
    },
  ]);
  return {
    // What answers with another status alone says so by an answer that can't be.
    ...(told.answer.type !== 'never' && {
      '200': {
        description: 'Done.',
        content: { [told.type ?? 'application/json']: { schema: schemas.output(told.answer) } },
      },
    }),
    ...Object.fromEntries(failures.map((status) => [status, { $ref: refersTo(status, isOlder) }])),
    ...Object.fromEntries(others),
  };
}
