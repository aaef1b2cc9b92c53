// What the owner of both accounts does beside working in the apps: other settings, another Todoist plan, undo, decided conflicts.

import { remoteId } from '../../src/model/ids.ts';
import { STRATEGIES } from '../../src/model/conflict.ts';
import type { Ledger } from './ledger.ts';
import type { World } from './world.ts';

const SOMEDAY_LABELS = ['someday', 'one-day'] as const;
const CANCELED_LABELS = ['canceled', 'dropped'] as const;
const PRIORITY_TAGS = [['p1', 'p2', 'p3'], ['high', 'middle', 'low'], null] as const;

/** Names that were markers or priority tags at some time of some story: none of them is a tag of a person's. */
export const MARKERS: ReadonlySet<string> = new Set([...SOMEDAY_LABELS, 'evening', ...CANCELED_LABELS]);
export const CANCELED: ReadonlySet<string> = new Set(CANCELED_LABELS);
export const PRIORITIES: ReadonlySet<string> = new Set(PRIORITY_TAGS.flatMap((tags) => tags ?? []));

type Act = (world: World, ledger: Ledger) => void | Promise<void>;

/** Acts once at random. Nothing happens when there is nothing to act on. */
export async function actAsOwner(world: World, ledger: Ledger): Promise<void> {
  const acts: readonly Act[] = [
    undo,
    undo,
    undo,
    resolve,
    resolve,
    chooseStrategy,
    chooseLabels,
    chooseTags,
    changePlan,
  ];
  await world.random.pick(acts)(world, ledger);
}

/** Decides every conflict that waits. Tells whether there was one. */
export function resolveAll(world: World): boolean {
  const waiting = world.account.conflicts({ waitingOnly: true, limit: 1000 }).length;
  for (let nth = 0; nth < waiting; nth += 1) resolve(world);
  return waiting > 0;
}

function undo(world: World, ledger: Ledger): void {
  const entries = world.account
    .history({ task: null, limit: 10, before: null })
    // What was done in other words can't be put back in these.
    .filter((entry) => entry.undoneAt === null && !isInOtherWords(entry.before));
  if (entries.length === 0) return;
  const entry = world.random.pick(entries);
  const hub = [...world.store.tasks.all()].find(({ id }) => id === entry.task);
  if (hub === undefined) return;
  world.tell(`the owner takes back: ${entry.kind} of “${entry.title}” in ${entry.replica}`);
  const isDeletion = entry.kind === 'create' || entry.kind === 'restore';
  if (isDeletion) {
    ledger.deleted(hub.fields.notes ?? '');
    const { items } = world.todoist.snapshot();
    const counterpart = items.find(
      (item) => world.store.links.byRemoteId('todoist', remoteId(item.id))?.taskId === hub.id,
    );
    const text = JSON.stringify([
      hub.fields,
      items.filter((item) => item.parent_id === counterpart?.id && counterpart !== undefined),
    ]);
    ledger.takenBackEverywhere(text);
  }
  world.account.undo(entry.id);
}

function isInOtherWords({ tags }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(tags) && tags.some((tag) => MARKERS.has(String(tag)) || PRIORITIES.has(String(tag)));
}

function resolve(world: World): void {
  const waiting = world.account.conflicts({ waitingOnly: true, limit: 100 });
  if (waiting.length === 0) return;
  const conflict = world.random.pick(waiting);
  const keep = world.random.pick(['hub', 'replica'] as const);
  world.tell(`the owner keeps the value of the ${keep} for ${conflict.field} of “${conflict.title}”`);
  world.account.resolveConflict(conflict.id, keep);
}

function chooseStrategy(world: World): void {
  const strategy = world.random.pick(STRATEGIES);
  world.tell(`the owner chooses ${strategy}`);
  world.account.changeConfig({ strategy });
}

function chooseLabels(world: World): void {
  const markerLabels = {
    someday: world.random.pick(SOMEDAY_LABELS),
    canceled: world.random.pick(CANCELED_LABELS),
  };
  world.tell(`the owner chooses the labels ${JSON.stringify(markerLabels)}`);
  world.account.changeConfig({ markerLabels });
}

function chooseTags(world: World): void {
  const tags = world.random.pick(PRIORITY_TAGS);
  world.tell(`the owner chooses the priority tags ${JSON.stringify(tags)}`);
  world.account.changeConfig({ priorityTags: tags === null ? null : [...tags] });
}

async function changePlan(world: World): Promise<void> {
  world.plan = world.plan === 'free' ? 'pro' : 'free';
  world.hasChangedPlan = true;
  world.tell(`the owner changes to the plan ${world.plan}`);
  const body = JSON.stringify({ plan: world.plan });
  await world.todoist.fetch(new Request('http://todoist.test/_emulator/plan', { method: 'POST', body }));
}
