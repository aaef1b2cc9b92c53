// How the Coordinator answers a call: with JSON text, or with why not.

import type { RestoreFailure } from '../../checkpoint/restore.ts';
import type { CallAnswer, CallFailure } from '../calls.ts';
import { DEFAULT_ACCOUNT } from '../../protocol/account-name.ts';
import type { AccountSettings } from '../accounts.ts';

/** Answers with a value. */
export function answered(value: unknown): CallAnswer {
  return { ok: true, json: JSON.stringify(value) };
}

/** Answers with a value and a status of its own. */
export function answeredAs(status: number, value: unknown): CallAnswer {
  return { ok: true, json: JSON.stringify(value), status };
}

/** Refuses a call. */
export function refused(failure: CallFailure): CallAnswer {
  return { ok: false, failure };
}

/** A secret or setting without which nothing can be synced; null where none is missing. */
export function whatIsMissing({ name, todoist }: AccountSettings): CallFailure | null {
  if (todoist.token === '') {
    const detail =
      name === DEFAULT_ACCOUNT
        ? 'TODOIST_API_TOKEN is not set. Set it with `npx wrangler secret put TODOIST_API_TOKEN`.'
        : `The account ${name} has no todoistToken in ACCOUNTS.`;
    return { kind: 'not_configured', detail };
  }
  if (todoist.url === '') return { kind: 'not_configured', detail: 'TODOIST_API_URL is not set.' };
  return null;
}

/** Says why an account could not be restored from KV. */
export function restoreToCallFailure(failure: RestoreFailure): CallFailure {
  switch (failure.kind) {
    case 'none':
    case 'legacy':
      return { kind: 'not_found', detail: failure.detail };
    case 'out_of_date':
      return { kind: 'out_of_date', detail: failure.detail };
    case 'unavailable':
    case 'incomplete':
    case 'unreadable':
      return { kind: 'unavailable', detail: failure.detail };
  }
}
