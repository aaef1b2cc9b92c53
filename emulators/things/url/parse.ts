// Splits a `things:` URL into its command and decoded parameters.
// Must not judge whether the command or a parameter exists.
import { UrlRejection } from './outcome.ts';

/** A command with its decoded parameters; a key given twice keeps the last value. */
export interface ParsedUrl {
  readonly command: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Returns the command word of a URL for logs, without parameters; never throws. */
export function commandOf(url: string): string {
  return /^things:(?:\/\/)?\/?([^?#/]*)/i.exec(url)?.[1]?.toLowerCase() ?? 'unknown';
}

/** Parses a URL. `+` stays a plus. Throws UrlRejection for another scheme or broken percent encoding. */
export function parseThingsUrl(url: string): ParsedUrl {
  const match = /^things:(?:\/\/)?\/?([^?#/]*)\/?(?:\?([^#]*))?/i.exec(url);
  if (match === null) throw new UrlRejection('not a Things URL');
  const parameters = new Map<string, string>();
  for (const pair of (match[2] ?? '').split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    parameters.set(decode(key).toLowerCase(), at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return { command: (match[1] ?? '').toLowerCase(), parameters };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new UrlRejection('broken percent encoding', { cause: error });
  }
}
