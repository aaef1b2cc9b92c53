// Addresses in notes. Pure.

const ADDRESS = /https?:\/\/[^\s<>"'`]+/g;
/** What stands behind an address in a sentence, or closes a link in Markdown. */
const BEHIND = /[).,;:!?\]*_]+$/;
/** More are not shown. */
const MAX_LINKS = 10;

/** The addresses of web pages in a text, each once. */
export function linksIn(text: string): readonly string[] {
  const found = [...text.matchAll(ADDRESS)]
    .map(([address]) => trimmed(address))
    .filter((address) => URL.canParse(address));
  return [...new Set(found)].slice(0, MAX_LINKS);
}

/** Without what belongs to the sentence; a bracket that the address opened itself is its own. */
function trimmed(address: string): string {
  const end = BEHIND.exec(address)?.[0] ?? '';
  const isOwn = end.startsWith(')') && address.slice(0, -end.length).includes('(');
  return end === '' ? address : `${address.slice(0, -end.length)}${isOwn ? ')' : ''}`;
}
