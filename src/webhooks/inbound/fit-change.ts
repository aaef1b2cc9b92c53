// What a sender says, made to fit: both apps take texts of a certain length and without control characters, and a task that one of
// them refuses would stay in the other alone. Pure.

import type { SourceChange } from '../../model/webhook.ts';

/** Source: Todoist, usage limits: a name has 500 characters. */
const MAX_TITLE = 500;
/** Below Todoist's 16,383, so that a person can still add to it. */
const MAX_NOTES = 15_000;
/** Source: Todoist, usage limits: a label has 60 characters. */
const MAX_TAG = 60;
const MAX_TAGS = 50;

/** Cuts and cleans the texts of a change. A title that is cut stands in the notes as well. */
export function fitChange(change: SourceChange): SourceChange {
  const title = oneLine(change.title);
  const short = cut(title, MAX_TITLE);
  const notes = clean(change.notes);
  const tags = change.tags.map((tag) => cut(oneLine(tag), MAX_TAG)).filter((tag) => tag !== '');
  return {
    ...change,
    title: short,
    notes: cut(
      short === title ? notes : [notes, title].filter((text) => text !== '').join('\n\n'),
      MAX_NOTES,
    ),
    tags: [...new Set(tags)].slice(0, MAX_TAGS),
  };
}

function oneLine(text: string): string {
  return clean(text).replaceAll(/\s+/g, ' ').trim();
}

/** Without halves of characters and without control characters other than tab and line feed. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?![\t\n])\p{Cc}/gu, ' ');
}

/** At most so many UTF-16 units, and no half of a character at the end. */
function cut(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${text
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}
