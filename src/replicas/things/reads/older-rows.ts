// To-dos of an older library that is brought up to date: what they show counts as what was last agreed on, so that the hub's values
// overwrite it, and only what was done in that library since counts as an edit. Sends nothing.

import { compareWithHub } from '../../../engine/comparison.ts';
import { assert } from '../../../model/assert.ts';
import type { Link, Observation } from '../../../model/link.ts';
import type { SomeFields } from '../../../model/task.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import { heldAt } from '../../../sync/observe/held-at.ts';
import { completeSpentCopy } from '../../../sync/observe/occurrences.ts';
import { planTouched } from '../../../sync/plan/plan-task.ts';
import { recordReason } from '../../../sync/record.ts';
import { isOpenTask, takesPart, type Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';
import { observeRow } from '../conversation/observe-row.ts';
import { ageOf, type Evidence } from './evidence.ts';

/** How long after it was made a change is seen at the latest, ms, while Mac and hub are connected. */
const SEEN_WITHIN_MS = 10 * 60_000;

/**
 * When the library stopped being current: at `asOf` or later, its newest change except for later edits in it, and at `until` or
 * earlier, the first change that it lacks. Epoch ms by the Mac's clock.
 */
export interface OlderLibrary {
  readonly asOf: number;
  readonly until: number;
  readonly since: number;
  readonly missing: readonly Link[];
}

/** What is known of an older library, before anything of it is processed. */
export function olderLibrary(evidence: Evidence, missing: readonly Link[]): OlderLibrary {
  const lacking = [
    ...evidence.older.map(({ told }) => told),
    ...evidence.missing.flatMap(({ createdAt, told }) => createdAt ?? told ?? []),
  ];
  const until = Math.min(...lacking) + SEEN_WITHIN_MS;
  return { asOf: evidence.newestOfOld(), until, since: evidence.since, missing };
}

/**
 * Agrees with each row on what it shows, and has missing to-dos created again. To be called after the containers are processed and
 * before the rows are.
 */
export function agreeOnOlderRows(pass: Pass, request: ExchangeRequest, library: OlderLibrary): void {
  for (const row of request.todos) agreeOnRow(pass, row, { request, library });
  for (const link of library.missing) replaceMissing(pass, link);
  // A to-do created in that library since may be one of them: it is matched with the pending creation.
  planTouched(pass);
}

interface Around {
  readonly request: ExchangeRequest;
  readonly library: OlderLibrary;
}

function agreeOnRow(pass: Pass, row: ThingsTodo, { request, library }: Around): void {
  const link = pass.store.links.byRemoteId(THINGS, row.id);
  if (link === null) return completeIfSpent(pass, row, library);
  if (link.state === 'active' && link.revision === row.digest) return;
  const age = ageOf(row, { link, since: library.since, takenAt: request.receipt.takenAt });
  const observation = observeRow(pass, row);
  const agreed =
    age === 'older' ? asShown(pass, link, observation) : asItWas(pass, link, observation, library);
  const isDeletedHere = observation.deleted && age !== 'fresh';
  pass.store.links.put({ ...agreed, state: isDeletedHere ? 'deleted' : 'active' });
  pass.touched.add(link.taskId);
  if (age !== 'fresh') explain(pass, link, 'shows it as it was earlier: what is known of it is written back');
}

/** The row was not edited since: everything it shows is old. */
function asShown(pass: Pass, link: Link, observation: Observation): Link {
  if (observation.deleted) return link;
  const { reported, checklistRefs } = comparisonOf(pass, link, observation);
  return { ...link, shadow: { ...link.shadow, ...reported }, checklistRefs };
}

/** Whatever differs from the library's state when it stopped being current was edited in it since. */
function asItWas(pass: Pass, link: Link, observation: Observation, { asOf, until }: OlderLibrary): Link {
  const { hub, profile, reported } = comparisonOf(pass, link, observation);
  const held = heldAt(pass, { hub, link, profile, told: reported, from: asOf, until });
  const unknown: SomeFields = observation.deleted ? {} : reported;
  return { ...link, shadow: { ...link.shadow, ...unknown, ...held } };
}

function comparisonOf(pass: Pass, link: Link, observation: Observation): ReturnType<typeof compareWithHub> {
  const hub = pass.store.tasks.get(link.taskId);
  const profile = pass.profiles.get(THINGS);
  assert(hub !== null && profile !== undefined, 'a link without its task, or before the library is known');
  const { strategy } = pass.config;
  return compareWithHub({ hub, link, observation, profile, strategy, now: pass.now, held: new Set() });
}

/** The copy of an occurrence that was completed since is still open in the older library: it is no new task. */
function completeIfSpent(pass: Pass, row: ThingsTodo, { since }: OlderLibrary): void {
  const retired = pass.store.links.retired(THINGS, row.id);
  if (retired === null || retired.missing === true || row.status !== 'open' || row.trashed) return;
  if ((row.changedAt ?? since) >= since) return;
  const { remoteId: id } = observeRow(pass, row);
  if (pass.store.outbox.naming(THINGS, id).length > 0) return;
  completeSpentCopy(pass, retired.taskId, { replica: THINGS, remoteId: id });
}

/** A to-do that the older library does not have yet is created again, unless it is completed. */
function replaceMissing(pass: Pass, link: Link): void {
  const hub = pass.store.tasks.get(link.taskId);
  if (hub === null) return;
  pass.touched.add(hub.id);
  if (!isOpenTask(hub) || !takesPart(pass, hub.fields)) {
    pass.store.links.put({ ...link, state: 'deleted' });
    if (hub.deletedAt === null && hub.fields.status !== 'open')
      pass.leftOut.push(`\u201c${hub.fields.title}\u201d was made and done since: it is not made again`);
    return;
  }
  pass.store.links.remove(link.taskId, THINGS);
  pass.store.links.retireMissing(THINGS, link.remoteId, link.taskId, pass.now);
  explain(pass, link, 'does not have it yet: it is made again');
}

function explain(pass: Pass, { taskId }: Link, text: string): void {
  recordReason(pass, taskId, THINGS, { rule: 'R70', text: `Things ${text}, as you answered.` });
}
