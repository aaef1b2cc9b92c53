// How the sync stands, in words. Pure.

import type { SyncState } from '../state/types.ts';

/** What a person is told: a short line, a longer one, and how much it matters. */
export interface SyncWords {
  readonly line: string;
  readonly detail: string;
  readonly tone: 'good' | 'busy' | 'waiting' | 'trouble';
}

/** Says how it stands. `now`: epoch ms. */
export function syncWords(sync: SyncState, isOnline: boolean, now: number): SyncWords {
  const { pending, failure } = sync;
  const waiting = pending === 0 ? '' : `${pending === 1 ? '1 change waits' : `${pending} changes wait`}`;
  const { lastSyncedAt } = sync;
  const last =
    lastSyncedAt === null ? 'Nothing was synced yet.' : `Last synced ${agoWords(now - lastSyncedAt)}.`;
  if (failure?.kind === 'not_paired')
    return {
      line: 'Not paired any more',
      detail: `${failure.text}${waiting && ` ${waiting} here.`}`,
      tone: 'trouble',
    };
  if (!isOnline) return { line: waiting ? `Offline, ${waiting}` : 'Offline', detail: last, tone: 'waiting' };
  if (sync.isUnderWay)
    return { line: waiting ? `Syncing ${countWords(pending)}…` : 'Syncing…', detail: last, tone: 'busy' };
  if (failure !== null) {
    const again = sync.retryAt === null ? '' : ` Next try ${inWords(sync.retryAt - now)}.`;
    const name = failure.kind === 'unreachable' ? 'No connection' : 'Sync failed';
    return {
      line: waiting ? `${name}, ${waiting}` : name,
      detail: `${failure.text}${again} ${last}`,
      tone: failure.kind === 'refused' || failure.kind === 'storage' ? 'trouble' : 'waiting',
    };
  }
  if (waiting) return { line: waiting, detail: last, tone: 'waiting' };
  return lastSyncedAt === null
    ? { line: 'Not synced yet', detail: last, tone: 'waiting' }
    : { line: 'Up to date', detail: last, tone: 'good' };
}

function countWords(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}

/** A time that has passed: `just now`, `5 minutes ago`, `3 hours ago`, `2 days ago`. */
export function agoWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  return `${amount(minutes)} ago`;
}

function inWords(ms: number): string {
  if (ms < 1500) return 'now';
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `in ${seconds} s` : `in ${amount(Math.round(seconds / 60))}`;
}

function amount(minutes: number): string {
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? '1 hour' : `${hours} hours`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}
