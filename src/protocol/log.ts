// What is logged: one line of JSON for each request, for each run, and for whatever went wrong unforeseen. Ids, numbers and words of
// our own: never a title, a note, a token, or anything else that somebody typed.

import * as z from 'zod';

/** What is logged at least; `off`: nothing. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'off'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const count = z.int().nonnegative();

const head = {
  /** When it was over. */
  at: z.iso.datetime(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
};

/** One request. */
const requestLineSchema = z.object({
  ...head,
  what: z.literal('request'),
  id: z.string(),
  method: z.string(),
  /** The address as the API knows it, such as `/v1/plan/:hash/approve`; null: it knows none like that. */
  route: z.string().nullable(),
  status: z.int(),
  /** What was waited for, in ms: a Worker's clock moves only then. */
  ms: count,
  /** Whose token was given, and which one: `owner`, `repair`, or the id of one that was made; null where none was needed, or it was wrong. */
  account: z.string().nullable(),
  token: z.string().nullable(),
});

/** One run. */
const runLineSchema = z.object({
  ...head,
  what: z.literal('run'),
  account: z.string(),
  /** Its number, by which it is shown and taken back; null: nothing was decided in it. */
  run: z.int().nullable(),
  /** Numbers under which it began, where another one came in between: its first events are shown and taken back by those. */
  earlierRuns: z.array(z.int()).optional(),
  /** The replica that came, or the senders whose events did, with commas; `poll` where none did. */
  by: z.string(),
  ms: count,
  /** Tasks and containers that it decided about. */
  decided: count,
  /** Operations that replicas acknowledged meanwhile, by replica. */
  carriedOut: z.record(z.string(), count),
  /** `failed`, `standby`, `resync`, `plan:REASON` or `unreachable:REPLICA`; null where nothing stopped it. */
  stoppedBy: z.string().nullable(),
});

/** Something that nobody foresaw. */
const failureLineSchema = z.object({
  ...head,
  what: z.literal('failure'),
  /** The same that the answer, or the status, tells; null: the runtime itself says this. */
  id: z.string().nullable(),
  /** The number of the run in which it happened; null or absent: in none, or nothing was decided in it. */
  run: z.int().nullable().optional(),
  /** Without what it quotes. */
  text: z.string(),
});

/** Something that is done without being asked: a copy into KV, a read, a migration. */
const stepLineSchema = z.object({
  ...head,
  what: z.literal('step'),
  account: z.string(),
  step: z.string(),
  ms: count,
  /** The number of its run; null: it is none, or nothing was decided in it. */
  run: z.int().nullable(),
});

/** One line of the log. */
const logLineSchema = z.discriminatedUnion('what', [
  requestLineSchema,
  runLineSchema,
  stepLineSchema,
  failureLineSchema,
]);
export type LogLine = z.infer<typeof logLineSchema>;

/** Reads a line of the log; null: it is none. */
export function parseLogLine(text: string): LogLine | null {
  if (!text.startsWith('{')) return null;
  try {
    return logLineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Blanks out everything quoted or in braces: a message may quote what somebody typed. */
export function withoutQuoted(text: string): string {
  return text.replace(/"[^]*"|'[^]*'|`[^]*`|\u201c[^]*\u201d|\{[^]*\}|\[[^]*\]/g, '\u2026');
}
