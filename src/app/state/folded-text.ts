// Text as it is looked for: without case and accents. Pure.

/** The text without case and accents. It may have another length. */
export function foldedText(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
