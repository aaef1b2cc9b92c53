// By what whoever asks without a token is counted: the address, as far as it belongs to one person.

import { groupsOfV6, numberOfV4 } from '../../model/ip-address.ts';

/** The longest spelling of an address; what is longer is not even looked at. */
const MAX_CHARS = 45;
/** The first groups of an IPv4 address that is written as an IPv6 one (RFC 4291, 2.5.5.2). */
const MAPPED = '0:0:0:0:0:ffff';

/**
 * Names the client that an address stands for: an IPv4 address, or an IPv6 network of 64 bits, of which whoever has one address has all.
 * `unknown`: it is no address.
 */
export function clientAddress(text: string | undefined): string {
  if (text === undefined || text.length > MAX_CHARS) return 'unknown';
  if (numberOfV4(text) !== null) return text;
  const groups = groupsOfV6(text);
  if (groups === null) return 'unknown';
  const named = groups.map((group) => group.toString(16));
  if (named.slice(0, 6).join(':') !== MAPPED) return `${named.slice(0, 4).join(':')}::/64`;
  return groups
    .slice(6)
    .flatMap((group) => [group >>> 8, group & 0xff])
    .join('.');
}
