// Which of several agents syncs: one holds the lease, the others stand by. It passes only to an agent whose library shows what the
// former holder reported. Decides who may sync; caught-up.ts finds out what a library lacks.

import type { KnownAgent, Store } from '../../../hub/store.ts';
import type { AgentIdentity, ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ResyncRequest, Refusal } from '../../../sync/replica.ts';
import type { AccountParts } from '../../../sync/unit-of-work.ts';
import { storedRead } from '../known.ts';
import { openBefore } from '../reads/open-before.ts';
import { missingStateOf, type MissingState } from './caught-up.ts';
import { processLateCreations } from './hand-over.ts';
import { behindWords, COPIED, heldWords, INCOMPLETE } from './words.ts';

/**
 * After this much silence another agent may take over from the holder, ms. The holder starts writing at most half as long after it
 * asked.
 */
const SILENT_MS = 10 * 60_000;
/** How long an agent waits for Things Cloud before its owner is asked, ms. */
const ASK_AFTER_MS = 60 * 60_000;
/** Minimum time between two full reads of a library that lags behind, ms. */
const LOOK_AGAIN_MS = 60_000;
/** Minimum time between two writes just to record that an agent connected, ms; well below the time after which it counts as silent. */
const NOTE_AFTER_MS = 4 * 60_000;
/** After this much silence an agent is forgotten, ms. */
const FORGET_MS = 90 * 86_400_000;

const LEASE_KEY = 'things_lease';

/** The agent that syncs. */
interface Lease {
  readonly agent: string;
  /** Epoch ms. */
  readonly since: number;
}

/**
 * The role of an agent in this exchange. `holder`: it syncs. `follower`: it takes over with this pass; `lacks` is what its library
 * does not show, null if it shows everything. `refused`: it stands by, or has to bring more.
 */
export type Admission =
  | { readonly kind: 'holder'; readonly agent: string }
  | { readonly kind: 'follower'; readonly agent: string; readonly lacks: MissingState | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** An agent of an older version has no id. */
const NAMELESS: AgentIdentity = { id: '', counter: 0, host: '' };

type Stored = Pick<Store, 'meta'>;

/** The current lease; null before the first agent connected. */
export function leaseOf({ meta }: Stored): Lease | null {
  return (meta.get(LEASE_KEY) as Lease | undefined) ?? null;
}

/** Tells whether an agent syncs and connected recently, so that it will report changes in Things. */
export function isAgentAtWork(store: Pick<Store, 'meta' | 'agents'>, now: number): boolean {
  const lease = leaseOf(store);
  const holder = lease === null ? null : store.agents.get(lease.agent);
  return holder !== null && now - holder.seenAt < SILENT_MS;
}

/** Passes the lease on. Runs in the caller's transaction. */
export function passLease(store: Pick<Store, 'meta' | 'agents'>, agent: string, now: number): void {
  store.meta.set(LEASE_KEY, { agent, since: now } satisfies Lease);
  const known = store.agents.get(agent);
  if (known !== null && known.waitsSince !== null)
    store.agents.put({ ...known, waitsSince: null, waitsFor: null });
}

/** Decides whether an agent may bring something now, and records that it connected. For a dry run, nothing is recorded. */
export function admit(parts: AccountParts, request: ExchangeRequest): Admission {
  const { store } = parts;
  const now = parts.now();
  const speaker = request.agent ?? NAMELESS;
  if (request.dryRun === true) return admitToLook(parts, speaker);
  return store.transaction(() => {
    const known = store.agents.get(speaker.id);
    if (isCopy(known, request)) return standBy('copied', COPIED);
    processLateCreations(store, request.acknowledgements, now);
    const came = cameNow(known, { request, speaker, now });
    const lease = leaseOf(store);
    if (known !== null && lease?.agent === known.id && isIdle(known, request, now))
      return { kind: 'holder', agent: known.id };
    store.agents.prune(now - FORGET_MS);
    if (lease === null || lease.agent === speaker.id) {
      if (lease === null) passLease(store, speaker.id, now);
      store.agents.put({ ...came, waitsSince: null, waitsFor: null });
      return { kind: 'holder', agent: speaker.id };
    }
    return admitAnother(parts, { request, lease, came, isNew: known === null });
  });
}

function admitToLook(parts: AccountParts, { id }: AgentIdentity): Admission {
  const lease = leaseOf(parts.store);
  if (lease === null || lease.agent === id) return { kind: 'holder', agent: id };
  return standBy('held', heldWords(parts.store.agents.get(lease.agent), parts.now()));
}

/** An exchange that brings nothing does no harm, whoever sends it. Recording each would cost more rows per day than edits do. */
function isIdle({ seenAt, waitsSince }: KnownAgent, request: ExchangeRequest, now: number): boolean {
  const brought = [request.todos, request.removed, request.containers, request.acknowledgements];
  return waitsSince === null && now - seenAt < NOTE_AFTER_MS && brought.every((all) => all.length === 0);
}

/** A repeated request is no sign of a copied agent: it has the same number and the same content. */
function isCopy(known: KnownAgent | null, { agent, ...request }: ExchangeRequest): boolean {
  if (known === null || agent === undefined || agent.counter > known.counter) return false;
  return agent.counter < known.counter || known.request !== nameOf(request);
}

function nameOf({ snapshot, receipt }: Pick<ExchangeRequest, 'snapshot' | 'receipt'>): string {
  return `${snapshot} ${receipt.takenAt}`;
}

function cameNow(
  known: KnownAgent | null,
  came: { readonly request: ExchangeRequest; readonly speaker: AgentIdentity; readonly now: number },
): KnownAgent {
  const { id, counter, host } = came.speaker;
  const waits = { waitsSince: known?.waitsSince ?? null, waitsFor: known?.waitsFor ?? null };
  return { id, host, counter, request: nameOf(came.request), seenAt: came.now, ...waits };
}

/** An agent that connects while another one holds the lease. */
function admitAnother(
  parts: AccountParts,
  given: {
    readonly request: ExchangeRequest;
    readonly lease: Lease;
    readonly came: KnownAgent;
    readonly isNew: boolean;
  },
): Admission {
  const { store } = parts;
  const { request, lease, came, isNew } = given;
  const now = parts.now();
  const holder = store.agents.get(lease.agent);
  if (isSameMac(store, request) && (isNew || lease.agent === '')) {
    // The agent's state was lost, restored or upgraded; there is no other library that could lag.
    store.agents.put({ ...came, waitsSince: null, waitsFor: null });
    passLease(store, came.id, now);
    return { kind: 'holder', agent: came.id };
  }
  const isSilent = holder === null || now - holder.seenAt >= SILENT_MS;
  if (!isSilent && request.agent?.takeOver !== true) {
    const words = heldWords(holder, now);
    store.agents.put({ ...came, waitsSince: null, waitsFor: null });
    return standBy('held', words);
  }
  return admitFollower(parts, { request, came, holder });
}

/** It reads the same file as the last read: no two Macs share a file, and what it shows was reported. */
function isSameMac(store: Store, { receipt }: ExchangeRequest): boolean {
  const last = storedRead(store)?.file ?? null;
  return last !== null && receipt.file === last;
}

/** An agent that is to take over, once its library shows what the other one reported. */
function admitFollower(
  parts: AccountParts,
  {
    request,
    came,
    holder,
  }: {
    readonly request: ExchangeRequest;
    readonly came: KnownAgent;
    readonly holder: KnownAgent | null;
  },
): Admission {
  const { store } = parts;
  const now = parts.now();
  // Not recorded, because an agent that connects more often than that would never be checked again.
  if (request.base !== null && isTooEarly(store.agents.get(came.id), now))
    return standBy('behind', came.waitsFor ?? '');
  const bring = libraryRequest(store, request);
  if (bring !== null) {
    store.agents.put(came);
    return { kind: 'refused', refusal: { snapshot: 'resync', ...bring } };
  }
  const lacks = missingStateOf(store, request);
  if (lacks === null && request.receipt.complete) {
    store.agents.put(came);
    return { kind: 'follower', agent: came.id, lacks };
  }
  const waitsSince = came.waitsSince ?? now;
  const waitsFor = lacks === null ? INCOMPLETE : behindWords(lacks, holder, now);
  store.agents.put({ ...came, waitsSince, waitsFor });
  if (lacks === null || now - waitsSince < ASK_AFTER_MS) return standBy('behind', waitsFor);
  return { kind: 'follower', agent: came.id, lacks };
}

/** A waiting agent connects with every change of its library, and reading all of it each time would be expensive. */
function isTooEarly(before: KnownAgent | null, now: number): boolean {
  return before !== null && before.waitsSince !== null && now - before.seenAt < LOOK_AGAIN_MS;
}

/** The full library, with every known to-do in its current state; null if that was brought. */
function libraryRequest(store: Store, request: ExchangeRequest): ResyncRequest | null {
  if (request.base !== null) return {};
  if (!request.receipt.complete) return null;
  const looked = new Set<string>(request.looked);
  const ask = openBefore(store, request)
    .unshown()
    .filter((id) => !looked.has(id));
  return ask.length === 0 ? null : { ask };
}

function standBy(why: 'held' | 'behind' | 'copied', detail: string): Admission {
  return { kind: 'refused', refusal: { snapshot: 'not_taken', standby: { why, detail } } };
}
