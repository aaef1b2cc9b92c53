/** The syntax of filter queries: `&`, `|`, `!` and parentheses around plain terms. Pure; terms are not understood here. */

/** A parsed query. */
export type FilterTree =
  | { readonly kind: 'term'; readonly text: string }
  | { readonly kind: 'not'; readonly of: FilterTree }
  | { readonly kind: 'and' | 'or'; readonly left: FilterTree; readonly right: FilterTree };

const TOKEN = /[&|!(),]|(?:\\.|[^&|!(),\\])+/g;

/** A comma would make several lists, which only the apps understand. */
const NO_TERMS = ['&', '|', ')', ','];

/** Parses a query; null when its operators and parentheses do not fit together. */
export function parseFilter(query: string): FilterTree | null {
  const tokens = (query.match(TOKEN) ?? []).map((token) => token.trim()).filter((token) => token !== '');
  const reader = new TokenReader(tokens);
  const tree = readOr(reader);
  return reader.peek() === undefined ? tree : null;
}

class TokenReader {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  take(): string | undefined {
    this.#next += 1;
    return this.#tokens[this.#next - 1];
  }
}

function readOr(reader: TokenReader): FilterTree | null {
  let left = readAnd(reader);
  while (left !== null && reader.peek() === '|') {
    reader.take();
    const right = readAnd(reader);
    left = right === null ? null : { kind: 'or', left, right };
  }
  return left;
}

function readAnd(reader: TokenReader): FilterTree | null {
  let left = readNot(reader);
  while (left !== null && reader.peek() === '&') {
    reader.take();
    const right = readNot(reader);
    left = right === null ? null : { kind: 'and', left, right };
  }
  return left;
}

function readNot(reader: TokenReader): FilterTree | null {
  const token = reader.take();
  if (token === undefined || NO_TERMS.includes(token)) return null;
  if (token === '!') {
    const of = readNot(reader);
    return of === null ? null : { kind: 'not', of };
  }
  if (token !== '(') return { kind: 'term', text: token.replaceAll(/\\(.)/g, '$1') };
  const inner = readOr(reader);
  return reader.take() === ')' ? inner : null;
}
