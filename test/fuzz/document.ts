// What the Worker's own OpenAPI document says that can be asked, as the fuzzer uses it.

import * as z from 'zod';

/** A JSON Schema, or the part of it that values are drawn from. */
export type Schema = Readonly<Record<string, unknown>>;

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().default(false),
  schema: z.record(z.string(), z.unknown()).default({}),
});

const operationSchema = z.object({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z
    .object({
      content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()).default({}) })),
    })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
});

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z
    .object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) })
    .default({ schemas: {} }),
});

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/** A value that stands in the path, the query or a header. */
type Parameter = z.infer<typeof parameterSchema>;

/** One method on one path. */
export interface Operation {
  /** In capitals. */
  readonly method: string;
  /** With its parameters in braces: `/v1/plan/{hash}/approve`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** null: it takes no body. */
  readonly body: Schema | null;
  /** It is also below `/t/{token}`. */
  readonly isBelowToken: boolean;
  /** The status codes that it may answer with. */
  readonly statuses: ReadonlySet<string>;
}

/** Everything that can be asked, and what its schemas refer to. */
export interface Surface {
  readonly operations: readonly Operation[];
  /** Finds what a `$ref` names; throws where nothing does. */
  readonly resolve: (reference: string) => Schema;
}

/** Reads an OpenAPI document. Throws where it is none. */
export function readDocument(json: unknown): Surface {
  const { paths, components } = documentSchema.parse(json);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) =>
        readOperation({ method, path, isBelowToken: 'servers' in methods }, operation),
      ),
  );
  return {
    operations,
    resolve: (reference) => {
      const found = components.schemas[reference.replace(/^#\/components\/schemas\//, '')];
      if (found === undefined) throw new Error(`the document has nothing at ${reference}`);
      return found;
    },
  };
}

function readOperation(at: Pick<Operation, 'method' | 'path' | 'isBelowToken'>, json: unknown): Operation {
  const { parameters, requestBody, responses } = operationSchema.parse(json);
  const [content] = Object.values(requestBody?.content ?? {});
  return {
    ...at,
    method: at.method.toUpperCase(),
    parameters,
    body: content?.schema ?? null,
    statuses: new Set(Object.keys(responses)),
  };
}
