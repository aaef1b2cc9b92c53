// Other marker labels or priority tags: what was agreed on is put in the new names, so that nobody's change is seen in it, and
// tasks that carry former names are written anew.

import type { SyncConfig } from '../../model/config.ts';
import type { Link } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import type { HubTask, SomeFields } from '../../model/task.ts';
import { planUncounted } from '../plan/plan-task.ts';
import { isOpenTask, type AccountParts, type Pass, type Session } from '../unit-of-work.ts';
import { configOf, present } from '../run/session.ts';

/** The settings that say what labels and tags mean. */
type MarkerNames = Pick<SyncConfig, 'markerLabels' | 'priorityTags'>;

/** The settings as the owner left them, also those that are not in use yet. */
export function ownersConfig(parts: Pick<AccountParts, 'store'>): SyncConfig {
  return { ...configOf(parts), ...namesToAdopt(parts) };
}

/** Has every replica read whole by the next run. */
export function readAllAnew({ store, replicas }: Pick<AccountParts, 'store' | 'replicas'>): void {
  for (const { readAnew } of replicas.all) readAnew(store);
}

/**
 * Takes other labels and tags into use, unless something is under way whose outcome will come under the former names. At the end
 * of a run: what was edited under the former names was read under them. Within the caller's transaction.
 */
export function adoptNames(session: Session): void {
  const { parts } = session;
  const { store } = parts;
  const names = namesToAdopt(parts);
  if (names === null) return;
  const former = configOf(parts);
  const { markerLabels, priorityTags } = former;
  const isNew = !isSame(names, { markerLabels, priorityTags });
  if (isNew && isUnderWay(parts)) return;
  store.meta.set('names_to_adopt', undefined);
  if (!isNew) return;
  store.meta.set('config', { ...former, ...names });
  readAllAnew(parts);
  const pass = present(session);
  reinterpretShadows(pass, former);
  planUncounted(pass);
}

/** Tells whether the next run would take other names into use. */
export function areNamesDue(parts: Pick<AccountParts, 'store' | 'replicas'>): boolean {
  return namesToAdopt(parts) !== null && !isUnderWay(parts);
}

/** One that joined later may stay away for weeks; what it has is read under the names of that day. */
function isUnderWay({ store, replicas }: Pick<AccountParts, 'store' | 'replicas'>): boolean {
  const founding = replicas.all.filter(({ isFounding }) => isFounding);
  return founding.some(({ name }) => store.outbox.count(name, ['sent']) > 0);
}

function namesToAdopt({ store }: Pick<AccountParts, 'store'>): MarkerNames | null {
  return (store.meta.get('names_to_adopt') as MarkerNames | undefined) ?? null;
}

/** Reinterprets every shadow that was agreed on under the settings `former`. Costs all tasks: for a change of settings. */
function reinterpretShadows(pass: Pass, former: SyncConfig): void {
  for (const task of pass.store.tasks.all()) {
    for (const link of pass.store.links.of(task.id)) reinterpretShadow(pass, { task, link, former });
  }
}

function reinterpretShadow(
  pass: Pass,
  { task, link, former }: { readonly task: HubTask; readonly link: Link; readonly former: SyncConfig },
): void {
  const shadow = shadowNow(pass, link, former);
  if (isSame(shadow, link.shadow)) return;
  pass.store.links.put({ ...link, shadow });
  // A closed task is written anew when somebody touches it: telling its state again would move the time of its completion.
  if (isOpenTask(task)) pass.touched.add(task.id);
}

function shadowNow(pass: Pass, { replica, shadow }: Link, former: SyncConfig): SomeFields {
  return pass.parts.replicas.get(replica).reinterpret(shadow, former, pass.config);
}
