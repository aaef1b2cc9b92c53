/**
 * Reads the text of a quick-add task: `#project /section @label p1 {deadline} !reminder // description` and a date phrase.
 * Whatever names nothing stays in the content. Pure, but for the account's names and clock.
 */
import type { Account } from '../account.ts';
import { formatDay } from '../due/civil.ts';
import { parseOneOffDay } from '../due/one-off-day.ts';
import { parsePhrase } from '../due/phrase.ts';
import type { PhraseNow } from '../due/phrase.ts';
import { ROOT } from '../store.ts';

/** What a text says; absent parts are null or empty. */
export interface QuickText {
  readonly content: string;
  readonly description: string;
  readonly projectId: string | null;
  readonly sectionId: string | null;
  readonly labels: readonly string[];
  readonly priority: number;
  readonly dueString: string | null;
  readonly deadline: string | null;
  /** Minutes before the due time. */
  readonly reminderMinutes: number | null;
}

const PRIORITY = /(?:^|\s)p([1-4])(?=\s|$)/i;
const LABEL = /(?:^|\s)@([^\s@]+)/g;
const DEADLINE = /(?:^|\s)\{([^}]+)\}/;
const REMINDER = /(?:^|\s)!(\d{1,4})\s*(m|min|mins|h|hour|hours)(?=\s|$)/i;
const MAX_DATE_WORDS = 10;

/** Reads a text. */
export function parseQuickText(account: Account, text: string): QuickText {
  const now = account.clock.localTime(account.clock.now(), account.user.timezone);
  const [head = '', ...tail] = text.split(/\s\/\/\s?/);
  const project = findName(head, '#', account.store.projects.at('active', ROOT));
  const inProject = project.id ?? account.user.inbox_project_id;
  const section = findName(project.rest, '/', account.store.sections.at('activeInProject', inProject));
  const labels = [...section.rest.matchAll(LABEL)].map((match) => match[1] ?? '');
  const unlabeled = section.rest.replaceAll(LABEL, ' ');
  const priority = PRIORITY.exec(unlabeled);
  const deadlineDay = parseOneOffDay((DEADLINE.exec(unlabeled)?.[1] ?? '').toLowerCase(), now.day);
  const reminder = REMINDER.exec(unlabeled);
  const bare = unlabeled
    .replace(PRIORITY, ' ')
    .replace(REMINDER, ' ')
    .replace(deadlineDay === null ? '\u0000' : DEADLINE, ' ');
  const { content, dueString } = takeDate(words(bare), now);
  return {
    content,
    description: tail.join(' // ').trim(),
    projectId: project.id,
    sectionId: section.id,
    labels,
    priority: priority === null ? 1 : 5 - Number(priority[1]),
    dueString,
    deadline: deadlineDay === null ? null : formatDay(deadlineDay),
    reminderMinutes:
      reminder === null ? null : Number(reminder[1]) * (/^h/i.test(reminder[2] ?? '') ? 60 : 1),
  };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Takes the longest known name after a sign out of a text; names may have spaces. */
function findName(
  text: string,
  sign: string,
  rows: readonly { readonly id: string; readonly name: string }[],
): { readonly id: string | null; readonly rest: string } {
  const lower = ` ${text.toLowerCase()} `;
  const byLength = rows.toSorted((a, b) => b.name.length - a.name.length);
  for (const { id, name } of byLength) {
    const at = lower.indexOf(` ${sign}${name.toLowerCase()} `);
    if (at >= 0) return { id, rest: `${text.slice(0, at)} ${text.slice(at + sign.length + name.length)}` };
  }
  return { id: null, rest: text };
}

/** Takes the longest run of words that is a due phrase out of the content, unless nothing else is left. */
function takeDate(
  all: readonly string[],
  now: PhraseNow,
): { readonly content: string; readonly dueString: string | null } {
  for (let length = Math.min(MAX_DATE_WORDS, all.length - 1); length > 0; length -= 1) {
    for (let start = 0; start + length <= all.length; start += 1) {
      const phrase = all.slice(start, start + length).join(' ');
      const parsed = parsePhrase(phrase, now);
      if (parsed === null || parsed.kind === 'none') continue;
      const rest = [...all.slice(0, start), ...all.slice(start + length)];
      return { content: rest.join(' '), dueString: phrase };
    }
  }
  return { content: all.join(' '), dueString: null };
}
