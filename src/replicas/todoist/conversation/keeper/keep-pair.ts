// The label that marks this installation in Todoist: created before anything is written, taken over, withdrawn, removed. An
// installation that creates its label reads all labels in the same request, and withdraws if it finds another one: if two start at
// once, the order in which Todoist receives them decides, before either has written a task.

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

/** How long to wait after Todoist refused the label, ms. */
const REFUSED_FOR_MS = 86_400_000;

const WAITING: readonly OutboxState[] = ['queued', 'sent', 'held', 'failed', 'asked', 'declined'];

/**
 * Checks the labels again if this installation stands aside, and carries out the owner's request. Tells whether it may go on
 * reading. With `dryRun` it only checks.
 */
export async function mayContinueReading(
  session: Session,
  budget: Budget,
  dryRun: boolean,
): Promise<boolean> {
  const { parts } = session;
  const keeper = keeperOf(parts);
  if (keeper === null || (keeper.word === null && !standsAside(parts))) return true;
  // An installation that has left does not look for others until the owner asks it to.
  if (keeper.standing === 'left' && keeper.word === null) return false;
  // The account's user is needed to interpret the labels, and comes with the first ordinary read.
  if (wantedName(session) === null) return true;
  if ((await sendLabels(session, budget, [])) === null) return false;
  if (dryRun) return !standsAside(parts);
  if (keeper.word === 'take_over') return takeOver(session, budget);
  return withdraw(session, budget);
}

/** Tells whether the owner's request to take over is still pending. */
export function waitsToTakeOver({ parts }: Session): boolean {
  return keeperOf(parts)?.word === 'take_over';
}

/**
 * The command that creates this installation's label together with a full read, if the owner approved the plan that announced it:
 * that saves the first sync a request. The outcome is checked before anything is written, as always. With another token it may be
 * another account, for which the owner has approved nothing.
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
  return portOf(parts).encodeLabels(nextRequestId(session), [{ action: 'create', name }]);
}

/**
 * Makes sure that this installation is marked in Todoist before anything is written. Tells whether it may write: false if another
 * one is marked, or if that is unknown.
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

/**
 * Ends this installation: its label is removed, and it reads and writes nothing until the owner says so. False: Todoist was
 * unreachable.
 */
export async function leavePair(session: Session, budget: Budget): Promise<boolean> {
  if ((await sendLabels(session, budget, [])) === null) return false;
  const own = knownLabels(session.parts)?.own ?? null;
  if (own !== null && (await sendLabels(session, budget, [{ action: 'delete', id: own.id }])) === null)
    return false;
  change(session, { standing: 'left', word: null }, 'This installation was ended, and its label taken away.');
  return true;
}

/** An account in which nothing has to be written gets no label. */
function isAnythingAtStake({ parts: { store, replicas } }: Session): boolean {
  return store.outbox.count(null, WAITING) > 0 || replicas.names.some((name) => store.links.count(name) > 0);
}

function isRefused({ parts }: Session, refused: { readonly retryAt: number } | null): boolean {
  return refused !== null && refused.retryAt > parts.now();
}

async function claim(session: Session, budget: Budget, name: string): Promise<boolean> {
  change(session, { standing: 'new' });
  const answer = await sendLabels(session, budget, [{ action: 'create', name }]);
  if (answer === null) return false;
  const own = knownLabels(session.parts)?.own ?? null;
  if (own !== null || standsAside(session.parts)) return settle(session, budget);
  const outcome = [...answer.outcomes.values()][0];
  if (outcome === undefined || outcome.kind === 'retry' || outcome.kind === 'ok') return false;
  continueWithoutLabel(session, outcome.kind === 'limit' ? `no room (${outcome.detail})` : outcome.detail);
  return true;
}

async function rename(session: Session, budget: Budget, intent: LabelIntent): Promise<boolean> {
  return (await sendLabels(session, budget, [intent])) === null ? false : settle(session, budget);
}

/** The label exists. If there is another one, this installation withdraws. */
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

/** Removes a label that was created although another installation is marked. Tells whether it may continue. */
async function withdraw(session: Session, budget: Budget): Promise<boolean> {
  const { parts } = session;
  const own = knownLabels(parts)?.own ?? null;
  if (!standsAside(parts)) return true;
  if (own !== null && keeperOf(parts)?.standing === 'new')
    await sendLabels(session, budget, [{ action: 'delete', id: own.id }]);
  return !standsAside(parts);
}

/**
 * Renames the other installation's label to our name, so that it stops at its next read. What it did in the meantime is handled
 * like a first sync.
 */
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
  if (intents.length > 0 && (await sendLabels(session, budget, intents)) === null) return false;
  const labels = knownLabels(parts);
  if (labels === null || labels.foreign.length > 0) return false;
  const names = former.map(({ instance }) => keeperWords(instance)).join('; ');
  const text = `This installation took over${names === '' ? '' : ` from ${names}`}.`;
  change(session, { standing: labels.own === null ? 'new' : 'keeping', word: null }, text);
  parts.store.transaction(() => beginAnew(parts));
  return true;
}

/** Without the label, another installation would not be noticed. That is better than no sync, as long as the owner is told. */
function continueWithoutLabel(session: Session, reason: string): void {
  const { parts } = session;
  const refused = { reason, retryAt: parts.now() + REFUSED_FOR_MS };
  const labels = knownLabels(parts);
  if (labels !== null) parts.store.transaction(() => putLabels(parts, { ...labels, refused }));
  change(session, { standing: 'keeping' });
}

/** One request: changes labels, then reads all of them. Null if there was no response; the failure is recorded. */
async function sendLabels(
  session: Session,
  budget: Budget,
  intents: readonly LabelIntent[],
): Promise<LabelAnswer | null> {
  const todoist = portOf(session.parts);
  countRequest(session, budget);
  const commands = intents.length === 0 ? [] : todoist.encodeLabels(nextRequestId(session), intents);
  const answer = await todoist.readLabels(commands);
  if (!answer.ok) {
    noteFailure(session, answer.error);
    return null;
  }
  noteLabels(session, { labels: answer.value.labels, complete: true, account: null });
  return answer.value;
}

/** The id of the next label request. Todoist ignores a repeated id. */
function nextRequestId({ parts }: Session): string {
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
