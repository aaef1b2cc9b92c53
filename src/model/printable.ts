// Text from outside on its way to a terminal: nothing in it may move the cursor, change colours or turn the direction of writing.
// What could is shown as the escape by which a programmer would write it, so that it is seen.

/** Control characters (C0, DEL, C1), separators of lines and paragraphs, everything that turns the direction of writing. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const SHORT: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** Makes text safe for a terminal, and one line of it. */
export function printable(text: string): string {
  return text.toWellFormed().replace(STEERING, escaped);
}

/** Makes text of many lines safe for a terminal. What is safe already stays as it is. `styled`: but for our own styles. */
export function printableLines(text: string, { styled = false }: { readonly styled?: boolean } = {}): string {
  // eslint-disable-next-line no-control-regex
  const pieces = styled ? text.split(/(\u001b\[\d{1,2}m)/) : [text];
  return pieces
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece.toWellFormed().replace(STEERING, (one) => (one === '\n' ? one : escaped(one))),
    )
    .join('');
}

/** JSON in which nothing can steer a terminal; every reader of JSON reads the same from it. `indent`: in many lines. */
export function printableJson(value: unknown, indent = 0): string {
  // What line ends there are, are its own: those of a text are escapes.
  return (JSON.stringify(value, null, indent) ?? 'null').replace(STEERING, (one) =>
    one === '\n' ? one : codePoint(one),
  );
}

/** A title in quotes; quotes of its own are single ones within them. */
export function inQuotes(title: string): string {
  return `“${title.replaceAll('“', '‘').replaceAll('”', '’')}”`;
}

function escaped(character: string): string {
  return SHORT[character] ?? codePoint(character);
}

function codePoint(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
