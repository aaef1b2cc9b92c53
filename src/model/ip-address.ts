// IP addresses as numbers. Pure; knows nothing of what an address is good for.

/** Reads an IPv4 address, four decimal numbers, as one number; null: it is none. */
export function numberOfV4(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Reads the eight groups of an IPv6 address, without brackets; null: it is none. One with a zone belongs to a link, and is none here. */
export function groupsOfV6(text: string): readonly number[] | null {
  const halves = withHexTail(text)?.split('::') ?? [];
  if (halves.length === 0 || halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? all.map((group) => Number.parseInt(group, 16))
    : null;
}

/** An IPv4 address at the end of an IPv6 one, as two groups. */
function withHexTail(text: string): string | null {
  const [, head = '', tail = ''] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  if (tail === '') return text;
  const number = numberOfV4(tail);
  return number === null ? null : `${head}${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
}
