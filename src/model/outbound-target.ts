// Where events may be sent: public hosts over https, and nothing that leads into a private network. Pure; whoever connects also checks
// the address that a name resolves to.

import { groupsOfV6, numberOfV4 } from './ip-address.ts';

/** Names that never leave a network or a machine (RFC 6761, RFC 6762, RFC 8375, and ICANN's `.internal`). */
const PRIVATE_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'home.arpa',
  'lan',
  'home',
  'corp',
  'intranet',
  'private',
  'test',
  'invalid',
  'onion',
];

/** The longest URL that is stored, in characters. */
const MAX_URL_CHARS = 2000;

const WHAT_IS_ALLOWED = 'only public https addresses are allowed';

/**
 * Says in plain words why events must not be sent to a URL; null if they may be. `allowsPrivate`: the operator of a local
 * installation allows http and private hosts.
 */
export function whyNoTarget(
  text: string,
  { allowsPrivate }: { readonly allowsPrivate: boolean },
): string | null {
  if (text.length > MAX_URL_CHARS) return `it is longer than ${MAX_URL_CHARS} characters`;
  // The parser drops these silently, so that the URL would be another one than it seems.
  if (/[\s\p{Cc}\p{Bidi_Control}\\]/u.test(text)) return 'it has spaces, control characters or backslashes';
  const url = URL.parse(text);
  if (url === null) return 'it is not a URL';
  if (url.username !== '' || url.password !== '') return 'it has a user name or password in it';
  if (url.port === '0') return 'nothing listens on port 0';
  if (url.hash !== '') return 'it has a fragment, which is never sent';
  if (url.protocol !== 'https:' && !(allowsPrivate && url.protocol === 'http:')) return WHAT_IS_ALLOWED;
  return allowsPrivate ? null : whyNoHost(url.hostname);
}

/** The parser has turned every spelling of an IPv4 address (decimal, octal, hex, short) into the usual one. */
function whyNoHost(hostname: string): string | null {
  const host = hostname.replace(/\.$/, '').toLowerCase();
  const address = /^\[(.*)\]$/.exec(host)?.[1] ?? (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? host : null);
  if (address !== null)
    return isPublicAddress(address) ? null : `${WHAT_IS_ALLOWED}, and ${address} is not public`;
  const isPrivate = PRIVATE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
  if (isPrivate || !host.includes('.'))
    return `${WHAT_IS_ALLOWED}, and ${host} is a name in a private network`;
  return null;
}

/** Ranges that are not on the public internet: RFC 6890 and the IANA special-purpose registry, and 6to4's anycast. */
const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((range) => {
  const [base = '', bits = ''] = range.split('/');
  return { base: numberOfV4(base) ?? 0, bits: Number(bits) };
});

/** Tells whether an IP address, in the usual spelling and without brackets, is on the public internet. */
export function isPublicAddress(address: string): boolean {
  const v4 = numberOfV4(address);
  if (v4 !== null) return isPublicV4(v4);
  const groups = groupsOfV6(address);
  return groups !== null && isPublicV6(groups);
}

function isPublicV4(address: number): boolean {
  return PRIVATE_V4.every(({ base, bits }) => address >>> (32 - bits) !== base >>> (32 - bits));
}

/**
 * Only 2000::/3 is handed out. Of that: no documentation, no ORCHID, no Teredo, and no 6to4 and NAT64, which stand for an IPv4
 * address that may be private. A mapped or translated IPv4 address outside of it is refused as well, whatever it stands for.
 */
function isPublicV6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (first >>> 13 !== 1) return false;
  if (first === 0x2002) return false;
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false;
  return !(first === 0x3fff && second < 0x1000);
}
