// One address of the API as both of its ends know it: where it is, who may ask, and what it takes. What is answered stands apart, in
// `answers`: the Worker needs no schema of that.

import type * as z from 'zod';

/** What a request may bring, each part by its schema. */
export interface Takes {
  readonly path?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

/**
 * What becomes of a request whose key (`Idempotency-Key`, `X-Request-Id`) came before. `same_answer`: it is answered as before; `refused`:
 * 409, since what was answered may be a secret and is kept nowhere; `own_ids`: the key is not looked at, and what the request itself brings
 * (ids of operations, deliveries and changes, a signature, a code) keeps it from being carried out twice.
 */
export type WhenRepeated = 'same_answer' | 'refused' | 'own_ids';

/** How an address differs from the usual. */
export interface EndpointOptions {
  /** `open`: anybody may ask; `signed`: anybody whose signature the route finds right; `code`: anybody who brings a pairing code, where each 401 counts as a guess; `open_or_owner`: anybody, and whoever brings a token brings the right one; `older`: the owner and older clients; `repair`: who has the repair token; `repair_or_owner`: either; `owner_alone`: nobody else's token, not even to look. Without it, the owner and whoever may look. */
  readonly access?:
    | 'open'
    | 'signed'
    | 'code'
    | 'open_or_owner'
    | 'owner'
    | 'owner_alone'
    | 'older'
    | 'repair'
    | 'repair_or_owner';
  /** Larger bodies are refused before they are read; without it, `DEFAULT_MAX_BODY_BYTES`. */
  readonly maxBodyBytes?: number;
  /** What becomes of a POST whose key came before; without it, `same_answer`. */
  readonly whenRepeated?: WhenRepeated;
  /** No body at all is as good as `{}`. */
  readonly isBodyOptional?: boolean;
}

/** One method on one path (in Hono's words: `/v1/plan/:hash/approve`). */
export interface Endpoint<T extends Takes = Takes> extends EndpointOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly takes: T;
}

/** What a request of an endpoint brings, once it is checked. */
export type Taken<T extends Takes> = {
  readonly [Part in keyof T]: T[Part] extends z.ZodType ? z.output<T[Part]> : never;
};

/** The largest body where an endpoint does not say otherwise, bytes. */
export const DEFAULT_MAX_BODY_BYTES = 64 * 1024;

type Make = <const T extends Takes = Record<never, never>>(
  path: string,
  takes?: T,
  options?: EndpointOptions,
) => Endpoint<T>;

function making(method: Endpoint['method']): Make {
  return <T extends Takes>(path: string, takes?: T, options?: EndpointOptions) => ({
    method,
    path,
    takes: (takes ?? {}) as T,
    ...options,
  });
}

/** Makes an endpoint that only looks. */
export const get = making('GET');
/** Makes an endpoint that does something. */
export const post = making('POST');
/** Makes an endpoint that changes what is there. */
export const put = making('PUT');
/** Makes an endpoint that changes a part of what is there. */
export const patch = making('PATCH');
/** Makes an endpoint that takes something away. */
export const remove = making('DELETE');
