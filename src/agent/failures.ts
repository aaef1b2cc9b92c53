// All ways in which an agent's run can fail, and their descriptions. Sends and decides nothing.

import { unreachable } from '../model/assert.ts';
import type { WriteFailure } from './write/app-session.ts';
import { describeUnseen } from './write/unseen.ts';
import { NEWEST_SCHEMA, OLDEST_SCHEMA, type ReadFailure } from './read/reader.ts';

/** Why an exchange with the Worker has no usable response. */
export type ExchangeFailure =
  /** No network, unknown host, or no response in time. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** The token is not accepted. */
  | { readonly kind: 'unauthorized' }
  /** Temporarily unavailable. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterSeconds: number | null }
  /** The Worker refuses this particular request. */
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  /** A response in a format that this version does not understand. */
  | { readonly kind: 'bad_answer'; readonly detail: string };

/** Why a run of the agent failed. What was accepted and begun before stays valid; the next run continues from there. */
export type AgentFailure = ReadFailure | ExchangeFailure | WriteFailure;

/** Describes a failure in one plain line, without task text. */
export function describeFailure(failure: AgentFailure): string {
  return (
    describeReading(failure as ReadFailure) ?? describeOther(failure as Exclude<AgentFailure, ReadFailure>)
  );
}

function describeReading(failure: ReadFailure): string | null {
  switch (failure.kind) {
    case 'not_found':
      return `there is no Things database at ${failure.path}`;
    case 'no_permission':
      return `macOS does not let this program read ${failure.path}: give it Full Disk Access in System Settings › Privacy & Security`;
    case 'not_a_database':
      return `${failure.path} is not a database; Things may have moved it`;
    case 'unknown_schema':
      return `the Things database has layout ${failure.version ?? 'without a number'}; this version reads ${OLDEST_SCHEMA} to ${NEWEST_SCHEMA} only`;
    case 'incomplete':
      return `the Things database lacks ${failure.missing.slice(0, 3).join(', ')}; nothing was read`;
    case 'damaged':
      return `the Things database is damaged (${failure.detail}): nothing is synced until it is repaired or restored from a backup`;
    case 'busy':
      return 'the Things database stayed locked; trying again later';
    default:
      return null;
  }
}

function describeOther(failure: Exclude<AgentFailure, ReadFailure>): string {
  switch (failure.kind) {
    case 'permission':
      return 'macOS does not let this program control Things: allow it in System Settings › Privacy & Security › Automation';
    case 'app_timeout':
      return 'Things did not answer in time: close any open sheet or dialog in Things; nothing more is written until it answers';
    case 'app_error':
      return `Things could not be scripted: ${failure.detail}`;
    case 'app_not_running':
      return 'Things is not running and could not be started: open it; nothing is written to it until then';
    case 'no_auth_token':
    case 'urls_off':
      return 'Things URLs are off, so nothing can be written to Things: switch on Things › Settings › General › Enable Things URLs';
    case 'urls_without_effect':
      return 'Things does not act on URLs: look for an open dialog in Things, and check that Things URLs are enabled';
    case 'not_showing':
      return `${describeUnseen(failure.path)}. Nothing more is written to Things until it shows: name the database of the app that is running, or quit the other app`;
    case 'unreachable':
      return `the Worker can't be reached: ${failure.detail}`;
    case 'unauthorized':
      return 'the Worker does not accept the token';
    case 'unavailable':
      return `the Worker is not available now: ${failure.detail}`;
    case 'refused':
      return `the Worker refused the exchange (${failure.status}): ${failure.detail}`;
    case 'bad_answer':
      return `the Worker's answer is not understood: ${failure.detail}`;
    default:
      return unreachable(failure);
  }
}
