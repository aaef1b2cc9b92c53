// What the owner should know about Things besides waiting operations.

import type { Contact, KnownAgent } from '../../hub/store.ts';
import { isZone } from '../../model/zones.ts';
import type { Receipt } from '../../protocol/exchange.ts';
import type { Status } from '../../protocol/status.ts';
import type { Pass } from '../../sync/unit-of-work.ts';
import { isAgentAtWork, leaseOf } from './agents/lease.ts';
import { receiptOf, storedReceipt, THINGS } from './known.ts';
import { CANNOT_MOVE_HEADINGS } from './moved-headings.ts';

/** How many rows a notice names. */
const MAX_ASIDE_NAMED = 5;

const DAY_MS = 86_400_000;

/** Notices about headings that no script can move, unreadable rows, and a Mac whose time zone is unknown. */
export function noticesOfThings(pass: Pass): readonly string[] {
  const notices = pass.containers.refusedBy(THINGS).flatMap(({ containerId }) => {
    const heading = pass.containers.get(containerId);
    if (heading === null) return [];
    const project = pass.containers.pathText(heading.parent);
    return [
      `${CANNOT_MOVE_HEADINGS}: “${heading.name}” was moved to ${project} in Todoist, so its to-dos are there in Things without a heading. Add a heading of that name, and they move below it.`,
    ];
  });
  const receipt = receiptOf(pass);
  const aside = receipt?.setAside ?? [];
  if (aside.length > 0) notices.push(describeSetAside(aside));
  if (receipt !== null && !isZone(receipt.zone)) {
    notices.push(
      `The Mac’s time zone “${receipt.zone}” is not known: tasks whose time has a fixed zone go to Things without their date. Set the zone in System Settings › General › Date & Time.`,
    );
  }
  return [...notices, ...waitingAgents(pass).flatMap(({ waitsFor }) => waitsFor ?? [])];
}

/** Macs that are waiting to take over from another one. A Mac that has not connected for a day is asleep, and does not count. */
function waitingAgents({ store, now }: Pass): readonly KnownAgent[] {
  return store.agents.all().filter(({ waitsFor, seenAt }) => waitsFor !== null && now - seenAt < DAY_MS);
}

/** What the agent could not read, in one sentence. */
function describeSetAside(aside: NonNullable<Receipt['setAside']>): string {
  const named = aside.slice(0, MAX_ASIDE_NAMED).map(({ id, title, reason }) => {
    const name = title === '' ? id : `\u201c${title}\u201d`;
    return `${name} (${reason})`;
  });
  const rest = aside.length > named.length ? `, and ${aside.length - named.length} more` : '';
  const count = aside.length === 1 ? '1 to-do' : `${aside.length} to-dos`;
  return `${count} could not be read: ${named.join(', ')}${rest}. Everything else is synced; these are left alone.`;
}

/** The status of Things. */
export function standingOfThings(pass: Pass, { seenAt }: Contact): Status['things'] {
  const receipt = storedReceipt(pass.store);
  const unread = pass.store.links.countUnread(THINGS);
  return {
    lastExchangeAt: seenAt,
    schemaVersion: receipt?.schemaVersion ?? null,
    openTodos: receipt?.openTodos ?? null,
    ...(unread > 0 && { onlyOlderClients: unread }),
    agents: agentsOf(pass),
  };
}

/** Why nothing comes from Things or reaches it, in words; null: an agent came lately. */
export function absenceOfThings({ store, now }: Pass): string | null {
  if (isAgentAtWork(store, now)) return null;
  const seenAt = Math.max(0, ...store.agents.all().map((agent) => agent.seenAt));
  const since = seenAt === 0 ? 'No agent has come yet' : `No agent has come for ${spanWords(now - seenAt)}`;
  return `${since}: nothing is read from Things or written to it until one runs on the Mac.`;
}

function spanWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

function agentsOf({ store }: Pass): NonNullable<Status['things']['agents']> {
  const holder = leaseOf(store)?.agent;
  const agents = store.agents.all().map(({ id, host, seenAt, waitsFor }) => {
    return { host, syncs: id === holder, seenAt, waitsFor };
  });
  return [...agents.filter(({ syncs }) => syncs), ...agents.filter(({ syncs }) => !syncs)];
}
