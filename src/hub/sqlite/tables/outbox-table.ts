// The outbox as the store exposes it. How it is stored: see `OutboxPages`.

import { isSame } from '../../../model/same.ts';
import type { OutboxEntry, OutboxState, Store } from '../../store.ts';
import { outboxOf, type OutboxPages } from './outbox-pages.ts';
import { within, type SqlDatabase } from '../sql.ts';

/** The outbox of all replicas. */
export function openOutbox(sql: SqlDatabase): Store['outbox'] {
  const pages = outboxOf(sql);
  return {
    add: (entry) => within(sql, () => pages.add(entry)),
    change: (id, change) => within(sql, () => changeEntry(pages, id, change)),
    remove: (id) => within(sql, () => pages.remove(id)),
    get: (id) => pages.get(id),
    ofTask: (task) => pages.ofTask(task),
    ofReplica: (replica, states, limit) =>
      take(pages.all(), limit, (entry) => entry.replica === replica && states.includes(entry.state)),
    due: (replica, now, limit, after = 0) =>
      take(pages.all(), limit, (entry) => {
        const isNext = entry.replica === replica && entry.seq > after && entry.kind !== 'note';
        return isNext && isDue(entry, now);
      }),
    naming: (replica, id) =>
      take(pages.all(), Infinity, (entry) => entry.remoteId === id && entry.replica === replica),
    ofContainer: (replica, id) => pages.ofContainer(id).filter((entry) => entry.replica === replica),
    count: (replica, states) => countOf(pages, replica, states),
    releaseHeld: (replica) => within(sql, () => releaseHeld(pages, replica)),
  };
}

function isDue({ state, retryAt }: OutboxEntry, now: number): boolean {
  if (state === 'queued') return retryAt === null || retryAt <= now;
  return (state === 'held' || state === 'failed') && retryAt !== null && retryAt <= now;
}

function take(
  entries: Iterable<OutboxEntry>,
  limit: number,
  isWanted: (entry: OutboxEntry) => boolean,
): readonly OutboxEntry[] {
  const found: OutboxEntry[] = [];
  for (const entry of entries) {
    if (found.length >= limit) break;
    if (isWanted(entry)) found.push(entry);
  }
  return found;
}

function countOf(
  pages: OutboxPages,
  replica: OutboxEntry['replica'] | null,
  states: readonly OutboxState[],
): number {
  let count = 0;
  for (const entry of pages.all())
    if ((replica === null || entry.replica === replica) && states.includes(entry.state)) count += 1;
  return count;
}

function changeEntry(
  pages: OutboxPages,
  id: OutboxEntry['id'],
  change: Parameters<Store['outbox']['change']>[1],
): void {
  const entry = pages.get(id);
  if (entry === null) return;
  const told = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const changed = { ...entry, ...told };
  if (!isSame(entry, changed)) pages.replace(changed);
}

function releaseHeld(pages: OutboxPages, replica: OutboxEntry['replica']): void {
  const known = [...pages.all()];
  for (const entry of known) {
    const waits = entry.replica === replica && entry.state === 'held' && entry.kind !== 'note';
    if (waits && (entry.retryAt ?? 0) > 0) pages.replace({ ...entry, retryAt: 0 });
  }
}
