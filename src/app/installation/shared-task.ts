// What another app shares becomes a new task: its title and its notes. Pure.

/** A task as it is to be proposed to the person. */
export interface SharedTask {
  readonly title: string;
  readonly notes: string;
}

/** More than a title can hold is the beginning of it; the whole is in the notes. */
const MAX_TITLE_CHARACTERS = 200;

/**
 * Reads what the share sheet of a system put into the address: `title`, `text` and `url`, each of which may be missing, and the address
 * of a page is often in the text. null: nothing was shared.
 */
export function sharedTaskOf(search: string): SharedTask | null {
  const given = new URLSearchParams(search);
  const [title, text, url] = ['title', 'text', 'url'].map((name) => (given.get(name) ?? '').trim());
  const parts = [text ?? '', url ?? ''].filter((part) => part !== '');
  // Some apps put the address into both.
  const told = parts.filter((part, at) => !parts.some((other, by) => by < at && other.includes(part)));
  const whole = title === '' || title === undefined ? (told[0] ?? '') : title;
  if (whole === '') return null;
  const heading = headingOf(whole);
  // Nothing that was shared is lost, and nothing is said twice.
  const rest = told.filter((part) => part !== whole);
  return { title: heading, notes: (heading === whole ? rest : [whole, ...rest]).join('\n\n') };
}

/** The first line, as far as a title holds it. */
function headingOf(text: string): string {
  const line = Array.from(text.split(/\r\n|[\r\n]/, 1)[0]?.trim() ?? '');
  return line.length > MAX_TITLE_CHARACTERS
    ? `${line.slice(0, MAX_TITLE_CHARACTERS).join('')}\u2026`
    : line.join('');
}
