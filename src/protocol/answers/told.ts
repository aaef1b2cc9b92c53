// How an endpoint is described, and what it answers. None of this is part of the Worker: it is for clients, for the document and for tests.

import type * as z from 'zod';
import type { Endpoint } from '../endpoints/endpoint.ts';

/** What is told of one endpoint. */
export interface Told<Answer extends z.ZodType = z.ZodType> {
  /** What it does, in one line. */
  readonly summary: string;
  /** What else a client has to know. */
  readonly more?: string;
  /** What is answered with 200. */
  readonly answer: Answer;
  /** The media type of that; without it, `application/json`. */
  readonly type?: string;
  /** Answers of other statuses that are no errors of the usual shape. */
  readonly also?: Readonly<Record<number, { readonly does: string; readonly answer: z.ZodType | null }>>;
  /** Statuses of errors that not every such endpoint has. */
  readonly fails?: readonly number[];
  /** What each parameter of path and query is, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Describes an endpoint. */
export function told<Answer extends z.ZodType>(
  summary: string,
  answer: Answer,
  rest: Omit<Told, 'summary' | 'answer'> = {},
): Told<Answer> {
  return { summary, answer, ...rest };
}

/** An endpoint with what is told of it. */
export interface Operation<E extends Endpoint = Endpoint, T extends Told = Told> {
  readonly endpoint: E;
  readonly told: T;
}

/** Endpoints that belong together. */
export interface Group {
  readonly name: string;
  readonly about: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

type Endpoints = Readonly<Record<string, Endpoint>>;

/** Puts endpoints and what is told of them together: each of them has to be described. */
export function group<E extends Endpoints, T extends { readonly [Name in keyof E]: Told }>(
  name: string,
  about: string,
  { endpoints, told: texts }: { readonly endpoints: E; readonly told: T },
): {
  readonly name: string;
  readonly about: string;
  readonly operations: { readonly [Name in keyof E]: Operation<E[Name], T[Name]> };
} {
  const operations = Object.fromEntries(
    Object.entries(endpoints).map(([key, endpoint]) => [key, { endpoint, told: texts[key] }]),
  );
  return { name, about, operations: operations as never };
}

/** A value of a schema that is only read: what who answers has to give. */
export type Answer<S extends z.ZodType> = DeepReadonly<z.output<S>>;

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
