// Changes of marker labels or priority tags: shadows are converted to the new names, so that the change does not look like an edit,
// and tasks with the former names are written again.

import type { SyncConfig } from '../../model/config.ts';
import type { Link } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import type { HubTask, SomeFields } from '../../model/task.ts';
import { planUncounted } from '../plan/plan-task.ts';
import { isOpenTask, type AccountParts, type Pass, type Session } from '../unit-of-work.ts';
import { configOf, beginPassNow } from '../run/session.ts';

/** The settings that define what labels and tags mean. */
type MarkerNames = Pick<SyncConfig, 'markerLabels' | 'priorityTags'>;

/** The settings as the owner saved them, including those not yet in effect. */
export function ownersConfig(parts: Pick<AccountParts, 'store'>): SyncConfig {
  return { ...configOf(parts), ...namesToAdopt(parts) };
}

/** Makes the next run read every replica in full. */
export function readAllAnew({ store, replicas }: Pick<AccountParts, 'store' | 'replicas'>): void {
  for (const { readAnew } of replicas.all) readAnew(store);
}

/**
 * Puts changed labels and tags into effect, unless an operation is pending whose result will use the former names. Called at the
 * end of a run, because edits made under the former names have been read under them. Runs in the caller's transaction.
 */
export function adoptMarkerNames(session: Session): void {
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
  const pass = beginPassNow(session);
  reinterpretShadows(pass, former);
  planUncounted(pass);
}

/** Tells whether the next run would put changed names into effect. */
export function areMarkerNamesDue(parts: Pick<AccountParts, 'store' | 'replicas'>): boolean {
  return namesToAdopt(parts) !== null && !isUnderWay(parts);
}

/** A replica that joined later may stay away for weeks, so it is not waited for; what it shows is read under the names in effect then. */
function isUnderWay({ store, replicas }: Pick<AccountParts, 'store' | 'replicas'>): boolean {
  const founding = replicas.all.filter(({ isFounding }) => isFounding);
  return founding.some(({ name }) => store.outbox.count(name, ['sent']) > 0);
}

function namesToAdopt({ store }: Pick<AccountParts, 'store'>): MarkerNames | null {
  return (store.meta.get('names_to_adopt') as MarkerNames | undefined) ?? null;
}

/** Reinterprets every shadow that was agreed on under the settings `former`. Scans all tasks; only for a change of settings. */
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
  // A closed task is only rewritten when a user edits it: sending its status again would change its completion time.
  if (isOpenTask(task)) pass.touched.add(task.id);
}

function shadowNow(pass: Pass, { replica, shadow }: Link, former: SyncConfig): SomeFields {
  return pass.parts.replicas.get(replica).reinterpret(shadow, former, pass.config);
}
