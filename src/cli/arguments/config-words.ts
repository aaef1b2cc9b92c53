// `KEY=VALUE` words of `sync config` as the change that the API takes. Only shapes; the API checks the values.

import { UsageError } from './usage-error.ts';

type Tree = Record<string, unknown>;

/**
 * Reads words such as `strategy=manual`, `guard.maxTasks=5` or `scope.projects.include=Home,Work` over the present
 * configuration. Throws `UsageError` for a key that it does not have.
 */
export function configChangeFrom(words: readonly string[], present: Readonly<Record<string, unknown>>): Tree {
  const change: Tree = {};
  for (const word of words) {
    const [key, ...rest] = word.split('=');
    if (key === undefined || rest.length === 0) throw new UsageError(`config takes KEY=VALUE, not ${word}`);
    const path = key.split('.');
    const old = path.reduce<unknown>((value, part) => ownValue(value, part), present);
    if (old === undefined || isTree(old))
      throw new UsageError(`there is no setting ${key} (see: npm run cli -- config)`);
    const [top = ''] = path;
    change[top] = withValue(
      change[top] ?? present[top],
      path.slice(1),
      parseSetting(key, rest.join('='), old),
    );
  }
  return change;
}

/** What a tree holds itself: `constructor` and the like are no settings. */
function ownValue(tree: unknown, name: string): unknown {
  return isTree(tree) && Object.hasOwn(tree, name) ? tree[name] : undefined;
}

function withValue(tree: unknown, path: readonly string[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const old = isTree(tree) ? tree : {};
  return { ...old, [part]: withValue(old[part], rest, value) };
}

/** The one list that is not there at all where there is none. */
const NULLABLE = 'priorityTags';
/** Of single words that need not be there. */
const WORDS = /^strategies\./;

/** A value is read as what the setting holds now: text, number, yes or no, or a list with commas. What does not fit is the API's to refuse. */
function parseSetting(key: string, text: string, old: unknown): unknown {
  if (WORDS.test(key)) return text === 'null' || text.trim() === '' ? null : text;
  if (Array.isArray(old) || old === null) {
    const items = text === 'null' ? [] : itemsIn(text);
    return items.length === 0 && key === NULLABLE ? null : items;
  }
  if (typeof old === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (typeof old === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function itemsIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
