// To-dos of an older library that is brought up to date: what they show counts as what was last agreed on, so that the hub's values are
// written over it, and only what somebody did in that library since is an edit. Sends nothing.

import { meet } from '../../../engine/meeting.ts';
import { assert } from '../../../model/assert.ts';
import type { Link, Observation } from '../../../model/link.ts';
import type { SomeFields } from '../../../model/task.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import { heldAt } from '../../../sync/observe/held-at.ts';
import { completeSpentCopy } from '../../../sync/observe/occurrences.ts';
import { planTouched } from '../../../sync/plan/plan-task.ts';
import { recordReason } from '../../../sync/record.ts';
import { isOpenTask, takesPart, type Run } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';
import { observeRow } from '../conversation/observe-row.ts';
import { ageOf, type Evidence } from './evidence.ts';

/** A change is seen at most so long after it was made, ms, where Mac and hub are in touch. */
const SEEN_WITHIN_MS = 10 * 60_000;

/**
 * When the library was left: not before `asOf`, its newest change but for what was done in it since, and not after `until`, the first
 * change that it lacks. Epoch ms by the Mac's clock.
 */
export interface OlderLibrary {
  readonly asOf: number;
  readonly until: number;
  readonly since: number;
  readonly missing: readonly Link[];
}

/** What is known of an older library, before anything of it is taken in. */
export function olderLibrary(evidence: Evidence, missing: readonly Link[]): OlderLibrary {
  const lacking = [
    ...evidence.older.map(({ told }) => told),
    ...evidence.missing.flatMap(({ createdAt, told }) => createdAt ?? told ?? []),
  ];
  const until = Math.min(...lacking) + SEEN_WITHIN_MS;
  return { asOf: evidence.newestOfOld(), until, since: evidence.since, missing };
}

/** Agrees with each row on what it shows, and has made again what is missing. Once the containers are known; before the rows are taken in. */
export function agreeOnOlderRows(run: Run, request: ExchangeRequest, library: OlderLibrary): void {
  for (const row of request.todos) agreeOnRow(run, row, { request, library });
  for (const link of library.missing) replaceMissing(run, link);
  // What was made in that library since may be one of them: it meets what is to be made.
  planTouched(run);
}

interface Around {
  readonly request: ExchangeRequest;
  readonly library: OlderLibrary;
}

function agreeOnRow(run: Run, row: ThingsTodo, { request, library }: Around): void {
  const link = run.store.links.byRemoteId(THINGS, row.id);
  if (link === null) return completeIfSpent(run, row, library);
  if (link.state === 'active' && link.revision === row.digest) return;
  const age = ageOf(row, { link, since: library.since, takenAt: request.receipt.takenAt });
  const observation = observeRow(run, row);
  const agreed = age === 'older' ? asShown(run, link, observation) : asItWas(run, link, observation, library);
  const isDeletedHere = observation.deleted && age !== 'fresh';
  run.store.links.put({ ...agreed, state: isDeletedHere ? 'deleted' : 'active' });
  run.touched.add(link.taskId);
  if (age !== 'fresh') explain(run, link, 'shows it as it was earlier: what is known of it is written back');
}

/** Nobody touched the row since: all that it shows is old. */
function asShown(run: Run, link: Link, observation: Observation): Link {
  if (observation.deleted) return link;
  const { told, checklistRefs } = meetingOf(run, link, observation);
  return { ...link, shadow: { ...link.shadow, ...told }, checklistRefs };
}

/** What differs from what the library had when it was left was done in it since. */
function asItWas(run: Run, link: Link, observation: Observation, { asOf, until }: OlderLibrary): Link {
  const { hub, profile, told } = meetingOf(run, link, observation);
  const held = heldAt(run, { hub, link, profile, told, from: asOf, until });
  const unknown: SomeFields = observation.deleted ? {} : told;
  return { ...link, shadow: { ...link.shadow, ...unknown, ...held } };
}

function meetingOf(run: Run, link: Link, observation: Observation): ReturnType<typeof meet> {
  const hub = run.store.tasks.get(link.taskId);
  const profile = run.profiles.get(THINGS);
  assert(hub !== null && profile !== undefined, 'a link without its task, or before the library is known');
  const { strategy } = run.config;
  return meet({ hub, link, observation, profile, strategy, now: run.now, held: new Set() });
}

/** A copy of an occurrence that was done since is open in the older library: it is no new task. */
function completeIfSpent(run: Run, row: ThingsTodo, { since }: OlderLibrary): void {
  const retired = run.store.links.retired(THINGS, row.id);
  if (retired === null || retired.missing === true || row.status !== 'open' || row.trashed) return;
  if ((row.changedAt ?? since) >= since) return;
  const { remoteId: id } = observeRow(run, row);
  if (run.store.outbox.naming(THINGS, id).length > 0) return;
  completeSpentCopy(run, retired.taskId, { replica: THINGS, remoteId: id });
}

/** A to-do that the older library does not have yet is made again, and what is done needs no making. */
function replaceMissing(run: Run, link: Link): void {
  const hub = run.store.tasks.get(link.taskId);
  if (hub === null) return;
  run.touched.add(hub.id);
  if (!isOpenTask(hub) || !takesPart(run, hub.fields)) {
    run.store.links.put({ ...link, state: 'deleted' });
    if (hub.deletedAt === null && hub.fields.status !== 'open')
      run.leftOut.push(`\u201c${hub.fields.title}\u201d was made and done since: it is not made again`);
    return;
  }
  run.store.links.remove(link.taskId, THINGS);
  run.store.links.retireMissing(THINGS, link.remoteId, link.taskId, run.now);
  explain(run, link, 'does not have it yet: it is made again');
}

function explain(run: Run, { taskId }: Link, text: string): void {
  recordReason(run, taskId, THINGS, { rule: 'R70', text: `Things ${text}, as you answered.` });
}
