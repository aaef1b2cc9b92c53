// The outcome of each command, from its entry in `sync_status`: by HTTP code first, then tag, then number, because Todoist's list
// of codes is not public. Must not repeat the server's free text, which may quote the task.

import type { CommandOutcome, TodoistCommand } from '../todoist-port.ts';
import { errorWords } from './error-words.ts';
import { readError, type WireError } from './wire.ts';

const INVALID_TEMPORARY_ID_CODES = [15, 58];
const PROJECT_FULL_CODE = 49;
const RATE_LIMIT_CODE = 35;
const REPEATED_CODE = 37;

/** The outcome of every command that was sent; one without a status may be sent again. */
export function readOutcomes(
  commands: readonly TodoistCommand[],
  statusByUuid: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, CommandOutcome> {
  return new Map(commands.map(({ uuid }) => [uuid, readOutcome(statusByUuid[uuid])]));
}

/** Interprets one entry of `sync_status`: `"ok"`, `{operation}` of a long-running move, or an error. */
export function readOutcome(status: unknown): CommandOutcome {
  if (status === 'ok') return { kind: 'ok' };
  if (status === undefined) return { kind: 'retry', detail: 'the answer does not say whether it was done' };
  if (typeof status === 'object' && status !== null && 'operation' in status) return { kind: 'ok' };
  return classifyCommandError(readError(status));
}

function classifyCommandError(error: WireError): CommandOutcome {
  const detail = errorWords(error);
  const http = error.http_code ?? 0;
  const tag = error.error_tag ?? '';
  if (isRepeated(error)) return { kind: 'done_before', detail };
  if (http === 429 || http === 408 || http >= 500) return { kind: 'retry', detail };
  if (http === 401) return { kind: 'refused', detail };
  if (http === 404 || http === 410) return { kind: 'gone', what: whatIsGone(tag), detail };
  return classifyByTag(tag, error, detail);
}

/** Today's server answers "ok" to a repeated uuid; older ones were seen to respond like this (OiYouYeahYou/Todoist.js#2, 2017). */
function isRepeated({ error, error_tag: tag, error_code: code }: WireError): boolean {
  return /already processed/i.test(error ?? '') || (tag === undefined && code === REPEATED_CODE);
}

function classifyByTag(tag: string, error: WireError, detail: string): CommandOutcome {
  if (tag === 'INVALID_TEMP_ID') return { kind: 'dependency', detail };
  if (tag === 'PREMIUM_ONLY') return { kind: 'premium', detail };
  if (tag === 'LIMITS_REACHED') return { kind: 'retry', detail };
  if (tag.endsWith('LIMIT_REACHED')) return noRoom(limitOf(tag));
  if (/(^|_)NOT_FOUND$/.test(tag)) return { kind: 'gone', what: whatIsGone(tag), detail };
  if (tag !== '') return { kind: 'refused', detail };
  return classifyByCode(error, detail);
}

function classifyByCode(error: WireError, detail: string): CommandOutcome {
  const code = error.error_code ?? -1;
  if (INVALID_TEMPORARY_ID_CODES.includes(code)) return { kind: 'dependency', detail };
  if (code === PROJECT_FULL_CODE) return noRoom('tasks');
  if (code === RATE_LIMIT_CODE) return { kind: 'retry', detail };
  return { kind: 'refused', detail };
}

function whatIsGone(tag: string): 'object' | 'project' | 'section' {
  if (tag.startsWith('PROJECT')) return 'project';
  return tag.startsWith('SECTION') ? 'section' : 'object';
}

type Limited = Extract<CommandOutcome, { readonly kind: 'limit' }>['what'];

const FULL_WORDS: { readonly [What in Limited]: string } = {
  tasks: 'the project is full',
  projects: 'the account has no room for another project',
  sections: 'the project has no room for another section',
  labels: 'the account has no room for another label',
  other: 'a limit of the account is reached',
};

function noRoom(what: Limited): CommandOutcome {
  return { kind: 'limit', what, detail: FULL_WORDS[what] };
}

function limitOf(tag: string): Limited {
  if (/ITEM|TASK/.test(tag)) return 'tasks';
  if (tag.includes('PROJECT')) return 'projects';
  if (tag.includes('SECTION')) return 'sections';
  return tag.includes('LABEL') ? 'labels' : 'other';
}
