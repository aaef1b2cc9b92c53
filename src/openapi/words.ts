// What the document says in words: whose token opens what, how errors look, and where the earlier API is.

import type { EndpointOptions } from '../protocol/endpoints/endpoint.ts';

/** What a reader has to know first. */
export const ABOUT = `Two-way sync between Things 3 and Todoist. JSON in and out.

**Tokens.** \`Authorization: Bearer …\` with the owner's token, or with one that the owner made (\`POST /v1/tokens\`): \`owner\` may do everything, \`read_only\` may look, \`client\` opens the addresses of the earlier API. Maintenance wants the repair token instead, as \`X-Repair-Auth\`.

**Errors** are problem details (RFC 9457), whose \`type\` ends in the kind of the failure; those of the earlier API are \`{error, message}\`.

**Once only.** A POST with an \`Idempotency-Key\` is carried out once and answered alike for ten minutes.

**Limits.** Bodies have at most 64 KiB where nothing else is said, an exchange 24 MiB. Who asks too often gets 429 with \`Retry-After\`.

**The earlier API.** Its addresses are also below \`/t/{token}\`, for a client that knows nothing but an address; only a token of the kind \`client\` may stand there.`;

/** How somebody shows who they are. */
export const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'The owner\u2019s token, or one that the owner made.',
  },
  repairToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Repair-Auth',
    description: 'The token of maintenance: it guards what moves or deletes KV keys, and the older repairs.',
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
      description: 'For a client that knows nothing but an address.',
      variables: { token },
    },
  ];
}
