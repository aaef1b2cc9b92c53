// The label by which this installation shows in Todoist: made before anything is written, taken over, withdrawn, removed. An
// installation that makes its label looks at all of them in the same request, and withdraws where it finds another: of two that start
// at once, the order in which Todoist takes them decides, before either has written a task.

import type { OutboxState } from '../../../../hub/store.ts';
import { keeperOf, keeperWords, putKeeper, standsAside, type Keeper } from '../../../../sync/plan/keeper.ts';
import { beginAnew } from '../../../../sync/plan/stored-plan.ts';
import { recordNote } from '../../../../sync/record.ts';
import type { Session } from '../../../../sync/unit-of-work.ts';
import { portOf, TODOIST } from '../../known.ts';
import type { LabelAnswer, LabelIntent, TodoistCommand } from '../../todoist-port.ts';
import { countRequest, noteFailure, type Budget } from '../budget.ts';
import { knownLabels, putLabels } from './label-state.ts';
import { noteLabels, wantedName } from './note-labels.ts';

/** How long a label that Todoist refused is not asked for again, ms. */
const REFUSED_FOR_MS = 86_400_000;

const WAITING: readonly OutboxState[] = ['queued', 'sent', 'held', 'failed', 'asked', 'declined'];

/**
 * Looks again where this installation stands aside, and carries out the owner's word. Tells whether it may read on. With `dryRun`
 * it only looks.
 */
export async function mayReadOn(session: Session, budget: Budget, dryRun: boolean): Promise<boolean> {
  const { parts } = session;
  const keeper = keeperOf(parts);
  if (keeper === null || (keeper.word === null && !standsAside(parts))) return true;
  // Whoever has left does not ask who else is there until the owner says so.
  if (keeper.standing === 'left' && keeper.word === null) return false;
  // Whose labels they are, and so what is whose, comes with the first ordinary read.
  if (wantedName(session) === null) return true;
  if ((await tell(session, budget, [])) === null) return false;
  if (dryRun) return !standsAside(parts);
  if (keeper.word === 'take_over') return takeOver(session, budget);
  return withdraw(session, budget);
}

/** Tells whether the owner's word to take over is still to be carried out. */
export function waitsToTakeOver({ parts }: Session): boolean {
  return keeperOf(parts)?.word === 'take_over';
}

/**
 * What makes this installation's label along with a whole read, where the owner approved the plan that announced it: that saves the
 * first sync a request. What came of it is looked at before anything is written, as ever. With another token it may be another account,
 * of which the owner was told nothing.
 */
export function claimAlong(session: Session): readonly TodoistCommand[] {
  const { parts } = session;
  const keeper = keeperOf(parts);
  const name = wantedName(session);
  const labels = knownLabels(parts);
  if (keeper?.standing !== 'new' || !keeper.announced || standsAside(parts)) return [];
  if (name === null || labels === null || labels.own !== null || isRefused(session, labels.refused))
    return [];
  if (labels.access !== portOf(parts).access) return [];
  return portOf(parts).encodeLabels(nextName(session), [{ action: 'create', name }]);
}

/**
 * Sees to it that this installation shows in Todoist, before anything is written. Tells whether it may write: false where another
 * one is there, or nobody knows.
 */
export async function keepPair(session: Session, budget: Budget): Promise<boolean> {
  const { parts } = session;
  const keeper = keeperOf(parts);
  const name = wantedName(session);
  const labels = knownLabels(parts);
  if (keeper === null || name === null || labels === null || standsAside(parts)) return false;
  const { own, refused } = labels;
  if (keeper.standing === 'keeping' && (own?.name === name || isRefused(session, refused))) return true;
  if (own === null && !isAnythingAtStake(session)) return true;
  if (own !== null && own.name !== name)
    return rename(session, budget, { action: 'rename', id: own.id, name });
  return own === null ? claim(session, budget, name) : settle(session, budget);
}

/** Ends this installation: its label is taken away, and it reads and writes nothing until the owner says so. False: Todoist did not answer. */
export async function leavePair(session: Session, budget: Budget): Promise<boolean> {
  if ((await tell(session, budget, [])) === null) return false;
  const own = knownLabels(session.parts)?.own ?? null;
  if (own !== null && (await tell(session, budget, [{ action: 'delete', id: own.id }])) === null)
    return false;
  change(session, { standing: 'left', word: null }, 'This installation was ended, and its label taken away.');
  return true;
}

/** An account in which nothing is to be written gets no label either. */
function isAnythingAtStake({ parts: { store, replicas } }: Session): boolean {
  return store.outbox.count(null, WAITING) > 0 || replicas.names.some((name) => store.links.count(name) > 0);
}

function isRefused({ parts }: Session, refused: { readonly retryAt: number } | null): boolean {
  return refused !== null && refused.retryAt > parts.now();
}

async function claim(session: Session, budget: Budget, name: string): Promise<boolean> {
  change(session, { standing: 'new' });
  const answer = await tell(session, budget, [{ action: 'create', name }]);
  if (answer === null) return false;
  const own = knownLabels(session.parts)?.own ?? null;
  if (own !== null || standsAside(session.parts)) return settle(session, budget);
  const outcome = [...answer.outcomes.values()][0];
  if (outcome === undefined || outcome.kind === 'retry' || outcome.kind === 'ok') return false;
  goOnWithout(session, outcome.kind === 'limit' ? `no room (${outcome.detail})` : outcome.detail);
  return true;
}

async function rename(session: Session, budget: Budget, intent: LabelIntent): Promise<boolean> {
  return (await tell(session, budget, [intent])) === null ? false : settle(session, budget);
}

/** The label is there. Whoever is not alone goes back. */
async function settle(session: Session, budget: Budget): Promise<boolean> {
  if (standsAside(session.parts)) return withdraw(session, budget);
  const keeper = keeperOf(session.parts);
  const own = knownLabels(session.parts)?.own ?? null;
  if (own === null || own.name !== wantedName(session)) return false;
  const text = `Label “${own.name}” was created in Todoist, so that another installation can see that this one syncs the account.`;
  if (keeper?.standing !== 'keeping')
    change(session, { standing: 'keeping' }, keeper?.announced === true ? undefined : text);
  return true;
}

/** Takes back a label that was made although another installation is there. Tells whether the way is free. */
async function withdraw(session: Session, budget: Budget): Promise<boolean> {
  const { parts } = session;
  const own = knownLabels(parts)?.own ?? null;
  if (!standsAside(parts)) return true;
  if (own !== null && keeperOf(parts)?.standing === 'new')
    await tell(session, budget, [{ action: 'delete', id: own.id }]);
  return !standsAside(parts);
}

/** Gives the other installation's label our name: it stops with its next read. What it did meanwhile is looked at like a first sync. */
async function takeOver(session: Session, budget: Budget): Promise<boolean> {
  const { parts } = session;
  const former = keeperOf(parts)?.others ?? [];
  const name = wantedName(session);
  if (!standsAside(parts) || name === null) {
    change(session, { word: null });
    return true;
  }
  const { own = null, foreign = [] } = knownLabels(parts) ?? {};
  const [first, ...rest] = foreign;
  const intents: LabelIntent[] = rest.map(({ id }) => ({ action: 'delete', id }));
  if (first !== undefined && own === null) intents.unshift({ action: 'rename', id: first.id, name });
  else if (first !== undefined) intents.unshift({ action: 'delete', id: first.id });
  if (intents.length > 0 && (await tell(session, budget, intents)) === null) return false;
  const labels = knownLabels(parts);
  if (labels === null || labels.foreign.length > 0) return false;
  const names = former.map(({ instance }) => keeperWords(instance)).join('; ');
  const text = `This installation took over${names === '' ? '' : ` from ${names}`}.`;
  change(session, { standing: labels.own === null ? 'new' : 'keeping', word: null }, text);
  parts.store.transaction(() => beginAnew(parts));
  return true;
}

/** Without the label another installation elsewhere would not be noticed: better that than no sync, as long as it is said. */
function goOnWithout(session: Session, reason: string): void {
  const { parts } = session;
  const refused = { reason, retryAt: parts.now() + REFUSED_FOR_MS };
  const labels = knownLabels(parts);
  if (labels !== null) parts.store.transaction(() => putLabels(parts, { ...labels, refused }));
  change(session, { standing: 'keeping' });
}

/** One request: what is done to labels, then all of them. Null where there is no answer; what it was is noted. */
async function tell(
  session: Session,
  budget: Budget,
  intents: readonly LabelIntent[],
): Promise<LabelAnswer | null> {
  const todoist = portOf(session.parts);
  countRequest(session, budget);
  const commands = intents.length === 0 ? [] : todoist.encodeLabels(nextName(session), intents);
  const answer = await todoist.readLabels(commands);
  if (!answer.ok) {
    noteFailure(session, answer.error);
    return null;
  }
  noteLabels(session, { labels: answer.value.labels, complete: true, account: null });
  return answer.value;
}

/** Names what is told next. Todoist does nothing twice under one name. */
function nextName({ parts }: Session): string {
  const labels = knownLabels(parts);
  const told = (labels?.told ?? 0) + 1;
  if (labels !== null) parts.store.transaction(() => putLabels(parts, { ...labels, told }));
  return `labels ${keeperOf(parts)?.instance ?? ''} ${told}`;
}

function change(session: Session, changed: Partial<Keeper>, note?: string): void {
  const { parts } = session;
  const keeper = keeperOf(parts);
  if (keeper === null) return;
  parts.store.transaction(() => {
    putKeeper({ store: parts.store, now: parts.now() }, { ...keeper, ...changed });
    if (note === undefined) return;
    parts.store.events.open(session.mark, { at: parts.now(), isFirstSync: false });
    recordNote(parts.store, { at: parts.now(), replica: TODOIST, title: note });
  });
}
