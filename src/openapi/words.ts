// What the document says in words: whose token opens what, how errors look, and where the earlier API is.

import type { EndpointOptions } from '../protocol/endpoints/endpoint.ts';

/** What a reader has to know first. */
export const ABOUT = `Two-way sync between Things 3 and Todoist. JSON in and out.

**Tokens.** \`Authorization: Bearer …\` with the owner's token, or with one that the owner made (\`POST /v1/tokens\`): \`owner\` may do everything, \`read_only\` may read, \`client\` opens the addresses of the earlier API. Maintenance needs the repair token instead, as \`X-Repair-Auth\`. A valid token of another kind than is needed gets 403.

**Errors** are problem details (RFC 9457), whose \`type\` ends in the kind of error; those of the earlier API are \`{error, message}\`. Unknown values and parameters are refused with 400 and the values that are allowed.

**Idempotency.** A POST with an \`Idempotency-Key\` is carried out once; repeating it within ten minutes returns the same answer, or 409 where the answer is a secret that is shown once. The agent, devices and senders of events need no key: the ids in their requests keep a repeated one from being carried out twice.

**Limits.** A body may have up to 64 KiB unless stated otherwise, an exchange 24 MiB. Too many requests get 429 with \`Retry-After\`.

**The earlier API.** Its addresses also work below \`/t/{token}\`, for clients that can only be given a base URL; only a token of the kind \`client\` may be used there.`;

/** How somebody shows who they are. */
export const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'The owner\u2019s token, or a token that the owner made.',
  },
  repairToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Repair-Auth',
    description:
      'The repair token, needed for moving or deleting KV keys and for the repairs of the earlier API.',
  },
} as const;

const TOKEN = { token: [] };
const REPAIR = { repairToken: [] };

/** What an endpoint wants; any one of them will do. */
export function securityOf(
  access: NonNullable<EndpointOptions['access']>,
): readonly Readonly<Record<string, readonly string[]>>[] {
  switch (access) {
    case 'open':
    case 'signed':
    case 'code':
      return [];
    case 'open_or_owner':
      return [{}, TOKEN];
    case 'owner':
    case 'owner_alone':
    case 'older':
      return [TOKEN];
    case 'repair':
      return [REPAIR];
    case 'repair_or_owner':
      return [REPAIR, TOKEN];
  }
}

/** Where an address is besides the root; null: nowhere. */
export function serversOf(isOlder: boolean): readonly object[] | null {
  if (!isOlder) return null;
  const token = { default: 'TOKEN', description: 'A token of the kind `client`.' };
  return [
    { url: '/' },
    {
      url: '/t/{token}',
      description: 'For a client that can only be given a base URL.',
      variables: { token },
    },
  ];
}
