// Processes the labels that mark installations in Todoist, and what follows for this one. Sends nothing.

import { keeperOf, newKeeper, putKeeper, rivalsOf, type Keeper } from '../../../../sync/plan/keeper.ts';
import type { Replica, Session } from '../../../../sync/unit-of-work.ts';
import { portOf, storedAccount } from '../../known.ts';
import { knownLabels, putLabels, type KnownLabel, type KnownLabels } from './label-state.ts';
import type { TodoistAnswer } from '../../todoist-port.ts';
import { keeperLabelName, pairName, readKeeperLabel } from '../../translate/keeper-label.ts';

/** The name for this installation's label; null while the account or the library is unknown. */
export function wantedName(session: Session): string | null {
  const keeper = keeperOf(session.parts);
  const pair = pairOfSession(session);
  return keeper === null || pair === null ? null : keeperLabelName({ pair, instance: keeper.instance });
}

function pairOfSession({ parts, visitor }: Session): string | null {
  const userId = storedAccount(parts.store)?.userId ?? knownLabels(parts)?.userId ?? null;
  if (userId === null) return null;
  return pairOf(
    parts,
    userId,
    ({ name, known }) => known(parts.store) ?? (visitor?.replica === name ? visitor.known : null),
  );
}

/** The name for the pair of an account and its other replicas, identified by `knownOf`; null while one of them is unknown. */
export function pairOf(
  { replicas }: Pick<Session['parts'], 'replicas'>,
  userId: string,
  knownOf: (replica: Replica) => unknown,
): string | null {
  const others = replicas.all.flatMap((replica) => {
    if (replica.identity === undefined) return [];
    const what = knownOf(replica);
    return [what === null ? null : replica.identity(what)];
  });
  return pairName(userId, others);
}

/**
 * Processes labels that Todoist shows: all of them, or those that changed. Another installation is noticed in the very read that
 * shows it. Writes nothing if there is no news.
 */
export function noteLabels(
  session: Session,
  shown: Pick<TodoistAnswer, 'labels' | 'complete' | 'account'>,
): void {
  const { parts } = session;
  const known = knownLabels(parts);
  if (known !== null && !shown.complete && shown.labels.length === 0) return;
  parts.store.transaction(() => {
    const keeper = keeperOf(parts) ?? newKeeper(parts);
    const { access } = portOf(parts);
    const labels = { ...withShown(known, shown, keeper.instance), access };
    putLabels(parts, labels);
    putKeeper({ store: parts.store, now: parts.now() }, standingAfter(session, keeper, labels));
  });
}

function withShown(
  known: KnownLabels | null,
  { labels, complete, account }: Pick<TodoistAnswer, 'labels' | 'complete' | 'account'>,
  instance: string,
): Omit<KnownLabels, 'access'> {
  const ownId = known?.own?.id ?? null;
  const before = known === null || complete ? [] : [...known.foreign, ...(known.own ? [known.own] : [])];
  const all = new Map(before.map(({ id, name }) => [id, name]));
  for (const { id, name } of labels) {
    if (name !== null && (id === ownId || readKeeperLabel(name) !== null)) all.set(id, name);
    else all.delete(id);
  }
  const list = [...all].map(([id, name]) => ({ id, name, named: readKeeperLabel(name)?.instance ?? null }));
  const own =
    list.find(({ named }) => named === instance) ??
    list.find(({ id, named }) => id === ownId && named === null);
  const foreign = list.filter(({ named }) => named !== null && named !== instance);
  const plain = ({ id, name }: KnownLabel): KnownLabel => ({ id, name });
  const refused = own === undefined ? (known?.refused ?? null) : null;
  const userId = account?.userId ?? known?.userId ?? null;
  const told = known?.told ?? 0;
  return { own: own === undefined ? null : plain(own), foreign: foreign.map(plain), userId, told, refused };
}

function standingAfter(session: Session, before: Keeper, { own, foreign }: KnownLabels): Keeper {
  const pair = pairOfSession(session);
  const others = foreign.flatMap(({ name }) => {
    const read = readKeeperLabel(name);
    return read === null ? [] : [{ instance: read.instance, samePair: pair === null || read.pair === pair }];
  });
  const keeper = { ...before, others };
  if (keeper.standing !== 'keeping') return keeper;
  // An installation that appeared with another library while this one kept the pair was allowed by its owner.
  const besides = others.filter(({ samePair }) => !samePair).map(({ instance }) => instance);
  const beside = [...new Set([...keeper.beside, ...besides])];
  const isOwnThere = own !== null && readKeeperLabel(own.name) !== null;
  const isReplaced = !isOwnThere && rivalsOf(keeper).length > 0;
  return { ...keeper, beside, standing: isReplaced ? 'replaced' : 'keeping' };
}
