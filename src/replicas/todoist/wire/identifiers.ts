// The ids that we generate: command uuids and temporary ids, derived from the operation so that a retry sends the same ones. Pure
// and synchronous; not for secrets: the hash avoids accidental collisions, not deliberate ones.

const ROUND_CONSTANTS = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;

/** The uuid of an operation's command number `index`, from 0. */
export function commandUuid(operationId: string, index: number): string {
  return derivedUuid(['command', operationId, index]);
}

/** The temporary id of what an operation creates. */
export function temporaryId(operationId: string): string {
  return derivedUuid(['created', operationId]);
}

/** The temporary id of the sub-task that an operation creates for a checklist key. */
export function temporaryItemId(operationId: string, checklistKey: string): string {
  return derivedUuid(['item', operationId, checklistKey]);
}

/** A UUID-shaped id (version 5, name-based) derived from a list of parts: same parts, same id. */
function derivedUuid(parts: readonly (string | number)[]): string {
  const hex = hash128(JSON.stringify(parts))
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
  const variant = (8 + (Number.parseInt(hex.slice(16, 17), 16) % 4)).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

/** Four 32-bit words that each depend on the whole text. Every round is reversible, so no state is lost. */
function hash128(text: string): readonly number[] {
  let [a, b, c, d]: readonly [number, number, number, number] = [text.length, 0, 0, 0];
  const absorb = (unit: number): void => {
    a = mixed(a ^ Math.imul(unit + 1, ROUND_CONSTANTS[0]), 19, b);
    b = mixed(b ^ Math.imul(unit + 1, ROUND_CONSTANTS[1]), 17, c);
    c = mixed(c ^ Math.imul(unit + 1, ROUND_CONSTANTS[2]), 15, d);
    d = mixed(d ^ Math.imul(unit + 1, ROUND_CONSTANTS[3]), 13, a);
  };
  for (let at = 0; at < text.length; at += 1) absorb(text.charCodeAt(at));
  // A few empty rounds spread the last characters to every word.
  for (let round = 0; round < 8; round += 1) absorb(0x10000 + round);
  return [a, b, c, d].map((word) => finished(word));
}

function mixed(word: number, turn: number, neighbor: number): number {
  const turned = (word << turn) | (word >>> (32 - turn));
  return (Math.imul(turned + neighbor, 5) + 0x561ccd1b) | 0;
}

function finished(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
