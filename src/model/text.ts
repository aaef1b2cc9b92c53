// The form in which text is compared across replicas: Unicode composed (NFC), Unix line ends, trimmed. A replica's own text stays
// as it is; only what we pass on is in this form.

/** Control characters (C0) other than tab and line ends. */
const CONTROLS = /(?![\t\n\r\u007f-\u009f])\p{Cc}/gu;

/**
 * Text of a client as it may be stored and sent: a half of a character becomes U+FFFD, control characters other than tab and line ends are
 * dropped. Only for what clients send: what an app shows is compared as it is.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(CONTROLS, '');
}

/** The form in which single-line text is compared and passed on: composed, on one line, trimmed. */
export function canonicalLine(text: string): string {
  return canonicalText(text).replaceAll(/\s*\n\s*/g, ' ');
}

/** The form in which multi-line text is compared and passed on: composed, `\n` line ends, trimmed. */
export function canonicalText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
    .trim();
}

/** Like `canonicalText`, but null if nothing is left. */
export function canonicalNotes(text: string | null): string | null {
  const canonical = canonicalText(text ?? '');
  return canonical === '' ? null : canonical;
}

/** The form in which titles and names of containers and tags are matched: canonical, lower case, single spaces. */
export function matchingText(text: string): string {
  return canonicalLine(text).toLowerCase().replaceAll(/\s+/g, ' ');
}
