/** Takes `@label` words out of a task name, for commands that ask for it; unknown names become personal labels. */
import type { Account } from '../account.ts';
import { createLabel } from './labels.ts';

const LABEL_WORD = /(?:^|\s)@([^\s@]+)/g;

/** Gives the name without its label words, and the labels with them; makes personal labels that do not exist yet. */
export function extractLabels(
  account: Account,
  content: string,
  labels: readonly string[],
): { readonly content: string; readonly labels: readonly string[] } {
  const names = [...content.matchAll(LABEL_WORD)].map((match) => match[1] ?? '');
  const rest = content.replaceAll(LABEL_WORD, ' ').replaceAll(/\s+/g, ' ').trim();
  if (names.length === 0 || rest === '') return { content, labels };
  for (const name of names) {
    if (account.store.labels.count('byName', name) === 0) createLabel(account, { name });
  }
  return { content: rest, labels: [...labels, ...names] };
}
