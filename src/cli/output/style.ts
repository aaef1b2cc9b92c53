// Bold and colour, on a terminal only. Text from outside is made printable before it is styled.

/** How text can stand out. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
}

const CODES = { bold: [1, 22], red: [31, 39], green: [32, 39] } as const;

/** Tells whether a stream takes colour: a terminal does, unless NO_COLOR (no-color.org) or a terminal that can't says no. */
export function takesColor(
  stream: { readonly isTTY?: boolean },
  { NO_COLOR = '', TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && NO_COLOR === '' && TERM !== 'dumb';
}

/** Makes a style; `isOn` false: one that leaves everything as it is. */
export function createStyle(isOn: boolean): Style {
  const styled = (name: keyof typeof CODES) => (text: string) =>
    isOn ? `\u001b[${CODES[name][0]}m${text}\u001b[${CODES[name][1]}m` : text;
  return { bold: styled('bold'), red: styled('red'), green: styled('green') };
}

/** What a reader looks for first: whether all is well, the plan, what a table is about. */
const HIGHLIGHTS: readonly (readonly [RegExp, (found: string, style: Style) => string])[] = [
  [/^In sync +yes$/gm, (found, style) => found.replace('yes', style.green('yes'))],
  [/^In sync +no\b/gm, (found, style) => found.replace('no', style.red('no'))],
  [/^Plan \w+$/gm, (found, style) => style.bold(found)],
  [/^\S.* \u2014 .* \(\d+\)$/gm, (found, style) => style.bold(found)],
  [/^(In sync|Not in sync)\.$/gm, (found, style) => style.bold(found)],
];

/** Has what matters in a text stand out. */
export function highlight(text: string, style: Style): string {
  return HIGHLIGHTS.reduce((done, [what, how]) => done.replaceAll(what, (found) => how(found, style)), text);
}
