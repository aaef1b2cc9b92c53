// How text is compared across replicas: composed form, unix line ends, no white space around.
// What a replica stores itself is left as it is; only what we carry over is in this form.

/** The form in which a one-line text is compared and carried: composed, one line, trimmed. */
export function canonicalLine(text: string): string {
  return canonicalText(text).replaceAll(/\s*\n\s*/g, ' ');
}

/** The form in which a text of many lines is compared and carried: composed, `\n` line ends, trimmed. */
export function canonicalText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
    .trim();
}

/** The same, with nothing left meaning null. */
export function canonicalNotes(text: string | null): string | null {
  const canonical = canonicalText(text ?? '');
  return canonical === '' ? null : canonical;
}

/** The form in which names (of containers, of tags) and titles are matched: canonical, lower case, single spaces. */
export function matchingText(text: string): string {
  return canonicalLine(text).toLowerCase().replaceAll(/\s+/g, ' ');
}
