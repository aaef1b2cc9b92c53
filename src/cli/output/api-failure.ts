// Why the API refused a command, in the terms of whoever typed it: tokens are in variables here, not in headers.

import type { ApiError } from '../../client/api-client.ts';

const OWN_WORDS: Readonly<Record<string, string>> = {
  unauthorized:
    'the Worker does not know this token: put its owner\u2019s token into TTSYNC_TOKEN, or save its profile again',
  repair_unauthorized:
    'this needs the repair token of the Worker (its REPAIR_AUTH_TOKEN): put it into TTSYNC_REPAIR_TOKEN',
  other_kind:
    'this is a token of another kind: the owner\u2019s belongs into TTSYNC_TOKEN, the repair token into TTSYNC_REPAIR_TOKEN',
};

/** What a command says about an answer of the API that is not the one that was asked for. */
export function describeApiError({ kind, message }: Pick<ApiError, 'kind' | 'message'>): string {
  return Object.hasOwn(OWN_WORDS, kind) ? (OWN_WORDS[kind] ?? message) : message;
}
