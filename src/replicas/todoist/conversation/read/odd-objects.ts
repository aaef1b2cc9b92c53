// Objects of Todoist that can't be parsed: remembered until they are readable or gone, so that the owner learns that they are not
// synced.

import { remoteId } from '../../../../model/ids.ts';
import type { AccountParts } from '../../../../sync/unit-of-work.ts';
import type { OddObject, TodoistAnswer } from '../../todoist-port.ts';
import { TODOIST } from '../../known.ts';

const ODD_KEY = 'todoist_odd';

/** How many are remembered, all in one row. */
const MAX_REMEMBERED = 100;
/** How many a notice names. */
const MAX_NAMED = 5;

type Stored = Pick<AccountParts, 'store'>;

function oddObjects({ store }: Stored): readonly OddObject[] {
  return (store.meta.get(ODD_KEY) as readonly OddObject[] | undefined) ?? [];
}

/** Records what could not be parsed in a response. Writes nothing if there is no news. */
export function noteOdd({ store }: Stored, answer: TodoistAnswer): void {
  const known = oddObjects({ store });
  const { odd = [], tasks, containers, complete } = answer;
  if (odd.length === 0 && known.length === 0) return;
  const told = new Set<string>([
    ...odd.map(({ id }) => id),
    ...tasks.map((task) => task.remoteId),
    ...containers.map((container) => container.remoteId),
  ]);
  const before = complete ? [] : known.filter(({ id }) => !told.has(id));
  const now = [...before, ...odd].slice(0, MAX_REMEMBERED);
  if (JSON.stringify(now) === JSON.stringify(known)) return;
  store.transaction(() => store.meta.set(ODD_KEY, now.length === 0 ? undefined : now));
}

/** Names what can't be parsed. */
export function oddNotices({ store }: Stored): readonly string[] {
  const odd = oddObjects({ store });
  if (odd.length === 0) return [];
  const named = odd.slice(0, MAX_NAMED).map(({ resource, id }) => nameOf({ store }, resource, id));
  const rest = odd.length > named.length ? `, and ${odd.length - named.length} more` : '';
  const count = odd.length === 1 ? '1 object' : `${odd.length} objects`;
  return [
    `Todoist shows ${count} in a form that can’t be read: ${named.join(', ')}${rest}. Everything else is synced; these are left alone.`,
  ];
}

const WORDS: { readonly [Resource in OddObject['resource']]: string } = {
  items: 'task',
  projects: 'project',
  sections: 'section',
};

function nameOf({ store }: Stored, resource: OddObject['resource'], id: string): string {
  const link = resource === 'items' ? store.links.byRemoteId(TODOIST, remoteId(id)) : null;
  const title = link === null ? null : (store.tasks.get(link.taskId)?.fields.title ?? null);
  return title === null ? `${WORDS[resource]} ${id.slice(0, 64)}` : `“${title}”`;
}
