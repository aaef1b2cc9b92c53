// A pairing code as its owner is shown it: with the link that opens the app on the device, and that link as a picture.

import { encode } from 'uqr';
import type { ShownPairingCode } from '../protocol/answers/mobile.ts';
import { pairingLink } from '../protocol/pairing-link.ts';
import type { PairingPlace } from './device-inputs.ts';

/** Modules of white around a QR code (ISO 18004). */
const QUIET_ZONE = 4;

/** Shows a code that was just made. `qr`: with its picture, where there is a link. */
export function shownPairingCode(
  { code, expiresAt }: Pick<ShownPairingCode, 'code' | 'expiresAt'>,
  { account, qr, place }: { readonly account: string; readonly qr: boolean; readonly place: PairingPlace },
): ShownPairingCode {
  const linkAt = (baseUrl: string | null): string | null =>
    baseUrl === null ? null : pairingLink({ baseUrl, code, account });
  const link = linkAt(place.publicUrl);
  const svg = qr && link !== null ? qrPicture(link) : null;
  return { code, account, expiresAt, link, noLink: place.problem, localLink: linkAt(place.localUrl), svg };
}

/** Draws a QR code in black on white, whatever is around it; one unit of the picture is one module. */
function qrPicture(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const lines = data.flatMap((row, y) =>
    runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${lines.join('')}"/></svg>`
  );
}

/** The dark modules of a row that lie side by side. */
function runsOf(row: readonly boolean[]): readonly { readonly x: number; readonly length: number }[] {
  return row.flatMap((isDark, x) => {
    if (!isDark || row[x - 1] === true) return [];
    const end = row.indexOf(false, x);
    return [{ x, length: (end === -1 ? row.length : end) - x }];
  });
}
