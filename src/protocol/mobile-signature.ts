// What a device signs in headers: the same lines for who signs and who checks.

import { sha256Hex } from '../model/sha256.ts';

/** The headers that a signature consists of, in lower case. */
export const SIGNATURE_HEADERS = ['x-device-id', 'x-timestamp', 'x-nonce', 'x-signature'] as const;

/** No id of a device that signs is longer; a database would not even look for one of megabytes. */
export const MAX_DEVICE_ID_CHARS = 100;

/** A signature and what it was made with, by the names of the headers. */
export type SignedFields = Readonly<Record<(typeof SIGNATURE_HEADERS)[number], string>>;

/** What is signed: method, path, query without the question mark, time, nonce and the body's SHA-256, line by line. */
export async function headerMessage(
  request: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly body: string;
  },
  stamp: { readonly timestamp: string; readonly nonce: string },
): Promise<string> {
  const { method, path, query, body } = request;
  return [method, path, query, stamp.timestamp, stamp.nonce, await sha256Hex(body)].join('\n');
}
