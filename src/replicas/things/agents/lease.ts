// Which of several agents syncs: one holds the lease, and the others stand by. It passes only to an agent whose library shows what
// was told by the holder before. Decides who may go on; what its library lacks is found in caught-up.ts.

import type { KnownAgent, Store } from '../../../hub/store.ts';
import type { AgentIdentity, ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ResyncRequest, Refusal } from '../../../sync/replica.ts';
import type { AccountParts } from '../../../sync/unit-of-work.ts';
import { storedRead } from '../known.ts';
import { openBefore } from '../reads/open-before.ts';
import { lackOf, type Lacking } from './caught-up.ts';
import { takeLateCreations } from './hand-over.ts';
import { behindWords, COPIED, heldWords, INCOMPLETE } from './words.ts';

/** A holder that did not come for so long may be followed by another agent, ms. It begins to write for at most half as long after it asked. */
const SILENT_MS = 10 * 60_000;
/** So long an agent waits for Things Cloud before its owner is asked, ms. */
const ASK_AFTER_MS = 60 * 60_000;
/** A library that was behind is not read whole again before, ms. */
const LOOK_AGAIN_MS = 60_000;
/** That an agent came with nothing new is put down no sooner than this, ms: well within the time after which it counts as silent. */
const NOTE_AFTER_MS = 4 * 60_000;
/** Agents that did not come for so long are forgotten, ms. */
const FORGET_MS = 90 * 86_400_000;

const LEASE_KEY = 'things_lease';

/** Who syncs. */
interface Lease {
  readonly agent: string;
  /** Epoch ms. */
  readonly since: number;
}

/**
 * What an agent is in this exchange. `holder`: it syncs. `follower`: it does from the end of this pass on; `lacks` is what its library
 * does not show, null where it shows all. `refused`: it stands by, or has to bring more.
 */
export type Admission =
  | { readonly kind: 'holder'; readonly agent: string }
  | { readonly kind: 'follower'; readonly agent: string; readonly lacks: Lacking | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** An agent of an older version has no id. */
const NAMELESS: AgentIdentity = { id: '', counter: 0, host: '' };

type Stored = Pick<Store, 'meta'>;

/** Who syncs; null before the first agent came. */
export function leaseOf({ meta }: Stored): Lease | null {
  return (meta.get(LEASE_KEY) as Lease | undefined) ?? null;
}

/** Tells whether an agent syncs and came lately: what changes in Things is told by it. */
export function isAgentAtWork(store: Pick<Store, 'meta' | 'agents'>, now: number): boolean {
  const lease = leaseOf(store);
  const holder = lease === null ? null : store.agents.get(lease.agent);
  return holder !== null && now - holder.seenAt < SILENT_MS;
}

/** Passes the lease on. Within the caller's transaction. */
export function passLease(store: Pick<Store, 'meta' | 'agents'>, agent: string, now: number): void {
  store.meta.set(LEASE_KEY, { agent, since: now } satisfies Lease);
  const known = store.agents.get(agent);
  if (known !== null && known.waitsSince !== null)
    store.agents.put({ ...known, waitsSince: null, waitsFor: null });
}

/** Says whether an agent may bring something now, and notes that it came. Asked for a dry run, it notes nothing. */
export function admit(parts: AccountParts, request: ExchangeRequest): Admission {
  const { store } = parts;
  const now = parts.now();
  const speaker = request.agent ?? NAMELESS;
  if (request.dryRun === true) return admitToLook(parts, speaker);
  return store.transaction(() => {
    const known = store.agents.get(speaker.id);
    if (isCopy(known, request)) return standBy('copied', COPIED);
    takeLateCreations(store, request.acknowledgements, now);
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

/** An exchange that brings nothing does no harm, whoever speaks: a day of them would cost more rows than a day of edits. */
function isIdle({ seenAt, waitsSince }: KnownAgent, request: ExchangeRequest, now: number): boolean {
  const brought = [request.todos, request.removed, request.containers, request.acknowledgements];
  return waitsSince === null && now - seenAt < NOTE_AFTER_MS && brought.every((all) => all.length === 0);
}

/** A request that was carried twice is no copy: it has the same number and is the same. */
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

/** An agent that comes while another one holds the lease. */
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
    // The state of the agent was lost, put back or brought up to date: there is no other library that could lag.
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

/** The file that was read last: no two Macs have the same, and what it shows was told. */
function isSameMac(store: Store, { receipt }: ExchangeRequest): boolean {
  const last = storedRead(store)?.file ?? null;
  return last !== null && receipt.file === last;
}

/** An agent that is to go on in another one's place, once its library shows what that one told. */
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
  // Not noted: one that comes more often than that would never be looked at again.
  if (request.base !== null && isTooEarly(store.agents.get(came.id), now))
    return standBy('behind', came.waitsFor ?? '');
  const bring = toBring(store, request);
  if (bring !== null) {
    store.agents.put(came);
    return { kind: 'refused', refusal: { snapshot: 'resync', ...bring } };
  }
  const lacks = lackOf(store, request);
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

/** An agent that waits comes with every change of its library, and reading all of it each time would cost. */
function isTooEarly(before: KnownAgent | null, now: number): boolean {
  return before !== null && before.waitsSince !== null && now - before.seenAt < LOOK_AGAIN_MS;
}

/** The whole library, with every to-do that is known in whatever state it is now; null where that was brought. */
function toBring(store: Store, request: ExchangeRequest): ResyncRequest | null {
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
