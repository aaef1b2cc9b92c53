// One installation keeps a pair: whether it is this one, and the stop if another one does. How an installation is marked in a
// replica is up to that replica.

import { digestOf } from '../../engine/fields/digest.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { Store } from '../../hub/store.ts';

const KEEPER_KEY = 'keeper';

/** Maximum length of a host name in an instance name. */
const MAX_HOST_UNITS = 20;

interface Stored {
  readonly store: Store;
}

/** What a new installation's name is made from. */
interface Birth {
  readonly now: () => number;
  readonly place?: { readonly seed: string; readonly host: string };
}

/** Another installation that is marked in a replica. */
export interface OtherKeeper {
  readonly instance: string;
  /** It syncs the same library; otherwise another one with the same account. */
  readonly samePair: boolean;
}

/** What is known of the keepers of this pair. */
export interface Keeper {
  /** Identifies this installation: generated once, and part of every copy of the state. */
  readonly instance: string;
  /**
   * `new`: not marked in a replica yet. `keeping`: keeps the pair. `replaced`: another one took over. `left`: the owner ended it.
   * Only the owner can end the last two states.
   */
  readonly standing: 'new' | 'keeping' | 'replaced' | 'left';
  readonly others: readonly OtherKeeper[];
  /** Installations with another library that the owner allows besides this one. */
  readonly beside: readonly string[];
  /** The owner approved a plan that announced how this installation will be marked. */
  readonly announced: boolean;
  /** The owner's request, carried out by the next run. */
  readonly word: 'take_over' | null;
  /** Epoch ms at which it stopped; null if it is not stopped. */
  readonly stoppedAt: number | null;
}

/** What is known of the keepers; null before a replica was first read. */
export function keeperOf(run: Stored): Keeper | null {
  return (run.store.meta.get(KEEPER_KEY) as Keeper | undefined) ?? null;
}

/** Saves what is known of the keepers. Runs in the caller's transaction. */
export function putKeeper(run: Stored & { readonly now: number }, keeper: Keeper): void {
  const stoppedAt = isStopped(keeper) ? (keeper.stoppedAt ?? run.now) : null;
  run.store.meta.set(KEEPER_KEY, { ...keeper, stoppedAt });
}

/** The initial state of a keeper. Its name contains date, random part and host: `20261130-k7x2m9-annas-mac`. */
export function newKeeper({ now, place }: Birth): Keeper {
  const day = new Date(now()).toISOString().slice(0, 10).replaceAll('-', '');
  const which = digestOf([place?.seed ?? '', now()]).slice(-6);
  const where = hostWords(place?.host ?? '');
  const instance = [day, which, ...(where === '' ? [] : [where])].join('-');
  return { instance, standing: 'new', others: [], beside: [], announced: false, word: null, stoppedAt: null };
}

function hostWords(host: string): string {
  const [name = ''] = host.toLowerCase().split('.');
  const plain = name.replaceAll(/[^a-z0-9]+/g, '-').slice(0, MAX_HOST_UNITS);
  return plain.replaceAll(/^-+|-+$/g, '');
}

/** Describes the installation that an instance name refers to. */
export function keeperWords(instance: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})-([0-9a-z]+)(?:-(.+))?$/.exec(instance);
  if (match === null) return instance;
  const [, year, month, day, which, where] = match;
  return `${which}${where === undefined ? '' : ` on ${where}`}, there since ${year}-${month}-${day}`;
}

/** The other installations that prevent this one from syncing. */
export function rivalsOf({ standing, others, beside }: Keeper): readonly OtherKeeper[] {
  return others.filter(
    ({ samePair, instance }) => samePair || (standing === 'new' && !beside.includes(instance)),
  );
}

function isStopped(keeper: Keeper): boolean {
  return keeper.standing === 'replaced' || keeper.standing === 'left' || rivalsOf(keeper).length > 0;
}

/** Tells whether this installation is marked as the keeper, and no other one is. */
export function isKeeping(run: Stored): boolean {
  return keeperOf(run)?.standing === 'keeping' && !standsAside(run);
}

/** Tells whether this installation stands aside: it reads and sends nothing until the owner decides. */
export function standsAside(run: Stored): boolean {
  const keeper = keeperOf(run);
  return keeper !== null && isStopped(keeper);
}

/** The plan of an installation that stands aside; null if it may sync. */
export function keeperPlan(run: Stored): Plan | null {
  const keeper = keeperOf(run);
  if (keeper === null || !isStopped(keeper)) return null;
  const { instance, standing, others, word } = keeper;
  return {
    hash: digestOf(['not_keeper', instance, standing, others]),
    reason: 'not_keeper',
    holds: { what: 'everything' },
    approving: mayRunSideBySide(keeper) ? 'goes_on_beside' : 'takes_over',
    explanation: explain(keeper),
    counts: {},
    lines: [],
    suggestions: [],
    createdAt: keeper.stoppedAt ?? 0,
    approved: word !== null,
  };
}

const TAKE_OVER = 'npm run sync -- --take-over';

function explain(keeper: Keeper): string {
  const rivals = rivalsOf(keeper);
  const names = rivals.map(({ instance }) => keeperWords(instance)).join('; ');
  if (keeper.standing === 'left')
    return `This installation was ended with --leave: it reads and writes nothing. To start again: ${TAKE_OVER}`;
  if (rivals.length === 0)
    return `Another installation took over from this one, and has left since. To continue with this one: ${TAKE_OVER}`;
  if (rivals.some(({ samePair }) => samePair))
    return (
      `Another installation already keeps this Todoist account and this Things library in sync: ${names}. ` +
      'Two of them would create everything twice, so this one reads nothing in and writes nothing to either side. ' +
      `To continue with this one instead: ${TAKE_OVER}. The other one stops the next time it reads Todoist.`
    );
  return (
    `Another installation syncs this Todoist account with another Things library: ${names}. ` +
    'If both are the same library on two Macs (Things Cloud), everything would be created twice: in that case do not approve this plan, but end ' +
    `the other one, or have this one take its place, after which the other one stops: ${TAKE_OVER}. ` +
    'If they are two libraries that you want in one Todoist account, approve this plan: then both are synced.'
  );
}

/**
 * Applies the owner's approval of the stop. Another installation of the same pair is replaced by the next run; one with another
 * library may stay. Runs in the caller's transaction.
 */
export function approveKeeper(run: Stored & { readonly now: number }): void {
  const keeper = keeperOf(run);
  if (keeper === null) return;
  const rivals = rivalsOf(keeper).map(({ instance }) => instance);
  if (mayRunSideBySide(keeper)) putKeeper(run, { ...keeper, beside: [...keeper.beside, ...rivals] });
  else putKeeper(run, { ...keeper, word: 'take_over' });
}

/** All others have another library and this installation has not started yet, so they may run side by side. */
function mayRunSideBySide(keeper: Keeper): boolean {
  const rivals = rivalsOf(keeper);
  return keeper.standing === 'new' && rivals.length > 0 && rivals.every(({ samePair }) => !samePair);
}

/** Records that the owner was told how this installation will be marked. Runs in the caller's transaction. */
export function noteAnnounced(run: Stored & { readonly now: number }): void {
  const keeper = keeperOf(run);
  if (keeper !== null) putKeeper(run, { ...keeper, announced: true });
}

/** Makes the next run take the pair over from its keeper. Runs in the caller's transaction. */
export function askToTakeOver(parts: Stored & Birth): void {
  const keeper = keeperOf(parts) ?? newKeeper(parts);
  putKeeper({ store: parts.store, now: parts.now() }, { ...keeper, word: 'take_over' });
}
